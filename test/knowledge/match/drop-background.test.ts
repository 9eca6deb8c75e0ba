import { describe, expect, it } from 'vitest';
import { dropBackground } from '#knowledge/match/drop-background.ts';

const left = (text: string): string => dropBackground(text.split(',')).join(',');

describe('dropBackground', () => {
  it.each([
    ['我打电话问客服,他说费率调整了', '费率调整了'],
    ['打过客服热线,说流量费涨了', '流量费涨了'],
    ['i called support and they said the contract is over', 'the contract is over'],
    ['想加一台机器,客服回电说押金可免', '想加一台机器,押金可免'],
    ['老板打电话说机器停用了让我来问问', '机器停用了让我来问问'],
    ['店员刚刚来电话说,没网了', '没网了'],
    ['my wife called,the machine is down', 'the machine is down'],
    ['someone at the shop phoned,our terminal will not charge', 'our terminal will not charge'],
  ])('takes out of "%s" whom the merchant heard it from', (text, rest) => {
    expect(left(text)).toBe(rest);
  });

  it.each([
    ['师傅昨天来换过了,还是没网', '还是没网'],
    ['your technician replaced it yesterday,still offline', 'still offline'],
    ['the engineer inspected it and it still freezes', 'it still freezes'],
    ['加油站便利店的,网断了', '网断了'],
    ['幼儿园收费,机器没网', '机器没网'],
  ])('takes out of "%s" who came and what shop it is', (text, rest) => {
    expect(left(text)).toBe(rest);
  });

  it.each([
    '有人打电话说机器到期',
    '师傅昨天来换过了',
    '师傅什么时候来',
    '有个师傅要把机器拿走,叫我交钱',
    'someone called and said it was expired',
    'a man from your bank called,the terminal is expired',
    '业务员打电话说机器到期',
    '店里的机器丢了',
  ])('leaves "%s" as it is', (text) => {
    expect(left(text)).toBe(text);
  });
});
