/** What the pattern language matches, refuses, and how it behaves on hostile text. */

import { describe, expect, it } from 'vitest';
import { compilePattern, compileSerialPattern } from '#knowledge/pattern.ts';
import { fc } from '#test/fixtures/properties.ts';

function matches(pattern: string, text: string): boolean {
  const result = compilePattern(pattern);
  if (result.kind === 'refused') throw new Error(result.message);
  return result.pattern.test(text);
}

function refusal(pattern: string): string {
  const result = compilePattern(pattern);
  return result.kind === 'refused' ? `${result.message} / ${result.remedy}` : 'compiled';
}

describe('a pattern', () => {
  it.each([
    ['连*主机*失败', '连接主机老是失败', true],
    ['连*主机', '连一二三四五六七八主机', true],
    ['连*主机', '连一二三四五六七八九主机', false],
    ['(重启|重开)了', '机器重开了', true],
    ['(重启|重开)了', '机器重装了', false],
    ['(还)?是不行', '是不行', true],
    ['路由器?', '路由坏了', true],
    ['^好了$', '好了', true],
    ['^好了$', '没好了', false],
    ['显示##', '显示91', true],
    ['显示##', '显示9', false],
    ['显示##', '显示912', false],
    ['pos', 'deposit', false],
    ['pos', '我的pos坏了', true],
    ['(wifi|无线)', 'wifi6', false],
    ['(wifi|无线)', '无线6', true],
    ['sim card', 'simcard', true],
    ['sign ?on', 'sign on', true],
    ['sign( |-)?on', 'sign-on', true],
    ['ＷＩＦＩ', 'wifi', true],
    ['v1.0', 'v1x0', false],
    ['(a(b|c)?|d)e', 'ace', true],
    ['*失败', '失败', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    ['a\\d', 'no regular expressions'],
    ['[ab]', 'round brackets'],
    ['a{2}', 'Repeat the sign'],
    ['a+', 'plus sign'],
    ['(a|b', 'never closed'],
    ['a)b', 'never opened'],
    ['a|b', 'outside a group'],
    ['(a|)', 'alternative is empty'],
    ['(a)?', 'matches every message'],
    ['*', 'matches every message'],
    ['?a', 'follows nothing'],
    ['a^b', 'beginning of the message'],
    ['a$b', 'end of the message'],
    ['真的？', 'half-width'],
    ['“重启”', 'compared without'],
    ['a*b*c*d*e*f*g', 'gaps'],
    ['很'.repeat(201), 'longer than'],
  ])('%s is refused with a remedy', (pattern, hint) => {
    expect(refusal(pattern)).toContain(hint);
  });

  it('follows the spelling that messages are given', () => {
    const result = compilePattern('(没有网|wi-fi)*断', (words) =>
      words.replace('没有网', '没网').replace('wi-fi', 'wifi'),
    );
    if (result.kind === 'refused') throw new Error(result.message);
    expect([result.pattern.test('没网断'), result.pattern.test('wifi老断'), result.pattern.test('没有网断')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('either compiles or is refused, whatever is written', () => {
    const sign = fc.constantFrom(...'连机ab1 *()|?^$#\\[]{}+.。？', '😀', '\n');
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 30 }), (signs) => {
        const result = compilePattern(signs.join(''));
        expect(['pattern', 'refused']).toContain(result.kind);
        if (result.kind === 'pattern') expect(result.pattern.test('')).toBe(false);
      }),
    );
  });

  it('I37 has no repetition without bound, so a hostile message cannot stall it (CVE-2021-32832)', () => {
    const result = compilePattern('的*的*的*的*的*x(a|aa)?(a|aa)?');
    if (result.kind === 'refused') throw new Error(result.message);
    expect(result.pattern.source).not.toMatch(/(?<!\\)[*+]/);
    expect(result.pattern.test('的'.repeat(400))).toBe(false);
  });
});

describe('a serial pattern', () => {
  it('matches whole serials only', () => {
    const result = compileSerialPattern('n@####');
    if (result.kind === 'refused') throw new Error(result.message);
    expect(['NA1234', 'N01234', 'NA12345', 'XNA1234', 'NAB234'].map((serial) => result.pattern.test(serial))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is refused when it holds anything but letters, digits, # and @', () => {
    expect(compileSerialPattern('N.*').kind).toBe('refused');
  });
});
