/** How alike two short texts are sign by sign: the counted slips, and that fuse.js would choose no other example. */

import Fuse from 'fuse.js';
import { describe, expect, test } from 'vitest';
import { fewestSlips, signBitsOf } from '#knowledge/match/fewest-slips.ts';
import { resemblances } from '#knowledge/match/resemblance.ts';

describe('the fewest slips', () => {
  test.each([
    ['断网', '机器断网了', 0],
    ['断网了', '机器段网了', 1],
    ['断网了', '网断了', 1],
    ['printer', 'my pritner is dead', 2],
    ['abc', '', 3],
    ['没有信号', '信号', 2],
    ['a'.repeat(32), `x${'a'.repeat(30)}`, 2],
  ])('from %j to a stretch of %j', (pattern, text, slips) => {
    expect(fewestSlips(signBitsOf(pattern), text)).toBe(slips);
  });
});

const EXAMPLES = [
  '机器没网了',
  '机器连不上网',
  'pos机没有信号',
  '打印机不出纸',
  '打印不出小票',
  'terminal is offline',
  'the terminal went offline this morning',
  'printer prints blank paper',
  'no paper comes out of the printer',
  '刷卡刷不出来',
  '刷卡机黑屏了开不了机',
  'screen is black and nothing helps',
];
const ASKED = ['机器没忘了', '打印机不出', 'termnal ofline', 'printer no paper', '黑屏 开不了', '机器没网了', 'x'];

/** As fuse.js sees it, asked about every example. */
function likeness(text: string, example: string): number {
  const options = { includeScore: true, threshold: 0.8, ignoreLocation: true, findAllMatches: true };
  const [found] = new Fuse([example], options).search(text);
  return found ? 1 - (found.score ?? 1) : 0;
}

describe('how alike a text and the examples of some ids are', () => {
  test.each(ASKED)('%j is as like each as the most alike of its examples', (text) => {
    const groups = [EXAMPLES.slice(0, 5), EXAMPLES.slice(5, 9), EXAMPLES.slice(9), []];
    const expected = groups.map((examples) => Math.max(0, ...examples.map((example) => likeness(text, example))));
    const found = resemblances(text, groups);
    for (const [at, one] of expected.entries()) expect(found[at]).toBeCloseTo(one, 9);
  });

  test('an example in the same words is as alike as can be', () => {
    expect(resemblances('机器没网了', [['机器没网了', '没网了'], ['完全两回事']])).toEqual([1, 0]);
  });
});
