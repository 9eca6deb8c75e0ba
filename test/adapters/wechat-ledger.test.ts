/** What WeChat still allows for a merchant. */

import { describe, expect, it } from 'vitest';
import { createLedger } from '#adapters/wechat/ledger.ts';
import type { ConversationId } from '#dialogs/message.ts';

const LIMITS = {
  choices: 10,
  textBytes: 1_800,
  replyWindowMs: 1_000_000,
  quota: 5,
  tap: { quota: 3, windowMs: 60_000 },
};
const WANG = 'wechat-wang' as ConversationId;

function open() {
  let now = 0;
  const ledger = createLedger(LIMITS, () => now);
  return {
    ...ledger,
    says: (counts: 'message' | 'tap') => ledger.renew({ conversationId: WANG, counts, sentAtMs: now }),
    left: () => ledger.left(WANG),
    spend: (times: number) => {
      for (let time = 0; time < times; time += 1) ledger.spend(WANG);
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('a merchant', () => {
  it('is not counted before the first message, so that the count over restarts holds', () => {
    const { left, says, spend } = open();
    spend(1);
    says('tap');
    expect(left()).toBeUndefined();
  });

  it('allows five messages with each of theirs, until the window closes', () => {
    const { left, says, spend, pass } = open();
    says('message');
    spend(4);
    expect(left()).toBe(1);
    says('message');
    expect(left()).toBe(5);
    pass(1_000_001);
    expect(left()).toBe(0);
  });

  it('allows three more with a tap, for a minute, which are used first', () => {
    const { left, says, spend, pass } = open();
    says('message');
    spend(2);
    says('tap');
    expect(left()).toBe(6);
    spend(4);
    expect(left()).toBe(2);
    says('tap');
    pass(60_001);
    expect(left()).toBe(2);
    spend(5);
    expect(left()).toBe(0);
  });
});
