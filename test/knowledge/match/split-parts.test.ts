import { describe, expect, it } from 'vitest';
import { foreignness } from '#knowledge/match/name-things.ts';
import { splitParts } from '#knowledge/match/split-parts.ts';

describe('splitParts', () => {
  it('finds no parts in a message of one', () => {
    expect(splitParts(['机器没网了'])).toEqual([]);
  });

  it('cuts at pauses and at words that join, and says which part comes on top', () => {
    expect(splitParts(['没网了', '时间也不对'])).toEqual([
      { text: '没网了', added: false },
      { text: '时间也不对', added: true },
    ]);
    expect(splitParts(["wifi won't connect and also the time is wrong"])).toEqual([
      { text: "wifi won't connect", added: false },
      { text: 'the time is wrong', added: true },
    ]);
  });

  it('does not take 还是 and 还没 for a second trouble', () => {
    expect(splitParts(['重启过', '还是没网']).map(({ added }) => added)).toEqual([false, false]);
  });
});

describe('foreignness', () => {
  it('tells other things from the terminal', () => {
    expect(foreignness('电动车电池鼓包')).toBe(1);
    expect(foreignness('刷卡机电池鼓包')).toBe(-1);
    expect(foreignness('手机能上网,机器连不上')).toBe(-1);
    expect(foreignness('电池鼓包')).toBe(0);
  });
});
