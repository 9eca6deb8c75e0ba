/** Pairs of words are read whatever their order, and count beside a text's other features. */

import { describe, expect, it } from 'vitest';
import { featuresOf } from '#knowledge/match/features.ts';
import type { SparseVector } from '#knowledge/match/vectors.ts';
import { withPairs, wordsTogether } from '#knowledge/match/words-together.ts';

const pairsOf = (text: string): ReadonlySet<number> => new Set(wordsTogether(featuresOf(text)));
const shared = (one: string, other: string): number =>
  [...pairsOf(one)].filter((pair) => pairsOf(other).has(pair)).length;

describe('words that meet in a text', () => {
  it('are the same pair in either order and with words between them', () => {
    expect(shared('cancel order', 'order cancelled')).toBe(1);
    expect(shared('cancel order', 'the order that she will cancel')).toBe(1);
    expect(shared('cancel order', 'cancel flight')).toBe(0);
  });

  it('make no pair when they stand far apart', () => {
    expect(shared('cancel order', 'cancel now or later or never my old order')).toBe(0);
  });

  it('are none in Chinese text and in a single word', () => {
    expect(pairsOf('机器没有网络').size).toBe(0);
    expect(pairsOf('cancel').size).toBe(0);
  });

  it('leave the vector at length one, and its own features the most of it', () => {
    const text: SparseVector = { at: [0, 2], value: [0.6, 0.8], known: 0.7 };
    const both = withPairs(text, { at: [1], value: [1], known: 1 }, 10);
    expect(both.at).toEqual([0, 2, 11]);
    expect(Math.hypot(...both.value)).toBeCloseTo(1);
    expect(both.value[2]).toBeLessThan(0.5);
    expect(both.known).toBe(0.7);
    expect(withPairs(text, { at: [], value: [], known: 0 }, 10)).toBe(text);
  });
});
