import { describe, expect, it } from 'vitest';
import { dropFacts, holdsOnlyFacts } from '#knowledge/match/drop-facts.ts';

describe('dropFacts', () => {
  it('takes out a sum to the cent, which is neither a code nor a fee', () => {
    expect(dropFacts('her app shows 42.50 gone')).toBe('her app shows  gone');
    expect(dropFacts('费率0.38太高')).toBe('费率0.38太高');
    expect(dropFacts('ip是192.168.10.20')).toBe('ip是192.168.10.20');
  });
});

describe('dropFacts, of a model', () => {
  it.each([
    ['e350脱机了', '机器脱机了'],
    ['n920,卡纸', '机器,卡纸'],
    ['z300m要退', '机器要退'],
  ])('reads "%s" as %s: whoever names the model speaks of the machine', (normal, rest) => {
    expect(dropFacts(normal)).toBe(rest);
  });

  it.each(['2g要停', '4g零格', '报错e01', '显示a0', 'e07错误'])('leaves "%s" as it is', (normal) => {
    expect(dropFacts(normal)).toBe(normal);
  });

  it.each(['收了rmb200没到账', 'p40扫不了', 'err05', 'hkd500冇到'])('takes "%s" for no machine', (text) => {
    expect(dropFacts(text)).toBe(text);
  });

  it('takes out where a number was read', () => {
    expect(dropFacts('卡纸,型号贴纸上的')).toBe('卡纸');
  });
});

describe('holdsOnlyFacts', () => {
  it.each([
    '用的流量卡,满格',
    '信号满的,用的流量卡',
    '我这台用的是wifi',
    '走4g的',
    'sn 0823004512',
    '一共1280',
    'total 1280 rmb',
  ])('holds of "%s", which answers a question and tells no trouble', (text) => expect(holdsOnlyFacts(text)).toBe(true));

  it.each(['用的流量卡,没信号', '用的wifi,连不上', '流量卡', '信号满的', '序列号在哪', '一共收了多少', '一共扣了1280'])(
    'does not hold of "%s"',
    (text) => expect(holdsOnlyFacts(text)).toBe(false),
  );

  it('reads words that are said over and over in one way only, or it would never come to an end', () => {
    for (const words of ['这是', '这是这个', 'here it is ', '机器的这是'])
      expect(holdsOnlyFacts(`12345678901234,${words.repeat(300)}吗`)).toBe(false);
  });
});
