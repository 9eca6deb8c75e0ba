import { describe, expect, it } from 'vitest';
import { createLexicon } from '#knowledge/text/lexicon.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { fc } from '#test/fixtures/properties.ts';

const lexicon = createLexicon({
  断网: ['段网', '断王'],
  签到: ['迁到'],
  没有: ['木有', '莫得'],
  怎么办: ['咋整', '咋弄'],
  怎么: ['咋'],
  没网: ['没有网', '没网络'],
  用不了: ['不能用', '用不起'],
  pos机: ['pose机', '泡斯机'],
  wifi: ['wi-fi', '歪发'],
  欠费: ['欠费'],
  流量卡: ['流量卡'],
  了: ['了'],
});
const normal = (text: string): string => readUtterance(text, lexicon).normal;

describe('readUtterance', () => {
  it('folds full width, capitals and traditional characters into one spelling', () => {
    expect(normal('ＰＯＳ機簽到失敗')).toBe('pos机签到失败');
  });

  it('writes Cantonese grammar in standard Chinese', () => {
    expect(normal('唔係呀')).toBe('不是');
    expect(normal('係')).toBe('是');
    expect(normal('部機仲係開唔到')).toBe('机器还是开不到');
  });

  it('puts misheard and dialect words right', () => {
    expect(normal('泡斯机段网了 咋整')).toBe('pos机断网了,怎么办');
    expect(normal('信号木有')).toBe('信号没有');
  });

  it('does not take a question for a denial', () => {
    expect(normal('手机有没有网')).toBe('手机有没有网');
    expect(normal('还能不能用')).toBe('还能不能用');
    expect(normal('手机没有网')).toBe('手机没网');
  });

  it('replaces Latin variants only as whole words', () => {
    expect(normal('wi-fi连不上')).toBe('wifi连不上');
    expect(normal('propose机会')).toBe('propose机会');
  });

  it('drops filler and emoji but keeps an answer that is nothing else', () => {
    expect(normal('呃…机器断网了呀😭')).toBe('机器断网了');
    expect(normal('嗯')).toBe('嗯');
    expect(normal('👍')).toBe('ok');
    expect(normal('好啦')).toBe('好了');
  });

  it('drops pinyin left behind by the input method', () => {
    expect(normal('刷ka卡没反应')).toBe('刷卡没反应');
    expect(normal('pos机duanwang断网')).toBe('pos机断网');
    expect(normal('连接wifi失败')).toBe('连接wifi失败');
  });

  it('reads pinyin of known words as characters and leaves English alone', () => {
    expect(normal('liuliangka qianfei le')).toBe('流量卡欠费了');
    expect(normal('duan wang')).toBe('断网');
    expect(normal('can you help me')).toBe('can you help me');
  });

  it('cuts segments at punctuation, line ends and spaces between Chinese characters', () => {
    expect(readUtterance('没网了,打印是白的\n急 快来!', lexicon).segments).toEqual([
      '没网了',
      '打印是白的',
      '急',
      '快来',
    ]);
    expect(readUtterance('2.4g wifi连不上', lexicon).segments).toEqual(['2.4g wifi连不上']);
  });

  it('closes up characters that are spaced out one by one', () => {
    expect(normal('断 网 了')).toBe('断网了');
  });

  it('keeps the text as typed', () => {
    expect(readUtterance('POS機!!').raw).toBe('POS機!!');
  });

  it('splits words', () => {
    expect(readUtterance('打印机没有反应').words).toContain('反应');
    expect(readUtterance("terminal won't start").words).toContain('terminal');
  });

  it('never throws and looks at a bounded part of what it is given', () => {
    for (const text of [
      '',
      ' ',
      '\ud800',
      '\udc00断\u0000网',
      '\u202e断网',
      '断'.repeat(20_000),
      'a1 '.repeat(7_000),
    ]) {
      expect(readUtterance(text, lexicon).normal.length).toBeLessThanOrEqual(2_000);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const read = readUtterance(text, lexicon);
        return read.raw === text && read.segments.join(',') === read.normal.split(',').filter(Boolean).join(',');
      }),
      { numRuns: 300 },
    );
  });
});
