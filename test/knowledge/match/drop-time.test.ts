import { expect, it } from 'vitest';
import { dropTime } from '#knowledge/match/drop-time.ts';

it.each([
  ['今天黑屏', '黑屏'],
  ['昨晚没网', '没网'],
  ['今天又死机', '又死机'],
  ['printer jammed today', 'printer jammed'],
  ['this morning no sound', 'no sound'],
])('“%s” tells %s, whenever it was', (text, trouble) => {
  expect(dropTime(text)).toBe(trouble);
});

it.each([
  '今天',
  '今天休息',
  '今天收了多少钱',
  '昨天没到账,今天也没到账',
  'how much came in today',
  'are you open today',
])('leaves “%s” as it is', (text) => {
  expect(dropTime(text)).toBe(text);
});
