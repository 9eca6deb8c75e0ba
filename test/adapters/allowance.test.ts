/** How often a visitor may come, and for how many visitors that is known. */

import { describe, expect, it } from 'vitest';
import { createAllowance } from '#adapters/allowance.ts';

function open(visitors = 100) {
  let now = 1_000;
  const { take } = createAllowance({ burst: 3, perSecond: 2, visitors }, () => now);
  return {
    take,
    pass(ms: number): void {
      now += ms;
    },
  };
}

describe('an allowance', () => {
  it('lets a burst through and then says how long to wait', () => {
    const { take, pass } = open();
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([undefined, undefined, undefined, 500]);
    pass(250);
    expect(take('a')).toBe(250);
    pass(250);
    expect(take('a')).toBeUndefined();
  });

  it('is each visitor`s own, and never more than a burst', () => {
    const { take, pass } = open();
    for (let count = 0; count < 3; count += 1) take('a');
    expect(take('b')).toBeUndefined();
    pass(60_000);
    expect([1, 2, 3, 4].map(() => take('a') === undefined)).toEqual([true, true, true, false]);
  });

  it('is not given anew by a clock that is set back', () => {
    const { take, pass } = open();
    for (let count = 0; count < 3; count += 1) take('a');
    pass(-500);
    expect(take('a')).toBe(500);
  });

  it('is known of the newest half of the visitors, however many come, and of nobody for ever', () => {
    const { take } = open(100);
    for (let count = 0; count < 3; count += 1) take('loud');
    for (let other = 0; other < 49; other += 1) take(`early ${other}`);
    expect(take('loud')).toBe(500);
    for (let other = 0; other < 1_000; other += 1) {
      take(`late ${other}`);
      if (other % 40 === 0) expect(take('loud')).toBe(500);
    }
    for (let other = 0; other < 100; other += 1) take(`last ${other}`);
    expect(take('loud')).toBeUndefined();
  });
});
