/** Settings: defaults, and a plain word for each wrong value. */

import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '#bot/config.ts';
import { faultLine } from '#bot/faults.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

describe('settings', () => {
  it('need none: loopback, the usual ports, a file in ./data', () => {
    expect(readConfig({})).toEqual({
      publicListener: { host: '127.0.0.1', port: 3978 },
      deskListener: { host: '127.0.0.1', port: 3979 },
      databasePath: resolve('data/posdesk.db'),
      quietMs: 2_500,
      reminders: { fromMinute: 540, toMinute: 1_200 },
    });
  });

  it('take an empty variable for an unset one', () => {
    expect(readConfig({ PORT: '', HOST: ' ', CONTENT_DIR: '', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  it('are read as given', () => {
    const folder = temporaryFolder();
    const config = readConfig({
      HOST: '0.0.0.0',
      PORT: '8080',
      DESK_HOST: '::1',
      DESK_PORT: '0',
      DATABASE_URL: `file:${join(folder, 'a.db')}`,
      CONTENT_DIR: folder,
      PUBLIC_URL: 'https://help.example.com/',
      QUIET_MS: '0',
    });
    expect(config).toEqual({
      publicListener: { host: '0.0.0.0', port: 8080 },
      deskListener: { host: '::1', port: 0 },
      databasePath: join(folder, 'a.db'),
      quietMs: 0,
      reminders: { fromMinute: 540, toMinute: 1_200 },
      contentFolder: folder,
      publicUrl: 'https://help.example.com',
    });
  });

  it.each([
    ['file:data/x.db', resolve('data/x.db')],
    ['file:./x.db', resolve('x.db')],
    ['file:/var/x.db', '/var/x.db'],
    ['file:///var/x.db', '/var/x.db'],
  ])('read %s as %s', (url, path) => {
    expect(readConfig({ DATABASE_URL: url }).databasePath).toBe(path);
  });

  it.each([
    ['PORT', '80a', 'wrong-port'],
    ['PORT', '65536', 'wrong-port'],
    ['DESK_PORT', '-1', 'wrong-port'],
    ['HOST', 'http://x', 'wrong-host'],
    ['DATABASE_URL', 'postgres://user:secret@host', 'wrong-database-url'],
    ['DATABASE_URL', 'mysql://x', 'wrong-database-url'],
    ['DATABASE_URL', 'file:', 'wrong-database-url'],
    ['DATABASE_URL', 'file://host/x.db', 'wrong-database-url'],
    ['DATABASE_URL', 'file:./data/', 'wrong-database-url'],
    ['CONTENT_DIR', '/nowhere/at/all', 'no-content-folder'],
    ['PUBLIC_URL', 'help.example.com', 'wrong-url'],
    ['DESK_URL', 'desk', 'wrong-url'],
    ['PUBLIC_URL', 'ftp://help.example.com', 'wrong-url'],
    ['QUIET_MS', 'soon', 'wrong-quiet-time'],
    ['SLACK_BOT_TOKEN', 'xoxb', 'channel-incomplete'],
    ['WECHAT_TOKEN', 't', 'channel-incomplete'],
    ['WECOM_SECRET', 's', 'channel-incomplete'],
    ['MicrosoftAppId', 'id', 'channel-incomplete'],
    ['POSDESK_TEAMS_DEV', 'yes', 'wrong-switch'],
  ])('refuse %s=%s and say how to mend it', (name, value, code) => {
    try {
      readConfig({ [name]: value });
      expect.unreachable('this value was taken');
    } catch (fault) {
      expect(fault).toMatchObject({ name: 'ConfigFault', code, remedy: expect.stringMatching(/\.$/) });
      expect(faultLine(fault)).toContain(name);
      expect(faultLine(fault)).not.toContain('secret');
      expect(faultLine(fault)).not.toContain('\n');
    }
  });
});
