/** 微信客服: the shared suite of channels, the check of the URL, and the self-test of the settings. */

import { describe, expect, it } from 'vitest';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { createWecomChannel } from '#adapters/wecom/channel.ts';
import {
  type ChannelUnderTest,
  describeChannel,
  type OpenChannel,
  type PlatformFault,
} from '#test/contracts/channel.contract.ts';
import { describeChannelInHouse } from '#test/contracts/channel-house.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import { FAKE_WECOM, type FakeQyapi, openFakeQyapi, type QyapiFault } from '#test/fixtures/fake-qyapi.ts';
import { openWecom, PERSON, textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { listen } from '#test/fixtures/listen.ts';

const SEND = '/cgi-bin/kf/send_msg';
const SYNC = '/cgi-bin/kf/sync_msg';
const TIMEOUT_MS = 2_000;

async function openChannel(desk: ChannelDependencies, now: () => number) {
  const qyapi = await openFakeQyapi({ now });
  const config = { ...FAKE_WECOM, apiUrl: qyapi.url, timeoutMs: TIMEOUT_MS };
  const channel = createWecomChannel(config, desk);
  const server = await listen(channel.handler);
  return { qyapi, channel, server, config };
}

function faultsOf({ kf, fail }: FakeQyapi): Readonly<Record<string, PlatformFault>> {
  const fault = (
    result: PlatformFault['result'],
    changes: Omit<QyapiFault, 'path'> & { path?: string },
  ): PlatformFault => ({
    result,
    arrange() {
      kf.topUp();
      fail({ path: SEND, ...changes });
    },
  });
  return {
    'a busy platform': fault('retry', { errcode: -1 }),
    'too many calls': fault('retry', { errcode: 45009, errmsg: 'api freq out of limit' }),
    'an address that is not trusted': fault('retry', { errcode: 60020, errmsg: 'not allow to access from your ip' }),
    'the API switched off': fault('retry', { errcode: 95017 }),
    'five messages sent': fault('held', { errcode: 95001, errmsg: 'send msg count limit' }),
    '48 hours over': fault('held', { errcode: 95002 }),
    'a chat that has ended': fault('held', { errcode: 95013 }),
    'a chat that stays with a colleague': fault('held', { errcode: 95018 }),
    'a chat that a colleague took': {
      result: 'delivered',
      arrange() {
        kf.topUp();
        kf.colleague(PERSON, 3);
      },
    },
    'a deleted account': fault('refused', { errcode: 95004, errmsg: 'open_kfid not exist' }),
    'an unknown code': fault('refused', { errcode: 40035 }),
    'a rejected token': fault('delivered', { errcode: 40014 }),
    'a token that stays rejected': fault('retry', { errcode: 42001, times: 2 }),
    'HTTP status 502': fault('retry', { status: 502 }),
    'no answer in time': fault('retry', { hang: true }),
    'no state': fault('delivered', { path: '/cgi-bin/kf/service_state/get', errcode: -1 }),
  };
}

const openForSuite: OpenChannel = async (desk) => {
  const { qyapi, channel, server } = await openChannel(desk, desk.now);
  const { kf } = qyapi;
  const post = (query: string, body: string | undefined) =>
    fetch(`${server.url}/?${query}`, { method: 'POST', ...(body === undefined ? {} : { body }) });
  const sealed = qyapi.sealCall('<xml><Event>kf_msg_or_event</Event><OpenKfId>wkA</OpenKfId></xml>');
  const timestamp = (seconds: number): string => String(Math.floor(desk.now() / 1_000) + seconds);
  return {
    channel,
    fetches: true,
    async send({ id, text: content, sentAtMs }) {
      const fetched = kf.calls.get(SYNC) ?? 0;
      kf.write(PERSON, { msgid: id, ...textFields(content) }, sentAtMs);
      const response = await qyapi.callBack(server.url, PERSON.kfId);
      await expect.poll(() => kf.calls.get(SYNC) ?? 0).toBeGreaterThan(fetched);
      return response;
    },
    async tap({ id, choiceId, label }) {
      kf.write(PERSON, { msgid: id, ...textFields(label, choiceId) });
      return qyapi.callBack(server.url, PERSON.kfId);
    },
    async photo({ id, media }) {
      qyapi.files.set(id, media);
      kf.write(PERSON, { msgid: id, msgtype: 'image', image: { media_id: id } });
      return qyapi.callBack(server.url, PERSON.kfId);
    },
    broken: {
      'no signature': () => post('', sealed.body),
      'an empty signature': () => post('msg_signature=&timestamp=1&nonce=1', sealed.body),
      'two signatures': () => post(`${sealed.query}&msg_signature=x`, sealed.body),
      'a signature of another call': () => post(qyapi.sealCall('<xml></xml>').query, sealed.body),
      'a short signature': () => qyapi.callBack(server.url, 'wkA', { signature: '0af3' }),
      'another company': () => qyapi.callBack(server.url, 'wkA', { corpId: 'ww0000000000000000' }),
      'a call of five minutes and a second ago': () =>
        qyapi.callBack(server.url, 'wkA', { timestamp: timestamp(-301) }),
      'a call from five minutes and a second ahead': () =>
        qyapi.callBack(server.url, 'wkA', { timestamp: timestamp(301) }),
      'no time': () => qyapi.callBack(server.url, 'wkA', { timestamp: 'soon' }),
      'no body': () => post(sealed.query, undefined),
      'no XML': () => post(sealed.query, '{"Encrypt":"x"}'),
      'plain XML': () => post(sealed.query, '<xml><Event>kf_msg_or_event</Event><OpenKfId>wkA</OpenKfId></xml>'),
      'a DOCTYPE': () => post(sealed.query, `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>${sealed.body}`),
      'no XML inside': () => {
        const { query, body } = qyapi.sealCall('kf_msg_or_event');
        return post(query, body);
      },
      'a huge body': () => post(sealed.query, 'x'.repeat(200_000)),
      'a check of the URL without a signature': () => fetch(`${server.url}/?echostr=x`),
    },
    ignored: {
      'an event of another kind': () => qyapi.callBack(server.url, 'wkA', { event: 'change_external_contact' }),
      'an account id that is none': () => qyapi.callBack(server.url, '../../secret'),
      'a call of 299 seconds ago': () => qyapi.callBack(server.url, 'wkA', { timestamp: timestamp(-299) }),
      'nothing to fetch': () => qyapi.callBack(server.url, 'wkA'),
      'a line of a colleague': () => {
        kf.write(PERSON, { origin: 5, ...textFields('我来处理') });
        return qyapi.callBack(server.url, 'wkA');
      },
      'lines that are none': () => {
        kf.write(PERSON, { msgid: 7 });
        kf.write(PERSON, { ...textFields(''), external_userid: { $ne: '' } });
        kf.write(PERSON, { msgtype: 'text', text: null });
        kf.write(PERSON, { msgtype: 'text', text: { content: ['x'] } });
        kf.write(PERSON, { msgtype: 'image', image: { media_id: 5 } });
        return qyapi.callBack(server.url, 'wkA');
      },
    },
    platform: {
      shown: () => kf.shown.map((one) => ({ text: one.text, choices: one.choices.map(({ label }) => label) })),
      violations: () => kf.violations,
      faults: faultsOf(qyapi),
      idempotent: true,
    },
    async close() {
      await server.close();
      await qyapi.close();
    },
  } satisfies ChannelUnderTest;
};

describeChannel('wecom', openForSuite);
describeChannelInHouse('wecom', openForSuite);
describeTranscripts('wecom', openForSuite);

describe('the check of the URL', () => {
  it('is answered with the text inside, and only for our company', async () => {
    const { qyapi, server } = await openWecom();
    const ask = (changes = {}) => {
      const { query, body } = qyapi.sealCall('1616140317555161061', changes);
      const encrypted = /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(body)?.[1] ?? '';
      return fetch(`${server.url}/?${query}&echostr=${encodeURIComponent(encrypted)}`);
    };
    const good = await ask();
    expect([good.status, await good.text()]).toEqual([200, '1616140317555161061']);
    const bad = await ask({ corpId: 'ww1' });
    expect([bad.status, await bad.text()]).toEqual([403, '']);
  });
});

describe('the self-test', () => {
  const failing = (findings: readonly { readonly ok: boolean }[] = []) => findings.filter(({ ok }) => !ok);

  it('finds nothing wrong once the platform has called', async () => {
    const { channel, call } = await openWecom({ accounts: ['wkA', 'wkB'] });
    await call('wkB');
    const findings = await channel.check?.();
    expect(failing(findings)).toEqual([]);
    expect(findings?.map(({ what }) => what)).toEqual([
      '访问凭证 · access token',
      '客服账号 · service accounts: 客服 wkA、客服 wkB',
      '回调 · callback: 2026-11-20T02:00:00.000Z',
    ]);
  });

  it('says what to do when the platform has never called', async () => {
    const { channel } = await openWecom();
    expect(failing(await channel.check?.())).toMatchObject([
      { what: '回调 · callback', remedy: expect.stringContaining('/wecom/kf') },
    ]);
  });

  it.each([
    ['a wrong secret', { secret: 'x' }, undefined, 'WECOM_SECRET'],
    ['a wrong company', { corpId: 'ww0' }, undefined, 'WECOM_CORP_ID'],
    ['no permission', {}, 48002, '可调用接口的应用'],
    ['an address that is not trusted', {}, 60020, '企业可信IP'],
    ['a platform that cannot be reached', { apiUrl: 'http://127.0.0.1:9' }, undefined, '网络'],
  ])('says what to do about %s, and tells no secret', async (_what, config, errcode, remedy) => {
    const { channel, qyapi } = await openWecom({ config });
    if (errcode !== undefined) qyapi.fail({ path: '/cgi-bin/kf/account/list', errcode, errmsg: 'no' });
    const findings = await channel.check?.();
    expect(failing(findings)).toMatchObject([{ remedy: expect.stringContaining(remedy) }]);
    expect(JSON.stringify(findings)).not.toContain(FAKE_WECOM.secret);
  });

  it('says what to do without accounts and with half a robot address', async () => {
    const robotUrl = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send';
    const { channel } = await openWecom({ accounts: [], config: { robotUrl } });
    expect(failing(await channel.check?.()).map((finding) => (finding as { what?: string }).what)).toEqual([
      '客服账号 · service accounts',
      '群机器人地址 · group robot address',
    ]);
  });
});
