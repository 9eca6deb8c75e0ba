/** The check of channels: what works, what does not and what to do, also beside a posdesk that is running. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkChannels, writeReports } from '#bot/cli/channels/check-channels.ts';
import type { Config } from '#bot/config.ts';
import { readNotes } from '#bot/store/read-notes.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };
const NOBODY = 'http://127.0.0.1:9';

function configOf(changes: Partial<Config>): Config {
  const databasePath = join(temporaryFolder(), 'posdesk.db');
  return { publicListener: ANY_PORT, deskListener: ANY_PORT, databasePath, ...changes };
}

async function serveHealth(): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/healthz' ? 200 : 404;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the check', () => {
  it('needs no setting for the web chat, and says what switches each of the others on', async () => {
    const reports = await checkChannels(configOf({}));
    expect(reports.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'webchat on',
      'wechat off',
      'wecom off',
      'slack off',
      'teams off',
    ]);
    expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
    const text = writeReports(reports);
    expect(text).toContain('SLACK_SIGNING_SECRET SLACK_BOT_TOKEN');
    expect(text).toContain('docs/channels/wecom.md');
  });

  it('says of a platform that cannot be reached what to do, without a secret in it', async () => {
    const slack = { signingSecret: 'hush-signing', botToken: 'xoxb-hush', apiUrl: NOBODY };
    const wechat = { appId: 'wx1', appSecret: 'hush-app', token: 'hush-token', apiUrl: NOBODY };
    const publicUrl = await serveHealth();
    const reports = await checkChannels(configOf({ channels: { slack, wechat }, publicUrl }));
    const [webchat, ...others] = reports.filter(({ state }) => state === 'on');
    expect(webchat?.findings).toMatchObject([{ ok: true }]);
    for (const { name, findings, callback } of others) {
      expect(callback).toContain(`${publicUrl}/`);
      expect(findings.length, name).toBeGreaterThan(0);
      const wrong = findings.filter(({ ok }) => !ok);
      expect(wrong.length, name).toBeGreaterThan(0);
      for (const { remedy } of wrong) expect(remedy, name).toBeTruthy();
    }
    const text = writeReports(reports);
    expect(text).not.toContain('hush');
    expect(text).toMatch(/✗ Slack\n {2}回调地址/);
  });

  it('looks at every place where agents see tickets as well, each under its own name', async () => {
    const slack = { signingSecret: 'hush-signing', botToken: 'xoxb-hush', apiUrl: NOBODY, deskChannel: 'C1' };
    const redmine = { url: NOBODY, key: 'hush-key', project: 'pos' };
    const email = {
      ...{ smtpUrl: 'smtp://desk:hush@127.0.0.1:9', from: 'desk@example.com', to: ['anna@example.com'] },
      ...{ agents: new Map(), inboundToken: 'hush-token-of-the-mail-server' },
    };
    const sinks = { locale: 'en', redmine, email } as const;
    const reports = await checkChannels(configOf({ channels: { slack }, sinks, publicUrl: await serveHealth() }));
    const names = reports.filter(({ state }) => state === 'on').map(({ name }) => name);
    expect(names).toEqual(['webchat', 'slack', 'desk:slack', 'desk:redmine', 'desk:email']);
    for (const { name, findings } of reports.filter((report) => report.name.startsWith('desk:')))
      expect(
        findings.some(({ ok, remedy }) => !ok && remedy),
        name,
      ).toBe(true);
    const text = writeReports(reports);
    expect(text).not.toContain('hush');
    expect(text).toContain('✗ 工单到 Redmine · tickets in Redmine\n  ✗ ');
    expect(text).toMatch(/tickets by mail\n {2}回调地址/);
  });

  it('looks whether the public address leads to us', async () => {
    const publicUrl = `${await serveHealth()}/wrong`;
    const [webchat] = await checkChannels(configOf({ publicUrl }));
    expect(webchat?.findings).toMatchObject([{ ok: false, what: expect.stringContaining('404') }]);
  });
});

describe('notes', () => {
  it('can be read while posdesk runs, and are none before it first ran', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const notes = readNotes(path);
    expect(await notes.read('wecom:cursor')).toBeUndefined();
    const store = await openSqliteStore(path);
    onTestFinished(() => store.close());
    await store.saveNote('wecom:cursor', '7');
    expect(await notes.read('wecom:cursor')).toBe('7');
    expect(await notes.read('other')).toBeUndefined();
  });
});
