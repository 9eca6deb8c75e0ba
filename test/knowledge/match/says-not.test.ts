import { expect, it } from 'vitest';
import { dropDenied } from '#knowledge/match/negation.ts';
import { saysNot } from '#knowledge/match/says-not.ts';

it.each([
  '屏没坏',
  '没升级失败',
  '没摔没碰没进水',
  '没报位置错误',
  '没人说少到账',
  '谁说没信号',
  '纸不是没有',
  '客人没要退',
  '打印机好着',
  "signal isn't the issue",
  "it didn't break",
  'plenty of data',
])('“%s” says that there is no trouble', (clause) => {
  expect(saysNot(clause)).toBe(true);
});

it.each([
  '没声音坏了',
  '没信号',
  '没出票',
  '是不是坏了',
  '没说什么时候到账',
  '不能刷卡',
  'no signal',
  'the terminal is dead',
])('“%s” tells a trouble, or asks about one', (clause) => {
  expect(saysNot(clause)).toBe(false);
});

it('leaves out what is denied wherever the trouble stands, and nothing where all is denied', () => {
  expect(dropDenied(['谁说没信号', '显示设备服务期满'])).toEqual(['显示设备服务期满']);
  expect(dropDenied(['插卡没识别', '屏没坏'])).toEqual(['插卡没识别']);
  expect(dropDenied(['屏没坏'])).toEqual(['屏没坏']);
});
