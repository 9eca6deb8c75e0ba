/** Script conversion: what OpenCC changes, found without asking it about every line. */

import { Converter, Locale } from 'opencc-js/t2cn';
import { describe, expect, it } from 'vitest';
import { toSimplified } from '#knowledge/text/simplify.ts';

const convert = Converter({ from: 'tw', to: 'cn' });
const tables: readonly (string | readonly (readonly [string, string])[])[] =
  Locale.configs?.tw2s?.conversionChain.flat() ?? [];
const traditional = tables.flatMap((table) =>
  typeof table === 'string' ? table.split('|').map((entry) => entry.split(' ')[0] ?? '') : table.map(([word]) => word),
);

describe('toSimplified', () => {
  it('converts every word of its tables as OpenCC does', () => {
    expect(traditional.length).toBeGreaterThan(1000);
    expect(traditional.filter((word) => !word.includes('么') && toSimplified(word) !== convert(word))).toEqual([]);
  });

  it.each(['还能用么', '是不是坏了么', '你讲么子', '什么时候能好'])(
    'leaves "%s", which is simplified, as it is',
    (text) => {
      expect(toSimplified(text)).toBe(text);
    },
  );

  it('converts around the particle that both scripts write', () => {
    expect(toSimplified('機器還能用么')).toBe('机器还能用么');
    expect(toSimplified('為什麼連不上')).toBe('为什么连不上');
  });
});
