/** Parts of a message that only go with a trouble, and that no text keeps the look at them from ending. */

import { describe, expect, it } from 'vitest';
import { isCircumstance, isConsequence } from '#knowledge/match/circumstance.ts';

describe('what only goes with a trouble', () => {
  it.each([
    '全都刷不了',
    '现在什么都用不了',
    '啥也刷不了',
    '害得我收不了款',
    '我从来没摔过没进过水',
    '你们能不能快点啊',
    '急死我了',
    '重启过了',
    '怎么回事',
    '换一张也是',
    '要我赔',
    '他还叫我赔钱',
    '我这台还能用么',
    'my mistake',
  ])('is %s', (part) => expect(isCircumstance(part)).toBe(true));

  it.each(['没网', '要我交钱', '屏幕碎了', '快点的网断了', 'printer is jammed'])('is not %s', (part) =>
    expect(isCircumstance(part)).toBe(false),
  );

  it('is told of words that are said over and over, too', () => {
    for (const words of ['全都', '什么都', '啥也', '害得我', '我们'])
      expect(isConsequence(`${words.repeat(400)}没纸`)).toBe(false);
    for (const words of ['没来过', '没有来过', '也没来没来过'])
      expect(isCircumstance(`我${words.repeat(300)}今天打印不出纸`)).toBe(false);
  });
});
