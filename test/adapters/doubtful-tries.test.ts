/** Which deliveries may stand in a merchant's chat twice, and which surely do not. */

import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDoubtfulTries, neverReached } from '#adapters/doubtful-tries.ts';
import { createFakeDesk, type FakeDesk } from '#test/fixtures/fake-desk.ts';
import { messageActivity } from '#test/fixtures/fake-teams-activity.ts';
import { answerTo, serveTeams } from '#test/fixtures/fake-teams-channel.ts';
import { MERCHANT, openAccount } from '#test/fixtures/fake-weixin-account.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describe('a delivery', () => {
  it('is in no doubt at its first try, nor after failures that the platform told of', () => {
    const tries = createDoubtfulTries();
    expect(tries.mayHaveArrived({ id: '1', attempt: 1 })).toBe(false);
    tries.failed({ id: '1', attempt: 1 }, true);
    tries.failed({ id: '1', attempt: 2 }, true);
    expect(tries.mayHaveArrived({ id: '1', attempt: 3 })).toBe(false);
  });

  it('stays in doubt once nobody knows how a try ended, also after it was held', () => {
    const tries = createDoubtfulTries();
    tries.failed({ id: '1', attempt: 1 }, false);
    tries.failed({ id: '1', attempt: 2 }, true);
    expect(tries.mayHaveArrived({ id: '1', attempt: 1 })).toBe(true);
    tries.settled('1');
    expect(tries.mayHaveArrived({ id: '1', attempt: 1 })).toBe(false);
  });

  it('is in doubt when a process before this one has tried it', () => {
    const tries = createDoubtfulTries();
    tries.failed({ id: '1', attempt: 2 }, true);
    expect(tries.mayHaveArrived({ id: '1', attempt: 3 })).toBe(true);
  });

  it('has reached nobody when there was no connection', () => {
    expect(neverReached(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))).toBe(true);
    for (const error of [new Error('x'), { code: 'ECONNRESET' }, null, 'ENOTFOUND'])
      expect(neverReached(error)).toBe(false);
  });
});

const text = { kind: 'text', text: '请重启' } as const;

describe('Teams', () => {
  const open = async (desk: FakeDesk) => {
    const under = await serveTeams(desk, { patienceMs: 5_000 });
    onTestFinished(under.close);
    await under.signed(messageActivity(under.fake));
    return {
      ...under,
      deliver: (attempt: number) => under.channel.deliver({ ...answerTo(desk.received[0], text), attempt }),
    };
  };

  it('says so after a crash, and after a try without an answer', async () => {
    const { deliver, fake } = await open(createFakeDesk());
    expect(await deliver(2)).toEqual({ kind: 'delivered', perhapsTwice: true });
    fake.failNext({ status: 0 });
    expect((await deliver(1)).kind).toBe('retry');
    expect(await deliver(2)).toEqual({ kind: 'delivered', perhapsTwice: true });
  });

  it('does not after a try that Teams turned away', async () => {
    const { deliver, fake } = await open(createFakeDesk());
    fake.failNext({ status: 429 });
    expect((await deliver(1)).kind).toBe('retry');
    expect(await deliver(2)).toEqual({ kind: 'delivered' });
  });
});

describe('WeChat', () => {
  const SEND = '/cgi-bin/message/custom/send';
  const open = async () => {
    const desk = createFakeDesk();
    const account = await openAccount(desk);
    onTestFinished(() => account.close());
    const conversationId = `wechat-${MERCHANT}` as never;
    account.weixin.act(MERCHANT, 'message');
    const deliver = (attempt: number, id = '1') =>
      account.channel.deliver({ id, conversationId, senderId: MERCHANT, reply: text, attempt, room: 5 });
    return { ...account, deliver };
  };

  it('says so after a crash, and after a try without an answer', async () => {
    const { deliver, weixin } = await open();
    expect(await deliver(2)).toMatchObject({ kind: 'delivered', perhapsTwice: true });
    weixin.fail({ path: SEND, how: 'hang' });
    expect((await deliver(1, '2')).kind).toBe('retry');
    expect(await deliver(2, '2')).toMatchObject({ kind: 'delivered', perhapsTwice: true });
  });

  it('does not after a try that WeChat turned away', async () => {
    const { deliver, weixin } = await open();
    weixin.fail({ path: SEND, how: { errcode: -1 } });
    expect((await deliver(1)).kind).toBe('retry');
    expect(await deliver(2)).not.toHaveProperty('perhapsTwice');
  });
});
