/** Cases W1 to W15: who may speak for a platform, and what a repetition does. */

import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readConfig } from '#bot/config.ts';
import { messageEvent, postEvent, signSlack } from '#test/fixtures/fake-slack-requests.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';
import { SECRETS, startWholeApp, type WholeApp, wechatCaller } from './whole-app.ts';

const slackUrl = ({ publicUrl }: WholeApp): string => `${publicUrl}/slack/events`;
const direct = (ts: string, text = 'offline') => messageEvent({ ts, event_ts: ts, text });

function merchantLines({ databasePath }: WholeApp): readonly unknown[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    return database
      .prepare("select text from transcript where from_whom = 'merchant' order by at, seq")
      .all()
      .map((row) => row.text);
  } finally {
    database.close();
  }
}

describe('W1 an empty secret', () => {
  it.each([
    ['SLACK_SIGNING_SECRET', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: ' ' }],
    ['WECHAT_TOKEN', { WECHAT_APP_ID: 'a', WECHAT_APP_SECRET: 'b', WECHAT_TOKEN: '', WECHAT_ENCODING_AES_KEY: 'none' }],
    ['MicrosoftAppPassword', { MicrosoftAppId: 'a', MicrosoftAppPassword: '' }],
    ['WECOM_SECRET', { WECOM_CORP_ID: 'a', WECOM_TOKEN: 'b', WECOM_ENCODING_AES_KEY: 'x'.repeat(43) }],
  ])('%s stops the start and is named (CVE-2026-44109)', (name, env) => {
    expect(() => readConfig(env)).toThrow(
      expect.objectContaining({ code: 'channel-incomplete', message: expect.stringContaining(name) }),
    );
  });
});

