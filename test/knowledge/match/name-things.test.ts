import { describe, expect, it } from 'vitest';
import { foreignness } from '#knowledge/match/name-things.ts';

describe('foreignness', () => {
  it.each(['手机银行登录密码忘了', 'bus card has no balance', '小区停水到几点', '小孩发烧了'])(
    'hears another thing in "%s"',
    (text) => expect(foreignness(text)).toBe(1),
  );

  it.each(['咖啡机不出奶泡了', '健身卡到期能续吗', '孩子平板锁了', '税控盘证书过期', 'my phone battery is swollen'])(
    'hears the trouble of another thing in "%s"',
    (text) => expect(foreignness(text)).toBe(2),
  );

  it.each(['老师 我这收不到钱', '招商银行的卡刷不了', '平板收款连不上', '停车场收费扫不了', "my gym can't take cards"])(
    'hears payments in "%s", whatever the trade and whose card it is',
    (text) => expect(foreignness(text)).toBe(-1),
  );

  it.each(['小孩把屏幕摔碎了', '家里停电了开不了机', '冰箱旁边的充不进电'])(
    'lets a part of the terminal in "%s" be judged by its own words',
    (text) => expect(foreignness(text)).toBeLessThanOrEqual(1),
  );

  it.each(['咖啡倒在机器上了', '充电宝能给机器充电吗', '我家孩子把刷卡机摔了', '空调水滴到pos上', '2号机没网'])(
    'hears the terminal in "%s", whatever stands beside it',
    (text) => expect(foreignness(text)).toBe(-1),
  );

  it.each(['微信付不了', '微信付不了支付宝可以', '支付宝可以微信付不了', '只有微信收不了款怎么办'])(
    'hears a wallet that customers pay with in "%s"',
    (text) => expect(foreignness(text)).toBe(-1),
  );

  it.each(['微信登录不上', '微信收不了红包', '我用微信付不了房租', '微信零钱提不了'])(
    'hears no wallet of a customer in "%s"',
    (text) => expect(foreignness(text)).toBeGreaterThan(-1),
  );

  it.each(['充不进电', '客人手机付款扫不出来', '停电后没网了'])('hears neither in "%s"', (text) =>
    expect(foreignness(text)).toBe(0),
  );
});
