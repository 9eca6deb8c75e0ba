/** The command for channels, as people run it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess } from '#test/fixtures/server-process.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const COMMAND = 'bot/cli/channels.ts';

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const file = join(temporaryFolder(), 'posdesk.db');
  const { exited, written } = startProcess(COMMAND, args, { DATABASE_URL: `file:${file}`, ...env });
  return { code: await exited, ...written };
}

describe('the command for channels', () => {
  it('ends well when nothing that is on is wrong, and otherwise says what', async () => {
    expect(await run(['check'])).toMatchObject({ code: 0, out: expect.stringContaining('✓ 网页') });
    const wrong = await run(['check', '--json'], {
      SLACK_SIGNING_SECRET: 'x',
      SLACK_BOT_TOKEN: 'x',
      SLACK_API_URL: 'http://127.0.0.1:9',
    });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject([{ name: 'webchat' }, { name: 'slack', state: 'on' }, {}, {}, {}]);
    const half = await run(['check'], { WECHAT_TOKEN: 'x' });
    expect(half).toMatchObject({ code: 1, out: '', err: expect.stringContaining('WECHAT_APP_ID') });
  });

  it('writes the package for Teams', async () => {
    const file = join(temporaryFolder(), 'teams.zip');
    const app = { MicrosoftAppId: '00000000-1111-4222-8333-444444444444', MicrosoftAppPassword: 'x' };
    expect((await run(['teams-app', file], { ...app, PUBLIC_URL: 'https://help.example.com' })).code).toBe(0);
    expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
    expect(await run(['teams-app', file], app)).toMatchObject({ code: 1, err: expect.stringContaining('PUBLIC_URL') });
  });

  it('says how it is used', async () => {
    for (const args of [[], ['chekc'], ['teams-app'], ['--what']]) {
      expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining('npm run -s channels -- check') });
    }
  });

  it('shows the same conversation on four platforms', async () => {
    const { code, out } = await run(['demo', '--once']);
    expect(code).toBe(0);
    const parts = out.split(/^— (\w+) —$/m).slice(1);
    const names = parts.filter((_, index) => index % 2 === 0);
    expect(names).toEqual(['wechat', 'wecom', 'slack', 'teams']);
    for (const part of parts.filter((_, index) => index % 2 === 1)) {
      expect(part).toMatch(/> 手机能上网|✓ 手机能上网/);
      expect(part).toContain('[看不到]');
      expect(part).toMatch(/工单 T100\d/);
    }
  });
});
