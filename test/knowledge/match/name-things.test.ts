import { describe, expect, it } from 'vitest';
import { foreignness } from '#knowledge/match/name-things.ts';

describe('foreignness', () => {
  it.each([
    '咖啡机不出奶泡了',
    '健身卡到期能续吗',
    '手机银行登录密码忘了',
    '孩子平板锁了',
    'bus card has no balance',
    '小区停水到几点',
  ])('hears another thing in "%s"', (text) => expect(foreignness(text)).toBe(1));

  it.each(['咖啡倒在机器上了', '充电宝能给机器充电吗', '我家孩子把刷卡机摔了', '空调水滴到pos上'])(
    'hears the terminal in "%s", whatever stands beside it',
    (text) => expect(foreignness(text)).toBe(-1),
  );

  it.each(['充不进电', '客人手机付款扫不出来', '停电后没网了'])('hears neither in "%s"', (text) =>
    expect(foreignness(text)).toBe(0),
  );
});
