/** Pinyin inside Chinese text is spelt in characters. */

import { describe, expect, it } from 'vitest';
import { latinWordsOf, spellMixed } from '#knowledge/match/spell-mixed.ts';
import { createLexicon } from '#knowledge/text/lexicon.ts';

const lines = ['删除所有的闹钟', '取消我的闹钟', '播放hotel california', '找到图片'];
const lexicon = createLexicon({}, lines);
const familiar = latinWordsOf(lines);

describe('pinyin inside Chinese text', () => {
  it('is spelt wherever its syllables are divided', () => {
    expect(spellMixed('删除所有denaozhong', lexicon)).toBe('删除所有的闹钟');
  });

  it('is spelt in wholly Latin text only where the familiar words are known', () => {
    expect(spellMixed('zhaodao tupian of cats', lexicon)).toBe('zhaodao tupian of cats');
    expect(spellMixed('zhaodao tupian of cats', lexicon, familiar)).toBe('找到图片of cats');
  });

  it('stays where the examples write it in Latin letters', () => {
    expect(spellMixed('播放hotel', lexicon, familiar)).toBe('播放hotel');
  });

  it('has no familiar words where no line is Chinese', () => {
    expect(latinWordsOf(['show my alarms'])).toBeUndefined();
  });

  it('is spelt once a word, and only in the first words of a message that is full of them', () => {
    const calls: string[] = [];
    const counting = { ...lexicon, fromPinyin: (text: string) => void calls.push(text) };
    spellMixed('机denaozhong'.repeat(50), counting);
    const once = calls.length;
    spellMixed(
      Array.from(
        { length: 200 },
        (_, at) => `机nanana${'aeou'[at % 4]}${'ni'.repeat(1 + (at % 5))}na${'lo'.repeat(at % 7)}`,
      ).join(''),
      counting,
    );
    expect(once).toBeLessThan(20);
    expect(calls.length - once).toBeLessThan(24 * 20);
  });
});
