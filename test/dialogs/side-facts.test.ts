/** Facts that come beside a complaint: since when it has been so, when to call, what was paid. */

import { expect, it } from 'vitest';
import { callWindowIn, paymentIn, sinceIn } from '#dialogs/side-facts.ts';

it.each([
  ['从昨天开始就断网', '昨天'],
  ['今天早上就连不上了', '今天早上'],
  ['三天前就坏了', '三天前'],
  ['上周三开始刷不了', '上周三'],
  ['offline since this morning', 'this morning'],
  ["since yesterday it won't print", 'yesterday'],
])('hears in "%s" that it began %s', (line, since) => {
  expect(sinceIn(line, line)).toBe(since);
});

it.each(['昨天换了路由器', '今天就这样吧', 'new device from yesterday', 'nothing works since you called'])(
  'hears no beginning in "%s"',
  (line) => {
    expect(sinceIn(line, line)).toBeUndefined();
  },
);

it('keeps the merchant’s own words for the time of a call', () => {
  expect(callWindowIn('明天早上打给我', '明天早上打给我')).toBe('明天早上');
  expect(callWindowIn('call me in the morning, please', '')).toBe('in the morning');
});

it('hears a sum only where it was paid, and the way it went', () => {
  expect(paymentIn('我已经刷了298了')).toEqual({ amount: '298', by: 'card' });
  expect(paymentIn('让我交298押金')).toBeUndefined();
});
