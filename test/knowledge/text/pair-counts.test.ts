/** Counting pairs of numbers as a map of them would. */

import { describe, expect, it } from 'vitest';
import { countPairs } from '#knowledge/text/pair-counts.ts';

describe('pairs of numbers', () => {
  const pairs = countPairs();
  const map = new Map<string, number>();
  for (let at = 0; at < 40_000; at++) {
    const [first, second] = [(at * at) % 613, (at * 31) % 97];
    pairs.add(first, second);
    map.set(`${first} ${second}`, (map.get(`${first} ${second}`) ?? 0) + 1);
  }

  it('are counted as often as they came, however many there are', () => {
    expect(map.size).toBeGreaterThan(20_000);
    const wrong = [...map].filter(([pair, count]) => {
      const [first = 0, second = 0] = pair.split(' ').map(Number);
      return pairs.of(first, second) !== count;
    });
    expect(wrong).toEqual([]);
  });

  it('that never came, and those the other way round, count nothing', () => {
    pairs.add(1000, 2);
    expect(pairs.of(1000, 2)).toBe(1);
    expect(pairs.of(2, 1000)).toBe(0);
    expect(countPairs().of(0, 0)).toBe(0);
  });
});
