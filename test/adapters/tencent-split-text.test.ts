/** Where long texts are cut. */

import { describe, expect, it } from 'vitest';
import { splitText } from '#adapters/tencent/split-text.ts';
import { fc } from '#test/fixtures/properties.ts';

describe('a long text', () => {
  it('stays whole when it fits, without white space around it', () => {
    expect(splitText(' 好的 ', 6)).toEqual(['好的']);
    expect(splitText('   ')).toEqual([]);
  });

  it('is cut after a line before a sentence, after a sentence before a clause, after a clause before a word', () => {
    expect(splitText('一二三四\n五六。七八九十', 30)).toEqual(['一二三四', '五六。七八九十']);
    expect(splitText('一二三四。五六，七八九十', 33)).toEqual(['一二三四。', '五六，七八九十']);
    expect(splitText('one two, three four', 14)).toEqual(['one two,', 'three four']);
    expect(splitText('seven eight nine', 12)).toEqual(['seven eight', 'nine']);
  });

  it('is not cut inside a number or an address', () => {
    expect(splitText('Use 2.4 GHz. Open a.example/x.y now', 30)).toEqual(['Use 2.4 GHz.', 'Open a.example/x.y now']);
  });

  it('keeps characters whole that people see as one', () => {
    for (const part of splitText('👨‍👩‍👧‍👦'.repeat(10), 60)) expect(part).toMatch(/^(?:👨‍👩‍👧‍👦)+$/u);
    const accents = `e${'\u0301'.repeat(100)}`;
    const parts = splitText(accents, 20);
    expect(parts.join('')).toBe(accents);
    expect(parts.every((part) => Buffer.byteLength(part) <= 20)).toBe(true);
  });

  it('always fits and loses nothing but white space', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('机器', '断网了', '。', '，', ' ', '\n', 'abc', 'a.b', '. ', '💳', '请重启路由器', '1.5'),
          { maxLength: 400 },
        ),
        fc.integer({ min: 8, max: 200 }),
        (pieces, mostBytes) => {
          const text = pieces.join('');
          const parts = splitText(text, mostBytes);
          expect(parts.every((part) => part !== '' && Buffer.byteLength(part) <= mostBytes)).toBe(true);
          expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
      { numRuns: 500 },
    );
  });
});
