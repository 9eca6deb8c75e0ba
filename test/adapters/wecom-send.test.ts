/** What goes out through send_msg: ids, crashes, losses, states of the chat. */

import { describe, expect, it } from 'vitest';
import { deliveryOf, openWecom, PERSON, textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { createMemoryNotebook } from '#test/fixtures/memory-notebook.ts';

const SEND = '/cgi-bin/kf/send_msg';
const GET_STATE = '/cgi-bin/kf/service_state/get';
const HOUR_MS = 3_600_000;

async function openAfterFirst() {
  const opened = await openWecom();
  await opened.says('机器断网了');
  await expect.poll(() => opened.desk.received.length).toBe(1);
  return { ...opened, texts: () => opened.qyapi.kf.shown.map(({ text }) => text) };
}

describe('the id of a message', () => {
  it('is made of the delivery and good for the platform', async () => {
    const { qyapi, deliver } = await openAfterFirst();
    for (const id of ['1', '2', '9007199254740991', 'an id of quite another shape, longer than 32']) {
      qyapi.kf.topUp();
      expect((await deliver(id, { id })).kind).toBe('delivered');
    }
    const ids = qyapi.kf.shown.map(({ msgid }) => msgid);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
  });

  it.each([40058, 40035, 95099])(
    'makes a repeat after a crash between send and mark harmless (code %i)',
    async (code) => {
      const { qyapi, restart, texts } = await openAfterFirst();
      qyapi.kf.takenIdCode = code;
      qyapi.fail({ path: SEND, hang: true, effective: true });
      expect((await restart().deliver(deliveryOf('请重启机器'))).kind).toBe('retry');
      expect((await restart().deliver(deliveryOf('请重启机器', { attempt: 2 }))).kind).toBe('delivered');
      expect(texts()).toEqual(['请重启机器']);
    },
  );

  it('lets a long text that broke off go on where it stopped', async () => {
    const { qyapi, channel, texts } = await openAfterFirst();
    const words = Array.from({ length: 150 }, (_, index) => `第${index + 1}步,关机再开机,等信号灯亮。`).join('');
    qyapi.fail({ path: SEND, errcode: 0, effective: true });
    qyapi.fail({ path: SEND, status: 502 });
    expect((await channel.deliver(deliveryOf(words))).kind).toBe('retry');
    expect((await channel.deliver(deliveryOf(words, { attempt: 2 }))).kind).toBe('delivered');
    expect(texts().join('')).toBe(words);
    expect(texts().length).toBeGreaterThan(1);
  });

  it('of one database is not taken for that of another, whose first delivery also has the number 1', async () => {
    const { deliver, restart, texts } = await openAfterFirst();
    await deliver('before');
    expect((await restart({ notebook: createMemoryNotebook() }).deliver(deliveryOf('after'))).kind).toBe('delivered');
    expect(texts()).toEqual(['before', 'after']);
  });

  it('that a message had before this database was restored from a copy gives way to a spare one', async () => {
    const { qyapi, desk, deliver, restart, call, texts } = await openAfterFirst();
    await deliver('sent after the copy was made');
    const restored = restart();
    expect((await restored.deliver(deliveryOf('sent by the restored copy'))).kind).toBe('delivered');
    expect((await restored.deliver(deliveryOf('sent by the restored copy', { attempt: 2 }))).kind).toBe('delivered');
    expect(texts()).toEqual(['sent after the copy was made', 'sent by the restored copy']);
    expect(desk.warnings).toEqual(['wecom-id-taken']);
    qyapi.kf.write(PERSON, {
      origin: 4,
      msgtype: 'event',
      event: { event_type: 'msg_send_fail', fail_msgid: qyapi.kf.shown[1]?.msgid, fail_type: 10 },
    });
    await call();
    await expect.poll(() => desk.lost.map(({ deliveryId }) => deliveryId)).toEqual(['1']);
  });

  it('tells a repeat also when the attempts were counted anew, as for a delivery that was held', async () => {
    const { qyapi, deliver, texts } = await openAfterFirst();
    qyapi.fail({ path: SEND, hang: true, effective: true });
    expect((await deliver('请重启机器')).kind).toBe('retry');
    expect((await deliver('请重启机器', { attempt: 1 })).kind).toBe('delivered');
    expect(texts()).toEqual(['请重启机器']);
  });
});

describe('a message that never arrives', () => {
  it.each([
    [4, '48'],
    [5, 'closed'],
    [6, 'five'],
    [10, 'refused'],
    [11, 'signed in'],
    [12, 'type'],
    [99, 'unknown'],
  ])('is reported with its reason (fail_type %i)', async (failType, words) => {
    const { qyapi, desk, deliver, call } = await openAfterFirst();
    qyapi.kf.loseNext(failType);
    expect((await deliver('请重启机器', { id: '42' })).kind).toBe('delivered');
    await call();
    await expect.poll(() => desk.lost).toEqual([{ deliveryId: '42', reason: expect.stringContaining(words) }]);
  });

  it('is not one of ours when its id is not', async () => {
    const { qyapi, desk, call, says } = await openAfterFirst();
    for (const fail_msgid of ['msg_7', '0000000000-42']) {
      qyapi.kf.write(PERSON, {
        origin: 4,
        msgtype: 'event',
        event: { event_type: 'msg_send_fail', fail_msgid, fail_type: 4 },
      });
    }
    await call();
    await says('next');
    await expect.poll(() => desk.received.length).toBe(2);
    expect(desk.lost).toEqual([]);
  });

  it('keeps the cursor where it is until the desk has noted it', async () => {
    const opened = await openAfterFirst();
    const { qyapi, desk, restart } = opened;
    qyapi.kf.loseNext(10);
    await opened.deliver('x', { id: '42' });
    const before = await desk.notebook.read('wecom:cursor:wkA');
    const broken = restart({ undelivered: () => Promise.reject(new Error('disk full')) });
    const stopBroken = await broken.start?.();
    await expect.poll(() => desk.warnings).toEqual(['wecom-sync-stopped']);
    await stopBroken?.();
    expect(await desk.notebook.read('wecom:cursor:wkA')).toBe(before);
    const stop = await restart().start?.();
    await expect.poll(() => desk.lost.map(({ deliveryId }) => deliveryId)).toEqual(['42']);
    await stop?.();
  });
});

describe('the state of the chat', () => {
  it('is taken by the API before the first answer, and asked for only once', async () => {
    const { qyapi, deliver } = await openAfterFirst();
    expect(qyapi.kf.stateOf(PERSON)).toBe(0);
    for (const id of ['1', '2', '3']) await deliver(id, { id });
    expect(qyapi.kf.stateOf(PERSON)).toBe(1);
    expect(qyapi.kf.calls.get(GET_STATE)).toBe(1);
    expect(qyapi.kf.calls.get('/cgi-bin/kf/service_state/trans')).toBe(1);
  });

  it('is asked for again after a colleague has changed it', async () => {
    const { qyapi, deliver, call, says, desk } = await openAfterFirst();
    await deliver('one', { id: '1' });
    qyapi.kf.colleague(PERSON, 4);
    await call();
    await says('又断了');
    await expect.poll(() => desk.received.length).toBe(2);
    expect((await deliver('two', { id: '2' })).kind).toBe('delivered');
    expect(qyapi.kf.stateOf(PERSON)).toBe(1);
    expect(qyapi.kf.calls.get(GET_STATE)).toBe(2);
  });

  it('is taken back from a colleague, so that the answer arrives', async () => {
    const { qyapi, deliver, texts } = await openAfterFirst();
    await deliver('one', { id: '1' });
    qyapi.kf.colleague(PERSON, 3);
    expect((await deliver('two', { id: '2' })).kind).toBe('delivered');
    expect([qyapi.kf.stateOf(PERSON), texts()]).toEqual([1, ['one', 'two']]);
  });

  it('that has ended holds the answer until the merchant writes again', async () => {
    const { qyapi, deliver, says, texts, desk } = await openAfterFirst();
    qyapi.kf.colleague(PERSON, 4);
    expect(await deliver('one')).toMatchObject({ kind: 'held', reason: expect.stringContaining('95018') });
    await says('在吗');
    await expect.poll(() => desk.received.length).toBe(2);
    expect((await deliver('one', { attempt: 2 })).kind).toBe('delivered');
    expect(texts()).toEqual(['one']);
  });
});

describe('a limit', () => {
  it('is told to the outbox: five messages in 48 hours, 2,048 bytes, ten choices', async () => {
    const { channel } = await openAfterFirst();
    expect(channel.limits).toEqual({ choices: 10, textBytes: 2_048, replyWindowMs: 48 * HOUR_MS, quota: 5 });
  });

  it('that leaves room for less than a long text lets its rest wait, and says how much was used', async () => {
    const { qyapi, channel, texts, says, desk } = await openAfterFirst();
    const words = Array.from({ length: 150 }, (_, index) => `第${index + 1}步,关机再开机,等信号灯亮。`).join('');
    expect((await channel.deliver(deliveryOf(words, { room: 2 }))).kind).toBe('held');
    expect(texts()).toHaveLength(2);
    await says('继续');
    await expect.poll(() => desk.received.length).toBe(2);
    const result = await channel.deliver(deliveryOf(words, { room: 5, attempt: 2 }));
    expect(result).toEqual({ kind: 'delivered', messages: texts().length });
    expect(texts().join('')).toBe(words);
    expect(qyapi.kf.violations).toEqual([]);
  });

  it('counts answers that went out after a line which had not been fetched yet', async () => {
    const { qyapi, deliver, pass, call, desk, texts } = await openAfterFirst();
    await deliver('to the first line', { id: '1', room: 5 });
    pass(10_000);
    qyapi.kf.write(PERSON, textFields('还有'));
    pass(2_000);
    for (const id of ['2', '3', '4']) await deliver(id, { id, room: 5 });
    await call();
    await expect.poll(() => desk.received.length).toBe(2);
    const results = [];
    for (const id of ['5', '6', '7']) results.push((await deliver(id, { id, room: 5 })).kind);
    expect(results).toEqual(['delivered', 'delivered', 'held']);
    expect(texts()).toHaveLength(6);
    expect(qyapi.kf.violations).toEqual([]);
  });

  it('that is reached all the same holds what is left, and the rest follows the next message', async () => {
    const { qyapi, channel, deliver, texts, says, desk } = await openAfterFirst();
    for (const id of ['1', '2', '3', '4']) await deliver(id, { id });
    const words = Array.from({ length: 150 }, (_, index) => `第${index + 1}步,关机再开机,等信号灯亮。`).join('');
    expect((await channel.deliver(deliveryOf(words, { id: '5' }))).kind).toBe('held');
    await says('继续');
    await expect.poll(() => desk.received.length).toBe(2);
    expect((await channel.deliver(deliveryOf(words, { id: '5', attempt: 2 }))).kind).toBe('delivered');
    expect(texts().slice(4).join('')).toBe(words);
    expect(qyapi.kf.violations).toHaveLength(1);
  });
});

it('a reason of a failure holds neither token nor secret nor the merchant’s words', async () => {
  const { qyapi, deliver } = await openAfterFirst();
  const reasons: string[] = [];
  for (const fault of [
    { errcode: 95001 },
    { errcode: 45002 },
    { status: 500 },
    { hang: true },
    { errcode: 60020 },
  ] as const) {
    qyapi.fail({ path: SEND, ...fault });
    const result = await deliver('只有他知道的话', { id: `f${reasons.length}` });
    reasons.push(JSON.stringify(result));
  }
  expect(reasons.join('\n')).not.toMatch(/access_token|app-secret|只有他知道|127\.0\.0\.1:\d/);
});
