/** Stickers and links over every wire: a good one makes the terminal known, anything else means nothing. */

import express from 'express';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import { createWechatStickers } from '#adapters/wechat/stickers.ts';
import { createWecomStickers } from '#adapters/wecom/stickers.ts';
import { silentLogger } from '#bot/log.ts';
import { readToken, signToken, TOKEN_LENGTH } from '#bot/stickers/token.ts';
import { createStickers, type Stickers } from '#bot/stickers.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { openWecom, PERSON } from '#test/fixtures/fake-qyapi-channel.ts';
import { eventFields, MERCHANT, openAccount } from '#test/fixtures/fake-weixin-account.ts';
import { listen } from '#test/fixtures/listen.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
const CLAIM = { id: '00112233445566ff', kind: 'sticker', issuedAtMs: 1_795_000_000_000 } as const;
const SERIAL = '0821998877';
const START = Date.UTC(2026, 10, 23, 2, 0, 0);
const DAY_MS = 86_400_000;
const NOTE = { atMs: START, user: 'Li', role: 'admin', action: 'device-stickers', subject: SERIAL, outcome: 'ok' };

describe('a token', () => {
  it('says what was signed, in letters that every platform hands on', () => {
    const token = signToken(CLAIM, KEY);
    expect(token).toMatch(/^[\w-]+$/);
    expect(token).toHaveLength(TOKEN_LENGTH);
    expect(Buffer.byteLength(token)).toBeLessThanOrEqual(64);
    expect(readToken(token, KEY)).toEqual(CLAIM);
  });

  it('with any letter changed says nothing', () => {
    const token = signToken(CLAIM, KEY);
    for (let at = 0; at < token.length; at += 1) {
      for (const letter of ['A', 'b', '_']) {
        if (token[at] === letter) continue;
        expect(readToken(token.slice(0, at) + letter + token.slice(at + 1), KEY)).toBeUndefined();
      }
    }
  });

  it.each([
    ['of another key', signToken(CLAIM, Buffer.alloc(32, 8).toString('base64url'))],
    ['cut off', signToken(CLAIM, KEY).slice(0, -1)],
    ['with something behind it', `${signToken(CLAIM, KEY)}A`],
    ['of a thousand letters', 'A'.repeat(1_000)],
    ['with other signs', '../../../etc/passwd?aaaaaaaaaaaaaa'],
    ['empty', ''],
  ])('%s says nothing', (_, token) => {
    expect(readToken(token, KEY)).toBeUndefined();
  });
});

let store: Store;
let now = START;
let stickers: Stickers;
beforeEach(async () => {
  now = START;
  store = await openMemoryStore();
  await store.saveDevices([{ serial: SERIAL, mid: '898000057220003', model: 'A920', status: 'active' }], now);
  stickers = createStickers({ store, clock: () => now, log: silentLogger });
  return () => store.close();
});

const issue = async (kind: 'sticker' | 'link' = 'sticker'): Promise<string> =>
  (await stickers.issue([SERIAL], kind, NOTE))[0]?.text ?? '';

/** What is scanned, by what is wrong with it. */
const WRONG: readonly (readonly [string, () => Promise<string>])[] = [
  ['altered', async () => flipLast(await issue())],
  [
    'three years old and more',
    async () => {
      const old = await issue();
      now += 3 * 366 * DAY_MS + 1_000;
      return old;
    },
  ],
  [
    'revoked',
    async () => {
      const revoked = await issue();
      await store.revokeTokens(SERIAL, now, NOTE);
      return revoked;
    },
  ],
  ['oversize', async () => `${await issue()}${'A'.repeat(200)}`],
  ['of another desk', async () => signToken(CLAIM, KEY)],
  ['a link that is scanned like a sticker', () => issue('link')],
];

function flipLast(token: string): string {
  return token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
}

const serialsOf = async (conversationId: string) =>
  (await store.bindings(conversationId as ConversationId)).map(({ serial, proof }) => `${serial} ${proof}`);

function deskWithScan() {
  return Object.assign(
    createFakeDesk(() => now),
    { scan: stickers.scan } satisfies Pick<ChannelDependencies, 'scan'>,
  );
}

