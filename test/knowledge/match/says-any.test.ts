/** Many patterns at once say of a text what each alone says of it. */

import { expect, test } from 'vitest';
import { firstSaid, saysAny } from '#knowledge/match/says-any.ts';
import { compilePattern } from '#knowledge/pattern.ts';

function patternsOf(...texts: readonly string[]): readonly RegExp[] {
  return texts.flatMap((text) => {
    const compiled = compilePattern(text);
    return compiled.kind === 'pattern' ? [compiled.pattern] : [];
  });
}

const MANY = patternsOf(
  '没(有)?网',
  '^(好|行|可以)(的)?$',
  '##( )?mm',
  'no (signal|bars?)',
  '重启*过',
  'pos',
  '(a|b)?c',
  '^不$',
);
const TEXTS = [
  '机器没网了',
  '没有网',
  '好的',
  '好的吧',
  '58 mm',
  '5 mm',
  'no bars here',
  '重启了两次过',
  'deposit',
  'pos机',
  'c',
  '不',
  '不行',
  '',
];

test.each(TEXTS)('of %j', (text) => {
  expect(MANY).toHaveLength(8);
  expect(saysAny(MANY, text)).toBe(MANY.some((pattern) => pattern.test(text)));
  expect(saysAny(MANY.slice(0, 2), text)).toBe(MANY.slice(0, 2).some((pattern) => pattern.test(text)));
  const entries = MANY.map((pattern) => ({ pattern }));
  expect(firstSaid(entries, text)).toBe(entries.find(({ pattern }) => pattern.test(text)));
});
