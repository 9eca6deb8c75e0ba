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

  it('keeps everyday words, however near they come to a word of the trade', () => {
    const beside = createEnglishCorrection(['关机了', 'hard reset', 'dead screen']);
    expect(beside('somebody had dropped it, my dad')).toBe('somebody had dropped it, my dad');
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

  describe('in lines that are all English', () => {
    const shown = [
      'how do i top up my card',
      'when will my new card arrive',
      "i can't find my pin",
      "why wasn't my transfer allowed",
      'verify a cash withdrawal',
      'i lost my phone',
      'can i lend it',
    ];
    const inPlace = createEnglishCorrection(shown);

    it('puts short words right where the words beside them show what was meant, and else leaves them', () => {
      expect(inPlace('when will ym nwe card arrive')).toBe('when will my new card arrive');
      expect(inPlace('find my pn')).toBe('find my pin');
      expect(inPlace('zebra pn zebra')).toBe('zebra pn zebra');
    });

    it('forgives two slips in a word of five letters between words that speak for it', () => {
      expect(inPlace('i czm lost my pyont')).toBe('i czm lost my phone');
      expect(inPlace('pyont')).toBe('pyont');
    });

    it('takes of two words as near the one that stands between such words', () => {
      const among = createEnglishCorrection(['a hot bolt', 'a belt', 'a belt', 'belt']);
      expect(among('a bvlt')).toBe('a belt');
      expect(among('a hot bvlt')).toBe('a hot bolt');
    });

    it('puts short forms with an apostrophe right', () => {
      expect(inPlace("i csn't find it, why wans't my transfer allowed")).toBe(
        "i can't find it, why wasn't my transfer allowed",
      );
    });

    it('moves a blank that slipped, and sets one that is missing', () => {
      expect(inPlace('my ne wcard')).toBe('my new card');
      expect(inPlace('to pup my newcard')).toBe('top up my new card');
    });

    it('leaves everyday words alone that were never shown', () => {
      for (const text of ['may one of us land it', 'which price now', 'n910 x5']) expect(inPlace(text)).toBe(text);
    });
  });

  it('reads each word by itself where somebody writes Chinese', () => {
    const beside = createEnglishCorrection(['查余额', 'find my pin', 'new card']);
    expect(beside('my pn ne wcard')).toBe('my pn ne card');
  });
});
