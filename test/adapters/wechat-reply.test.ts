/** Which way an answer takes: in the response to the merchant's message, as customer-service message, or later. */

import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Delivery, DeliveryResult } from '#adapters/contract.ts';
import { createWechatChannel } from '#adapters/wechat/channel.ts';
import type { Reply } from '#dialogs/message.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { type AccountOptions, MERCHANT, messageFields, openAccount } from '#test/fixtures/fake-weixin-account.ts';
import type { Fields } from '#test/fixtures/fake-weixin-caller.ts';

const START = Date.UTC(2026, 10, 23, 2, 0, 0);
/** Longer than a busy machine takes for an answer that comes at once. */
const PATIENT = { answerMs: 20_000 };

async function open(options: AccountOptions = {}) {
  let now = START;
  const desk = createFakeDesk(() => now);
  const account = await openAccount(desk, { patience: PATIENT, ...options });
  onTestFinished(() => account.close());
  const { weixin, caller, channel } = account;
  let writes = 0;
  const text = (words: string, id = `message ${++writes}`): Fields => ({
    ...messageFields('text', id, now),
    Content: words,
  });
  let deliveries = 0;
  return {
    ...account,
    desk,
    text,
    advance: (ms: number) => {
      now += ms;
    },
    /** The merchant writes, and the reply is seen. */
    write: (words: string) => weixin.bring(caller, text(words), 'message'),
    seen: () => weixin.seen(MERCHANT).map(({ text: words, via }) => `${via}: ${words}`),
    deliver: (reply: Reply | string, changes: Partial<Delivery> = {}): Promise<DeliveryResult> => {
      deliveries += 1;
      return channel.deliver({
        id: `delivery-${deliveries}`,
        conversationId: `wechat-${MERCHANT}` as Delivery['conversationId'],
        senderId: MERCHANT,
        reply: typeof reply === 'string' ? { kind: 'text', text: reply } : reply,
        attempt: 1,
        ...changes,
      });
    },
    /** Resolves when so many messages are stored. */
    stored: (count: number) => expect.poll(() => desk.received.length, { interval: 1 }).toBe(count),
  };
}

