import { describe, expect, it } from 'vitest';
import { createLexicon } from '#knowledge/text/lexicon.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { createPinyinSpeller } from '#knowledge/text/spell-pinyin.ts';

const lines = ['余额不足', '刷不过去', '软件一打开就闪退', '钱没到账', 'card reader not working', '机器显示无服务'];

describe('createPinyinSpeller', () => {
  const speller = createPinyinSpeller(lines);

  it('chooses the characters that follow each other in familiar lines', () => {
    expect(speller.spell(['yu', 'e', 'bu', 'zu'])).toEqual({ characters: '余额不足', familiar: 1 });
  });

  it('hears southern sounds', () => {
    expect(speller.spell(['san', 'tui'])?.characters).toBe('闪退');
  });

  it('says how little it knows of an unheard-of run, and gives up on syllables it never met', () => {
    expect(speller.spell(['bu', 'ka'])?.familiar ?? 0).toBe(0);
    expect(speller.spell(['nve'])).toBeUndefined();
  });
});

describe('a text in pinyin', () => {
  const read = (text: string): string => readUtterance(text, createLexicon({}, lines)).normal;

  it('becomes characters, numbers and words of the trade kept', () => {
    expect(read('shua bu guo qu, yu e bu zu')).toBe('刷不过去,余额不足');
    expect(read('pos xian shi wu fu wu')).toBe('pos显示无服务');
  });

  it('is not seen in English', () => {
    expect(read('card reader not working')).toBe('card reader not working');
  });
});