describe('over WeChat', () => {
  async function scan(token: string, event: 'SCAN' | 'subscribe' = 'SCAN') {
    const desk = deskWithScan();
    const account = await openAccount(desk, {});
    onTestFinished(() => account.close());
    const key = event === 'subscribe' ? `qrscene_${token}` : token;
    expect((await account.caller.post(eventFields(event, key, now))).ok).toBe(true);
    return desk;
  }

  it.each(['SCAN', 'subscribe'] as const)('a code that is scanned (%s) makes the terminal known', async (event) => {
    const desk = await scan(await issue(), event);
    expect(await serialsOf(`wechat-${MERCHANT}`)).toEqual([`${SERIAL} sticker`]);
    expect(desk.received).toMatchObject([{ text: '你好', counts: 'tap' }]);
  });

  it.each(WRONG)('a code that is %s means nothing', async (_, make) => {
    const desk = await scan(await make());
    expect(await serialsOf(`wechat-${MERCHANT}`)).toEqual([]);
    expect(desk.received).toMatchObject([{ text: '你好' }]);
  });

  it('codes are asked of the platform, for good and with the token as their scene', async () => {
    const asked: unknown[] = [];
    const app = express().use(express.json());
    app.post('/cgi-bin/stable_token', (_request, response) => {
      response.json({ access_token: 'T', expires_in: 7_200 });
    });
    app.post('/cgi-bin/qrcode/create', (request, response) => {
      asked.push(request.body);
      response.json({ ticket: 'x', url: 'http://weixin.qq.com/q/02abc' });
    });
    const server = await listen(app);
    onTestFinished(() => server.close());
    const place = createWechatStickers({ appId: 'a', appSecret: 's', apiUrl: server.url }, () => now);
    const [sticker] = await stickers.issue([SERIAL], 'sticker', NOTE, place);
    expect(sticker?.place).toBe('http://weixin.qq.com/q/02abc');
    expect(asked).toEqual([
      { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: sticker?.text } } },
    ]);
    expect((await stickers.textsOf([sticker?.id ?? ''])).map((one) => one.place)).toEqual([sticker?.place]);
  });

  it('a platform that makes none leaves no sticker behind', async () => {
    expect(await stickers.issue([SERIAL], 'sticker', NOTE, async () => undefined)).toEqual([]);
    expect(await store.tokensOf(SERIAL)).toEqual([]);
  });
});

describe('over WeCom', () => {
  const CONVERSATION = `wecom-${PERSON.kfId}-${PERSON.userId}`;

  async function enter(parameter: string) {
    const { qyapi, call } = await openWecom({ changes: { scan: stickers.scan } });
    qyapi.kf.enter(PERSON, parameter);
    await call();
    // The welcome goes out when the event has been taken up.
    await expect.poll(() => qyapi.kf.greetings.length).toBe(1);
  }

  it('a link with our parameter makes the terminal known', async () => {
    await enter(await issue());
    await expect.poll(() => serialsOf(CONVERSATION)).toEqual([`${SERIAL} sticker`]);
  });

  it.each(WRONG)('a parameter that is %s means nothing', async (_, make) => {
    await enter(await make());
    expect(await serialsOf(CONVERSATION)).toEqual([]);
  });

  it('codes hold the link of the account with at most 128 bytes of ours', async () => {
    const app = express().use(express.json());
    app.get('/cgi-bin/gettoken', (_request, response) => void response.json({ access_token: 'T', expires_in: 7_200 }));
    app.post('/cgi-bin/kf/account/list', (_request, response) => {
      response.json({ errcode: 0, account_list: [{ open_kfid: 'wkA' }] });
    });
    app.post('/cgi-bin/kf/add_contact_way', (request, response) => {
      response.json({ errcode: 0, url: `https://work.weixin.qq.com/kf/${request.body.open_kfid}?enc_scene=E` });
    });
    const server = await listen(app);
    onTestFinished(() => server.close());
    const place = createWecomStickers({ corpId: 'c', secret: 's', apiUrl: server.url }, () => now);
    const token = await issue();
    const url = new URL((await place(token)) ?? '');
    expect(url.origin + url.pathname).toBe('https://work.weixin.qq.com/kf/wkA');
    expect(url.searchParams.get('enc_scene')).toBe('E');
    expect(url.searchParams.get('scene_param')).toBe(token);
    expect(Buffer.byteLength(token)).toBeLessThanOrEqual(128);
  });
});

describe('over the web', () => {
  async function visit(path: string, init: RequestInit = {}) {
    const desk = deskWithScan();
    const channel = createWebchatChannel({ secureCookies: false, now: () => now }, desk);
    const server = await listen(channel.handler);
    onTestFinished(() => server.close());
    const response = await fetch(server.url + path, { redirect: 'manual', ...init });
    return { response, origin: server.url };
  }
  const everybody = () => store.bindingsOf(SERIAL);

  it('a code that is scanned opens the chat, in which the terminal is known', async () => {
    const { response } = await visit(`/d/${await issue()}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.getSetCookie()[0]).toMatch(/^posdesk_visitor=/);
    expect(await everybody()).toMatchObject([{ proof: 'sticker' }]);
  });

  it.each(WRONG)('a code that is %s opens the chat and means nothing', async (_, make) => {
    const { response } = await visit(`/d/${await make()}`);
    expect(response.status).toBe(303);
    expect(await everybody()).toEqual([]);
  });

  it('a link means something only once its button is pressed, on our own page', async () => {
    const link = await issue('link');
    expect((await visit(`/d/own/${link}`)).response.status).toBe(200);
    expect(await everybody()).toEqual([]);
    const foreign = await visit(`/d/own/${link}`, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(foreign.response.status).toBe(403);
    expect(await everybody()).toEqual([]);
    const own = await visit(`/d/own/${link}`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
    expect(own.response.status).toBe(303);
    expect(await everybody()).toMatchObject([{ proof: 'link', mid: '898000057220003' }]);
  });

  it('a link is too old after a week', async () => {
    const link = await issue('link');
    now += 7 * DAY_MS + 1_000;
    await visit(`/d/own/${link}`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
    expect(await everybody()).toEqual([]);
  });
});
