import { describe, expect, it } from 'vitest';
import { dropSettled, tellsNothingWrong } from '#knowledge/match/all-well.ts';

const left = (normal: string): string => dropSettled(normal.split(',')).join(',');

describe('dropSettled', () => {
  it.each([
    ['谢谢,已经好了,刚才是路由器没开', '谢谢,已经好了'],
    ['好了好了,是我没开wifi', '好了好了'],
    ['搞定了,原来是网线松了', '搞定了'],
    ['sorted now,it was the cable', 'sorted now'],
    ['ok working again,somebody had switched off the router', 'ok working again'],
  ])('leaves out what was behind a trouble that is over: "%s"', (normal, rest) => {
    expect(left(normal)).toBe(rest);
  });

  it.each([
    '修好了,刚才是网线松了,但是又断了',
    '刚才是好的,现在没网了',
    '已经好了,打印还是空白',
    '没网了,刚才是停电',
    '现在好了,刚才那笔扣了钱没到账',
    '好了,刚才客人刷了两次扣了两次钱',
    '正常了,后来又断网',
    '弄好了,发现打印不出来',
    '好了,原来是密码忘了',
    '好了,刚才是不是要关机吗',
    'working,the customer was charged twice',
    'fixed,it was charged twice',
    'good,i forgot the password',
  ])('leaves "%s" as it is', (normal) => {
    expect(left(normal)).toBe(normal);
  });
});

describe('tellsNothingWrong', () => {
  it.each([
    '和wifi没关系',
    '这个跟流量没关系',
    '终端,商户,都显示正常',
    '能不能快点,急死了',
    'nothing to do with the wifi',
  ])('hears no trouble in "%s"', (normal) => {
    expect(tellsNothingWrong(normal)).toBe(true);
  });

  it.each([
    '和wifi没关系,是没到账',
    '没信号,都正常',
    '快点,机器没网了',
    '终端,商户,都不正常',
    '能不能快点到账',
    '急急急',
    '关机没关系吧',
    '跟wifi没关系吧',
  ])('hears one in "%s", or leaves it to others', (normal) => {
    expect(tellsNothingWrong(normal)).toBe(false);
  });
});
