import { describe, expect, it } from 'vitest';
import { isCircumstance } from '#knowledge/match/circumstance.ts';
import { foreignness } from '#knowledge/match/name-things.ts';
import { divide, splitParts } from '#knowledge/match/split-parts.ts';

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

  it('counts a joint that stands before a pause to what follows it', () => {
    expect(splitParts(['wifi is down', 'and another thing', 'no sound'])).toEqual([
      { text: 'wifi is down', added: false },
      { text: 'no sound', added: true },
    ]);
    expect(splitParts(['没网了', '对了', '怎么退货'])).toEqual([
      { text: '没网了', added: false },
      { text: '怎么退货', added: true },
    ]);
  });

  it('cuts after first and second', () => {
    expect(splitParts(['first the screen is cracked second i forgot the password']).map(({ text }) => text)).toEqual([
      'the screen is cracked',
      'i forgot the password',
    ]);
  });

  it('does not take 还是 and 还没 for a second trouble', () => {
    expect(splitParts(['重启过', '还是没网']).map(({ added }) => added)).toEqual([false, false]);
  });
});

describe('divide', () => {
  it('parts what stands side by side without a pause, before or after the words that decided', () => {
    expect(divide('没网没声音', ['没声音'])).toContainEqual(['没网', '没声音']);
    expect(divide('又没信号又没纸', ['没纸'])).toContainEqual(['又没信号', '又没纸']);
    expect(divide("screen is cracked and the keys don't work", [])).toContainEqual([
      'screen is cracked',
      "and the keys don't work",
    ]);
  });

  it('leaves a part whole where a half would tell nothing', () => {
    expect(divide('打印机又', [])).toEqual([]);
    expect(divide('wifi连不上', ['wifi连不上'])).toEqual([]);
  });
});

describe('isCircumstance', () => {
  it.each([
    '重启过了',
    '网线也拔插过',
    'tried three different cards',
    '刷不了卡',
    '客人排着队',
    '费用怎么算',
    '没摔过也没拆过',
    '换路由器的时候',
    'so we cannot take cards',
  ])('holds of "%s", which tells no trouble of its own', (part) => expect(isCircumstance(part)).toBe(true));

  it.each(['没网了', '时间也不对', '插卡要插好几次', '没声音', '扫码扫不了', 'the printer jams', '怎么退款'])(
    'does not hold of "%s"',
    (part) => expect(isCircumstance(part)).toBe(false),
  );
});

describe('foreignness', () => {
  it('tells other things from the terminal', () => {
    expect(foreignness('电动车电池鼓包')).toBe(1);
    expect(foreignness('刷卡机电池鼓包')).toBe(-1);
    expect(foreignness('手机能上网,机器连不上')).toBe(-1);
    expect(foreignness('电池鼓包')).toBe(0);
  });
});