describe('W2 and W3 a signature', () => {
  it.each([
    ['missing', {}],
    ['short', { 'x-slack-signature': 'v0=00' }],
    ['not hexadecimal', { 'x-slack-signature': `v0=${'z'.repeat(64)}` }],
    ['twice', { 'x-slack-signature': `v0=${'0'.repeat(64)}, v0=${'0'.repeat(64)}` }],
    ['wrong', { 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
  ])('that is %s gets 401 from Slack, never 500', async (_, headers) => {
    const app = await startWholeApp();
    const now = String(Math.floor(Date.now() / 1_000));
    const answer = await fetch(slackUrl(app), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-slack-request-timestamp': now, ...headers },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    expect(merchantLines(app)).toEqual([]);
  });

  it.each(['/slack/events', '/wechat', '/wecom/kf', '/api/messages'])(
    'is asked for at %s also without a Content-Type (Express 5 leaves the body undefined)',
    async (path) => {
      const { publicUrl } = await startWholeApp();
      const answer = await fetch(publicUrl + path, { method: 'POST', body: new Uint8Array([1, 2, 3]) });
      expect([401, 403]).toContain(answer.status);
    },
  );
});

describe('W5 comparing', () => {
  it('no signature of a platform is compared by === (Jenkins CVE-2022-43412)', () => {
    const root = join(import.meta.dirname, '../../adapters');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(signature|envelope|claims|receiver|callback)\.ts$/.test(file),
    );
    expect(files.length).toBeGreaterThan(4);
    const guilty = files.filter((file) =>
      /(?:signature|digest|hmac|\bmac\b)\w*(?:\(\))?\s*[!=]==|[!=]==\s*(?:\w+\.)?(?:signature|digest|hmac|mac)\b(?!\.)/i.test(
        readFileSync(join(root, file), 'utf8').replaceAll(
          /typeof \w+ !== 'string'|(?:signature|digest)\w* [!=]== undefined/g,
          '',
        ),
      ),
    );
    expect(guilty).toEqual([]);
  });
});

describe('W6 a timestamp', () => {
  it.each([
    [-301, 401],
    [301, 401],
    [-298, 200],
    [298, 200],
  ])('that is %i s off is answered with %i', async (seconds, status) => {
    const app = await startWholeApp();
    const answer = await postEvent(slackUrl(app), direct('1.1'), {
      secret: SECRETS.slackSigning,
      atMs: Date.now() + seconds * 1_000,
    });
    expect(answer.status).toBe(status);
  });

  it.each(['NaN', String(Date.now()), '', '-1', '1e9'])('written as "%s" is none', async (timestamp) => {
    const app = await startWholeApp();
    const headers = { ...signSlack('{}', { atMs: Date.now() }), 'X-Slack-Request-Timestamp': timestamp };
    expect((await fetch(slackUrl(app), { method: 'POST', headers, body: '{}' })).status).toBe(401);
  });
});

describe('W7 to W9 a repetition', () => {
  it('to the byte has no effect, after a restart too', async () => {
    const first = await startWholeApp();
    const signing = { secret: SECRETS.slackSigning, atMs: Date.now() };
    expect((await postEvent(slackUrl(first), direct('1.1'), signing)).status).toBe(200);
    expect((await postEvent(slackUrl(first), direct('1.1'), signing)).status).toBe(200);
    await expect.poll(() => merchantLines(first)).toEqual(['offline']);
    await first.stop();
    const second = await startWholeApp({ databasePath: first.databasePath });
    expect((await postEvent(slackUrl(second), direct('1.1'), signing)).status).toBe(200);
    expect(merchantLines(second)).toEqual(['offline']);
  });

  it('with its fields in another order and a signature of its own is the same event (CVE-2026-41395)', async () => {
    const app = await startWholeApp();
    const event = direct('1.1');
    const turned = Object.fromEntries(Object.entries(event).reverse());
    for (const [payload, atMs] of [
      [event, Date.now()],
      [turned, Date.now() + 2_000],
    ] as const) {
      await postEvent(slackUrl(app), payload, { secret: SECRETS.slackSigning, atMs });
    }
    await expect.poll(() => merchantLines(app)).toEqual(['offline']);
  });

  it('of an id by another merchant is another message (CVE-2026-41402)', async () => {
    const app = await startWholeApp();
    const id = randomUUID();
    expect(await createWebVisitor().send(app.publicUrl, 'mine', id)).toBe(202);
    expect(await createWebVisitor().send(app.publicUrl, 'yours', id)).toBe(202);
    expect(merchantLines(app).toSorted()).toEqual(['mine', 'yours']);
  });
});

describe('W13 a forgery of WeChat', () => {
  const fields = { ToUserName: 'gh_1', FromUserName: 'o1', CreateTime: 1, MsgType: 'text', Content: 'x', MsgId: 7 };

  it('is answered alike, whatever is wrong with it', async () => {
    const app = await startWholeApp();
    const caller = wechatCaller(app.publicUrl);
    const forged = await Promise.all([
      caller.post(fields, { query: { msg_signature: '0'.repeat(40) } }),
      caller.post(fields, { query: { msg_signature: undefined } }),
      caller.post(fields, { appId: 'wx-other' }),
      caller.post(fields, { body: '<xml><Encrypt>AAAA</Encrypt></xml>' }),
      caller.post(fields, { body: '<xml><FromUserName>o1</FromUserName><Content>plain</Content></xml>' }),
    ]);
    const answers = await Promise.all(forged.map(async (one) => `${one.status} ${await one.text()}`));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^4\d\d /);
    expect(merchantLines(app)).toEqual([]);
  });
});

describe('W15 headers of a proxy', () => {
  it('sign nobody in and change no address (Zammad CVE-2026-34720)', async () => {
    const { deskUrl } = await startWholeApp();
    const headers = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'admin',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'remote-user': 'admin',
      'x-remote-user': 'admin',
      'x-auth-request-email': 'admin@example.com',
    };
    const answer = await fetch(`${deskUrl}/api/tickets`, { headers });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('evil.example');
  });

  it.each(['yes', '10.0.0.0/99', '0', 'proxy.example.com', '1,2'])('TRUST_PROXY=%s is no list of proxies', (value) => {
    expect(() => readConfig({ TRUST_PROXY: value })).toThrow(expect.objectContaining({ code: 'wrong-trust-proxy' }));
  });

  it('are believed only from the places that TRUST_PROXY names', () => {
    expect(readConfig({}).trustProxy).toBeUndefined();
    expect(readConfig({ TRUST_PROXY: 'loopback, 10.0.0.0/8' }).trustProxy).toEqual(['loopback', '10.0.0.0/8']);
    expect(readConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(1);
  });
});
