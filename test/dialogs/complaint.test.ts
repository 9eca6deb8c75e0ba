/** The ticket quotes the complaint, not what was said to the bot around it. */

import { beforeAll, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { openTalk, smallGuide } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

const wordsAfter = (...lines: readonly string[]): string | undefined => {
  const merchant = openTalk(guide);
  for (const line of lines) merchant.say(line);
  return merchant.state?.merchantWords;
};

it.each([
  ['verbatim', ['断网了，客人等着呢！！'], '断网了，客人等着呢！！'],
  ['with who is waiting', ['断网了 客人等着呢'], '断网了 客人等着呢'],
  ['without a greeting', ['你好 断网了'], '断网了'],
  ['without the call for a person', ['断网了 转人工'], '断网了'],
  ['without abuse', ['什么破机器 断网了'], '断网了'],
  ['in traditional characters as typed', ['斷網了'], '斷網了'],
  ['in English as one sentence', ['Hi, my terminal is offline'], 'Hi, my terminal is offline'],
  ['from the line that names it, not from the greeting', ['你好', '断网了'], '断网了'],
  ['from the first of two', ['断网了', 'wifi', '还有小票没有字'], '断网了'],
  ['from the account given after asking for a person', ['转人工', '客人付不了款'], '客人付不了款'],
  ['without the digits of a card', ['断网了 卡号6216261000000000018'], '断网了 卡号621626*********0018'],
] as const)('%s', (_, lines, words) => {
  expect(wordsAfter(...lines)).toBe(words);
});

it.each([[['转人工']], [['你好']], [['谢谢']], [['你好', '在吗']]])('%s holds no complaint', (lines) => {
  expect(wordsAfter(...lines)).toBeUndefined();
});

it('a tap is not the words of the merchant', () => {
  expect(wordsAfter('你好', '[断网]')).toBeUndefined();
});

it('a complaint as long as a letter is cut', () => {
  expect(wordsAfter(`断网了${'很急'.repeat(5_000)}`)?.length).toBeLessThanOrEqual(500);
});

it('a new case has words of its own', () => {
  expect(wordsAfter('断网了', '流量卡', '可以了', '小票没有字')).toBe('小票没有字');
});