describe('the answer', () => {
  it.each(['plain', 'compatible', 'aes'] as const)(
    'goes into the response, in %s mode, and counts against no quota',
    async (mode) => {
      const { write, stored, deliver, seen, weixin } = await open({ mode });
      const written = write('断网了');
      await stored(1);
      expect(await deliver('请重启机器。\n]]> & <b>')).toEqual({ kind: 'delivered', messages: 0 });
      await written;
      expect(seen()).toEqual(['passive: 请重启机器。\n]]> & <b>']);
      expect(weixin.calls.size).toBe(0);
    },
  );

  it('shows its choices as links in the response', async () => {
    const { write, stored, deliver, weixin } = await open();
    const written = write('断网了');
    await stored(1);
    await deliver({ kind: 'choices', text: '怎么上网？', choices: [{ id: 'how-online:wifi', label: 'WiFi' }] });
    await written;
    expect(weixin.seen(MERCHANT)).toEqual([
      { text: '怎么上网？', choices: [{ id: 'how-online:wifi', label: 'WiFi' }], via: 'passive' },
    ]);
  });

  it('is never written before the message is on disk', async () => {
    const { desk, write, deliver, seen } = await open();
    const asked = Promise.withResolvers<void>();
    const onDisk = Promise.withResolvers<{ kind: 'accepted'; seq: number }>();
    desk.answerNext(() => {
      asked.resolve();
      return onDisk.promise;
    });
    const written = write('断网了');
    await asked.promise;
    let delivered = false;
    const delivery = deliver('上一句的回答').then((result) => {
      delivered = true;
      return result;
    });
    for (let round = 0; round < 50; round += 1) await setImmediate();
    expect(delivered).toBe(false);
    onDisk.resolve({ kind: 'accepted', seq: 1 });
    expect((await delivery).kind).toBe('delivered');
    await written;
    expect(seen()).toEqual(['passive: 上一句的回答']);
  });

  it('goes as customer-service message when the message could not be stored, and the call fails', async () => {
    const { desk, weixin, text, caller, deliver, seen } = await open();
    desk.answerNext(async () => ({ kind: 'overloaded', retryAfterMs: 1_500 }));
    weixin.act(MERCHANT, 'message');
    const response = await caller.post(text('断网了'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    await deliver('稍等');
    expect(seen()).toEqual(['custom: 稍等']);
  });

  it('that comes too late, and every further one, goes as customer-service message', async () => {
    const { write, deliver, seen } = await open({ patience: { answerMs: 20 } });
    await write('断网了');
    const results = [await deliver('一'), await deliver('二')];
    expect(results).toEqual([
      { kind: 'delivered', messages: 1 },
      { kind: 'delivered', messages: 1 },
    ]);
    expect(seen()).toEqual(['custom: 一', 'custom: 二']);
  });

  it('goes the other way when nobody listens any more, and a later try is only acknowledged', async () => {
    const { weixin, text, caller, stored, deliver, seen, hungUp } = await open();
    weixin.act(MERCHANT, 'message');
    const hasty = new AbortController();
    const fields = text('断网了', 'hasty');
    const post = caller.post(fields, { hangUp: hasty.signal }).catch(() => 'cut');
    await stored(1);
    hasty.abort();
    expect(await post).toBe('cut');
    await expect.poll(hungUp).toBe(1);
    expect(await deliver('请重启')).toEqual({ kind: 'delivered', messages: 1 });
    expect(await caller.call(fields)).toEqual({ kind: 'success' });
    expect(seen()).toEqual(['custom: 请重启']);
  });

  it('is one for the three tries of WeChat, whether they come while it waits or after', async () => {
    const { desk, caller, text, stored, deliver } = await open();
    const fields = text('断网了', 'the same');
    const tries = [caller.call(fields), caller.call(fields)];
    await stored(1);
    await expect.poll(() => desk.received.length).toBe(1);
    await deliver('请重启');
    const answers = [...(await Promise.all(tries)), await caller.call(fields)];
    expect(answers).toEqual(Array(3).fill({ kind: 'reply', text: '请重启' }));
    expect(desk.received).toHaveLength(1);
  });

  it('goes to whoever wrote: two people, and two messages of one', async () => {
    const { weixin, caller, text, stored, deliver, seen, write } = await open();
    const other = 'oSomebodyElse';
    const first = write('一');
    await stored(1);
    const second = write('二');
    await stored(2);
    const third = weixin.bring(caller, { ...text('三'), FromUserName: other }, 'message');
    await stored(3);
    await deliver('给一');
    await first;
    await deliver('给二');
    const toOther = { conversationId: `wechat-${other}` as Delivery['conversationId'], senderId: other };
    await deliver('给别人', toOther);
    await Promise.all([second, third]);
    expect(seen()).toEqual(['passive: 给一', 'passive: 给二']);
    expect(weixin.seen(other).map((one) => one.text)).toEqual(['给别人']);
  });

  it('that is too long begins in the response and goes on as customer-service messages', async () => {
    const { write, stored, deliver, seen } = await open();
    const long = Array.from({ length: 90 }, (_, at) => `第${at + 1}步：把机器关掉再打开，等信号灯亮。`).join('');
    const written = write('断网了');
    await stored(1);
    const result = await deliver(long);
    await written;
    expect(result).toEqual({ kind: 'delivered', messages: seen().length - 1 });
    expect(seen().map((one) => one.slice(0, 7))).toEqual(['passive', ...Array(seen().length - 1).fill('custom:')]);
    expect(
      seen()
        .map((one) => one.replace(/^\w+: /, ''))
        .join(''),
    ).toBe(long);
  });
});

describe('an answer that WeChat does not take', () => {
  it('goes on where it stopped when it is tried again', async () => {
    const { weixin, deliver, seen } = await open({ quotas: { message: 50, tap: 3 } });
    weixin.act(MERCHANT, 'message');
    const long = ['一', '二', '三'].map((word) => word.repeat(500)).join('\n');
    await deliver(long, { id: 'other' });
    weixin.fail({ path: '/cgi-bin/message/custom/send', how: 'drop', times: 1 });
    const before = seen().length;
    const delivery = { id: 'long' };
    expect((await deliver(long, delivery)).kind).toBe('retry');
    weixin.act(MERCHANT, 'message');
    expect(await deliver(long, { ...delivery, attempt: 2 })).toMatchObject({ kind: 'delivered', messages: 3 });
    expect(seen().slice(before)).toHaveLength(3);
  });

  it('for want of room stays behind from where the room ended, without asking WeChat in vain', async () => {
    const { weixin, deliver, seen } = await open();
    weixin.act(MERCHANT, 'message');
    const long = ['一', '二', '三'].map((word) => word.repeat(500)).join('\n');
    expect(await deliver(long, { id: 'long', room: 2 })).toMatchObject({ kind: 'held' });
    expect(seen()).toHaveLength(2);
    weixin.act(MERCHANT, 'message');
    expect(await deliver(long, { id: 'long', room: 5 })).toEqual({ kind: 'delivered', messages: 1 });
    expect(seen().map((one) => one.at(-1))).toEqual(['一', '二', '三']);
    expect(weixin.violations).toEqual([]);
  });

  it('leaves no secret in the reason', async () => {
    const { deliver, weixin, config } = await open();
    weixin.act(MERCHANT, 'message');
    for (const how of ['drop', 'hang', 'nonsense', { status: 500 }, { errcode: -1 }, { errcode: 43004 }] as const) {
      weixin.fail({ how });
      const result = await deliver('你好');
      expect(JSON.stringify(result)).not.toContain(config.appSecret);
      expect(JSON.stringify(result)).not.toMatch(/access_token=|[0-9a-f]{8}-[0-9a-f]{4}-/);
    }
  });
});

describe('an account without the customer-service interface', () => {
  const options = { customerService: false, patience: { ...PATIENT, gatherMs: 40 } };

  it("keeps an agent's answer for the next message, and asks WeChat once", async () => {
    const { weixin, write, stored, deliver, seen } = await open(options);
    weixin.act(MERCHANT, 'message');
    expect(await deliver('同事的回答')).toMatchObject({ kind: 'held' });
    expect(await deliver('第二句')).toMatchObject({ kind: 'held' });
    expect(weixin.calls.get('/cgi-bin/message/custom/send')).toBe(1);
    const written = write('有人吗');
    await stored(1);
    expect(await deliver('同事的回答')).toMatchObject({ kind: 'delivered' });
    await written;
    expect(seen()).toEqual(['passive: 同事的回答']);
  });

  it('says what had waited and what is new in one answer, as far as there is room', async () => {
    const { weixin, write, stored, deliver, seen } = await open({
      ...options,
      patience: { ...PATIENT, gatherMs: 2_000 },
    });
    weixin.act(MERCHANT, 'message');
    await deliver('不通');
    const written = write('有人吗');
    await stored(1);
    expect((await deliver('提醒')).kind).toBe('delivered');
    expect((await deliver('新的回答')).kind).toBe('delivered');
    expect((await deliver('长'.repeat(598))).kind).toBe('held');
    await written;
    expect(seen()).toEqual(['passive: 提醒\n\n新的回答']);
  });

  it('says in the next answer what a crash has kept from being said, once', async () => {
    const { desk, caller, config, weixin, stored, text, deliver } = await open({
      ...options,
      // The process ends before the answer is written.
      patience: { answerMs: 60_000, gatherMs: 60_000 },
    });
    weixin.act(MERCHANT, 'message');
    await deliver('不通');
    const hasty = new AbortController();
    const cut = caller.post(text('有人吗', 'the same'), { hangUp: hasty.signal }).catch(() => 'cut');
    await stored(1);
    expect((await deliver('请重启机器')).kind).toBe('delivered');
    hasty.abort();
    expect(await cut).toBe('cut');

    const patience = { answerMs: 3_000, gatherMs: 20 };
    const restarted = await openAccount(desk, { ...options, patience });
    onTestFinished(() => restarted.close());
    for (const id of ['the same', 'another']) {
      await restarted.weixin.bring(restarted.caller, text('有人吗', id), 'message');
    }
    expect(restarted.config.appId).toBe(config.appId);
    expect(restarted.weixin.seen(MERCHANT).map((one) => one.text)).toEqual(['请重启机器']);
  });

  it('knows it after a restart, and asks again after a day', async () => {
    const { desk, advance, config, weixin, deliver } = await open(options);
    weixin.act(MERCHANT, 'message');
    await deliver('不通');

    const restarted = createWechatChannel(config, desk);
    const delivery: Delivery = {
      id: '1',
      conversationId: `wechat-${MERCHANT}` as Delivery['conversationId'],
      senderId: MERCHANT,
      reply: { kind: 'text', text: '你好' },
      attempt: 1,
    };
    const asked = () => weixin.calls.get('/cgi-bin/message/custom/send');
    expect((await restarted.deliver(delivery)).kind).toBe('held');
    expect(asked()).toBe(1);
    advance(25 * 3_600_000);
    expect((await restarted.deliver(delivery)).kind).toBe('held');
    expect(asked()).toBe(2);
  });
});

describe('an account without menus', () => {
  it('asks once and shows links from then on', async () => {
    const { weixin, deliver } = await open({ menus: false });
    weixin.act(MERCHANT, 'message');
    const reply: Reply = { kind: 'choices', text: '能收款吗？', choices: [{ id: 'works:yes', label: '能' }] };
    for (let time = 0; time < 2; time += 1) expect((await deliver(reply)).kind).toBe('delivered');
    expect(weixin.calls.get('/cgi-bin/message/custom/send')).toBe(3);
    expect(weixin.seen(MERCHANT)).toEqual(Array(2).fill({ text: '能收款吗？', choices: reply.choices, via: 'custom' }));
  });
});

describe('a platform that cannot be reached', () => {
  it('is tried again later', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));

    const channel = createWechatChannel(
      { appId: 'wx1', appSecret: 's', token: 't', apiUrl: `http://127.0.0.1:${port}` },
      createFakeDesk(),
    );
    const delivery = {
      id: '1',
      conversationId: 'wechat-o1',
      senderId: 'o1',
      reply: { kind: 'text', text: 'a' },
      attempt: 1,
    };
    expect(await channel.deliver(delivery as Delivery)).toEqual({
      kind: 'retry',
      reason: 'no access token: the platform cannot be reached',
    });
  });
});
