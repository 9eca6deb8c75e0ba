import { describe, expect, it } from 'vitest';
import { looseSyllable, splitSyllables, syllableOf, syllablesOf } from '#knowledge/text/pinyin.ts';

describe('pinyin', () => {
  it('splits runs into syllables, backing up where the longest first does not work out', () => {
    expect(splitSyllables('duanwang')).toEqual(['duan', 'wang']);
    expect(splitSyllables('xuqi')).toEqual(['xu', 'qi']);
    expect(splitSyllables('fangan')).toEqual(['fang', 'an']);
  });

  it('refuses what is no pinyin', () => {
    for (const run of ['wifi', 'terminal', 'x', '', 'ji'.repeat(30)]) expect(splitSyllables(run)).toBeUndefined();
  });

  it('reads a word as a whole and single characters in their everyday sound', () => {
    expect(syllablesOf('银行卡')).toEqual(['yin', 'hang', 'ka']);
    expect(syllableOf('了')).toBe('le');
    expect(syllableOf('a')).toBe('');
  });

  it('makes no difference between sounds that are often confused', () => {
    expect(looseSyllable('zhang')).toBe(looseSyllable('zan'));
    expect(looseSyllable('niu')).toBe(looseSyllable('liu'));
    expect(looseSyllable('ka')).not.toBe(looseSyllable('ga'));
  });
});
