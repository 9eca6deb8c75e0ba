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
  "i don't think it's broken",
  "i don't think it's the wifi",
  "the screen isn't cracked",
  "battery isn't dead",
  'never got wet',
  '屏没烂',
  "battery's at 90 so don't tell me to charge it",
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
  '没断电就死机',
  '没摔就裂屏',
  '没欠费就停机',
  '没事就自己关机',
  '没让续费自动扣',
  '没显示黑屏',
  '以前没死机过',
  '喇叭没报收款',
  '没提示音了',
  '你们不是说当天到账',
  '没有信号',
  '老是有声音',
  '只有三格',
  "i don't think it is charging",
  "i don't think it's the right amount",
  'we have lots of declined cards',
  'my battery is new and dies in an hour',
  'it never dropped it just died',
  'it never crashed before',
  "the card hasn't expired but it is declined",
])('“%s” tells a trouble, or asks about one', (clause) => {
  expect(saysNot(clause)).toBe(false);
});

it('leaves out what is denied wherever the trouble stands, and nothing where all is denied', () => {
  expect(dropDenied(['谁说没信号', '显示设备服务期满'])).toEqual(['显示设备服务期满']);
  expect(dropDenied(['插卡没识别', '屏没坏'])).toEqual(['插卡没识别']);
  expect(dropDenied(['屏没坏'])).toEqual(['屏没坏']);
  expect(dropDenied(['没事就自己关机', '怎么回事'])).toEqual(['没事就自己关机', '怎么回事']);
});
