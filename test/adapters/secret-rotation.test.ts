/** Changing a platform's secrets without losing a message: both are taken while both are set, then only the new one. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { createWechatChannel } from '#adapters/wechat/channel.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { FAKE_WECOM } from '#test/fixtures/fake-qyapi.ts';
import { openWecom, PERSON } from '#test/fixtures/fake-qyapi-channel.ts';
import { SLACK } from '#test/fixtures/fake-slack.ts';
import { serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageEvent, postEvent } from '#test/fixtures/fake-slack-requests.ts';
import { messageFields } from '#test/fixtures/fake-weixin-account.ts';
import { createCaller } from '#test/fixtures/fake-weixin-caller.ts';
import { listen } from '#test/fixtures/listen.ts';

const OLD_KEY = 'o'.repeat(43);
const NEW_KEY = 'n'.repeat(43);

async function openRotating(former: { formerToken?: string; formerAesKey?: string }) {
  const desk = createFakeDesk();
  // The API is not there: everything that is said goes into the answer.
  const secrets = { appId: 'wx1', appSecret: 'x', apiUrl: 'http://127.0.0.1:9' };
  const channel = createWechatChannel({ ...secrets, token: 'new', encodingAesKey: NEW_KEY, ...former }, desk);
  desk.onMessage(({ conversationId, senderId }) => {
    void channel.deliver({ id: '1', conversationId, senderId, reply: { kind: 'text', text: '您好' }, attempt: 1 });
    return [];
  });
  const server = await listen(channel.handler);
  onTestFinished(() => server.close());
  let sent = 0;
  return {
    desk,
    call(token: string, encodingAesKey: string) {
      sent += 1;
      const caller = createCaller(server.url, {
        appId: 'wx1',
        token,
        encodingAesKey,
        now: desk.now,
        patienceMs: 60_000,
      });
      return caller.call({ ...messageFields('text', String(1_000 + sent), desk.now()), Content: '断网了' });
    },
  };
}

describe('WeChat, while token and key are changed', () => {
  const pairs = ['new', 'old'].flatMap((token) => [NEW_KEY, OLD_KEY].map((key) => [token, key] as const));

  it('is heard and answered with whichever of them it used', async () => {
    const { call } = await openRotating({ formerToken: 'old', formerAesKey: OLD_KEY });
    for (const [token, key] of pairs) expect(await call(token, key)).toEqual({ kind: 'reply', text: '您好' });
  });

  it('is heard with the new ones alone once the old ones are taken out', async () => {
    const { call, desk } = await openRotating({});
    for (const [token, key] of pairs.slice(1)) expect((await call(token, key)).kind).toBe('fault-notice');
    expect(desk.received).toEqual([]);
    expect(await call('new', NEW_KEY)).toEqual({ kind: 'reply', text: '您好' });
  });
});

describe('WeCom, while token and key are changed', () => {
  const changed = { token: 'another token', encodingAesKey: NEW_KEY };
  const former = { formerToken: FAKE_WECOM.token, formerAesKey: FAKE_WECOM.encodingAesKey };

  it('is heard with the old ones while they are set, and not after', async () => {
    for (const [config, status] of [
      [{ ...changed, ...former }, 200],
      [{ ...changed, formerToken: FAKE_WECOM.token, encodingAesKey: FAKE_WECOM.encodingAesKey }, 200],
      [changed, 403],
    ] as const) {
      const { qyapi, server } = await openWecom({ config });
      expect((await qyapi.callBack(server.url, PERSON.kfId)).status).toBe(status);
    }
  });
});

describe('Slack, while the signing secret is changed', () => {
  it('is heard with the old one while it is set, and not after', async () => {
    const desk = createFakeDesk();
    const post = async (changes: object, secret: string, second: number): Promise<number> => {
      const { url, close } = await serveSlack(desk, { signingSecret: 'f'.repeat(32), ...changes });
      onTestFinished(close);
      const event = messageEvent({ ts: `176360400${second}.000100`, text: '断网了' });
      return (await postEvent(url, event, { atMs: desk.now(), secret })).status;
    };
    const former = { formerSigningSecret: SLACK.signingSecret };
    expect(await post(former, SLACK.signingSecret, 1)).toBe(200);
    expect(await post(former, 'f'.repeat(32), 2)).toBe(200);
    expect(await post({}, SLACK.signingSecret, 3)).toBe(401);
    expect(await post({ formerSigningSecret: ' ' }, '', 4)).toBe(401);
    expect(desk.received).toHaveLength(2);
  });
});
