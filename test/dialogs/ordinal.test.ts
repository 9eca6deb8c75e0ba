/** People choose by place: in figures, in words, in whatever language the list stands. */

import { beforeAll, describe, expect, it } from 'vitest';
import { readOrdinal } from '#dialogs/readers/ordinal.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { openTalk, smallGuide } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

const placeOf = (text: string): number | undefined => readOrdinal(readUtterance(text, guide.lexicon).normal);

describe('a place in a list', () => {
  it.each([
    '1',
    '第一个',
    '我选第一个',
    '就第一个吧',
    '头一个',
    '上面那个',
    'first one',
    'the first',
    'I think the first one',
    'option 1',
    '#1',
    '第一種',
  ])('“%s” is the first', (text) => {
    expect(placeOf(text)).toBe(1);
  });
  it.each(['2', '第二个', '二号', '选2', 'second one', 'the 2nd', 'number two', '第二項'])(
    '“%s” is the second',
    (text) => {
      expect(placeOf(text)).toBe(2);
    },
  );
  it.each(['最后一个', '下面那个', 'the last one', 'bottom one'])('“%s” is the last', (text) => {
    expect(placeOf(text)).toBe(-1);
  });
  it.each(['两格', '三天', '一张', '第二次', '最后一笔', 'the first time', 'no', '一点', '二维码'])(
    '“%s” is no place',
    (text) => {
      expect(placeOf(text)).toBeUndefined();
    },
  );
  it.each([
    ['断网了', '第二个', 'cellular'],
    ['断网了', '最后一个', 'cellular'],
    ['terminal is offline', 'first one', 'wifi'],
  ])('after “%s”, “%s” chooses %s', (complaint, answer, value) => {
    const merchant = openTalk(guide);
    merchant.say(complaint);
    expect(merchant.say(answer).state.slots.network?.value).toBe(value);
  });
});
