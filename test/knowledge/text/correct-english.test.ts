import { describe, expect, it } from 'vitest';
import { createEnglishCorrection } from '#knowledge/text/correct-english.ts';

const correct = createEnglishCorrection([
  'terminal expired',
  'settlement failed',
  'no signal',
  'machine offline',
  'A920',
]);

describe('createEnglishCorrection', () => {
  it('puts letters right that are missing, doubled, swapped or wrong', () => {
    expect(correct('my machin expird')).toBe('my machine expired');
    expect(correct('no singal, setlement faild')).toBe('no signal, settlement failed');
    expect(correct('trminal')).toBe('terminal');
  });

  it('chooses the commoner of two words that are as near, the earlier of two as common, and the nearer before all', () => {
    const among = (...lines: readonly string[]) => createEnglishCorrection(lines);
    expect(among('bolt', 'belt', 'belt')('bvlt')).toBe('belt');
    expect(among('bolt', 'belt')('bvlt')).toBe('bolt');
    expect(among('settlements', 'settlement', 'settlements')('setlement')).toBe('settlement');
    expect(among('settlement')('setlemnt')).toBe('settlement');
  });

  it('writes short forms out', () => {
    expect(correct('u cant pls')).toBe("you can't please");
  });

  it('takes syllables for pinyin, and halves of words for models, only where somebody writes Chinese', () => {
    const [english, chinese] = [
      ['my balance', 'sign-up failed'],
      ['查余额 balance', 'sign-up failed'],
    ].map(createEnglishCorrection);
    expect(english?.('baalance sgin-up')).toBe('balance sign-up');
    expect(chinese?.('baalance sgin-up')).toBe('baalance sgin-up');
  });

  it('leaves everyday words, pinyin, models and unknown words alone', () => {
    for (const text of ['must washing best', 'duanwang', 'a920 n910x', 'zzzzzz', '机器'])
      expect(correct(text)).toBe(text);
  });
});
