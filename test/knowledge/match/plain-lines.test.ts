/** Short lines of merchants that once were taken for something else, and swindles told in new words. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

let guide: Guide;

beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const matched = (text: string): Match => guide.matcher.match(readUtterance(text, guide.lexicon));

describe('a plain line', () => {
  it.each([
    ['健身房前台刷卡收不了钱', 'txn-declined'],
    ['刷卡提示卡号无效', 'txn-declined'],
    ['收银机打不了票', 'prn-no-paper'],
    ['支付宝微信都不行', 'card-qr-scan-fail'],
    ['客人说他被扣了两次 要我赔', 'txn-duplicate'],
    ['12315见', 'ctl-complaint'],
    ['再这样我打12315了', 'ctl-complaint'],
    ['路由器坏了', 'net-wifi-fail'],
  ])('%s is acted upon as %s alone', (text, id) => {
    const { decision, ranked, multi } = matched(text);
    expect([decision, ranked[0]?.id, multi]).toEqual(['accept', id, []]);
  });

  it.each(['card declined 05', 'declined 05', 'payment declined code 51'])('%s is one trouble', (text) => {
    expect(matched(text).multi).toEqual([]);
    expect(matched(text).decision).toBe('accept');
  });

  it.each([
    '有个人借我的刷卡机走账 说给提成',
    '上门的人让我退一笔到他卡上试机',
    'caller wants me to pay a pci fee with gift cards',
  ])('%s is a swindle', (text) => expect(matched(text).ranked[0]?.id).toBe('sec-scam-call'));
});
