/** The language of a line, and lines that say nothing about language. */

import { describe, expect, it } from 'vitest';
import { detectLocale } from '#dialogs/locale.ts';
import type { Locale } from '#knowledge/guide.ts';

const of = (raw: string, present?: Locale, normal = raw): Locale | undefined => detectLocale(raw, normal, present);

describe('a first line', () => {
  it.each<[string, Locale]>([
    ['机器连不上网', 'zh-Hans'],
    ['機器連不上網', 'zh-Hant'],
    ['機子冇電', 'zh-Hant'],
    ['刷不了', 'zh-Hans'],
    ['还能刷卡么', 'zh-Hans'],
    ['hello', 'en'],
    ['my POS is offline', 'en'],
    ['PAX 机器坏了', 'zh-Hans'],
    ['POS 機壞咗', 'zh-Hant'],
  ])('%s is %s', (line, locale) => {
    expect(of(line)).toBe(locale);
  });

  it.each(['123456', 'POS', 'wifi', '👍', '', '???', 'SN 0823004512', 'A920'])('%s tells nothing', (line) => {
    expect(of(line)).toBeUndefined();
  });

  it('pinyin is Chinese', () => {
    expect(of('duan wang le', undefined, '断网了')).toBe('zh-Hans');
    expect(of('duan wang le', 'zh-Hant', '断网了')).toBe('zh-Hant');
  });

  it('pinyin that nobody could spell is Chinese too, and English in short words is not', () => {
    expect(of('mei shuai guo')).toBe('zh-Hans');
    expect(of('zhe ge zen me nong', 'zh-Hant')).toBe('zh-Hant');
    expect(of('can we change a fuse')).toBe('en');
    expect(of('no line')).toBe('en');
  });
});

describe('a later line', () => {
  it.each<[string, Locale, Locale]>([
    ['2', 'en', 'en'],
    ['ok', 'zh-Hant', 'zh-Hant'],
    ['yes', 'zh-Hans', 'zh-Hans'],
    ['wifi', 'en', 'en'],
    ['不行', 'zh-Hant', 'zh-Hant'],
    ['好了', 'zh-Hant', 'zh-Hant'],
    ['还是不行', 'zh-Hant', 'zh-Hans'],
    ['還是不行', 'zh-Hans', 'zh-Hant'],
    ['still not working', 'zh-Hans', 'en'],
    ['不行', 'en', 'zh-Hans'],
    ['DEVICE TAMPERED', 'zh-Hans', 'zh-Hans'],
    ['A920 Pro', 'zh-Hans', 'zh-Hans'],
    ['APN CMNET', 'zh-Hant', 'zh-Hant'],
    ['Wang Xiao Ming', 'en', 'en'],
    ['wang xiao ming', 'en', 'en'],
    ['Wang Xiao Ming', 'zh-Hans', 'zh-Hans'],
    ['Mei shuai guo', 'en', 'zh-Hans'],
  ])('%s after %s: %s', (line, present, locale) => {
    expect(of(line, present)).toBe(locale);
  });
});
