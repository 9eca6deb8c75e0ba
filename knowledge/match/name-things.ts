/** Tells whether a text is about the terminal or plainly about something else that a shop owns. */

const TERMINAL =
  /刷卡机|刷卡器|收银机|机器|机子|pos|终端|手刷|电签|音箱|喇叭|小票|付款码|流量卡|结算卡|(?<![a-z])(?:terminal|card machine|card reader|reader|merchant|receipt|payout|settlement)/;
const OTHER =
  /电动车|电瓶车|汽车|车险|轿车|(?<!用|连|跟|和)(?:苹果|我的|我|个)手机(?!号|上|能|可以|连|付|收|银|里|有|支付|网|说|显示|.{0,3}[拍碰贴靠刷挥扫感])|iphone(?!.{0,6}(?:pay|扫|付))|平板|ipad|电脑|笔记本|冰箱|空调|冷气|洗衣机|热水器|电饭煲|微波炉|电视|电梯|水管|煤气|燃气|水费|电费|话费|微信号|抖音|淘宝|拼多多|快递到|外卖|驾照|护照|医保|社保|公积金|零钱提现|余额宝|退税|个税|工资条?(?!卡)|红包|网课|作业|年费|会员|酒席|高铁|火车|招聘|招人|买菜|卖菜|房租|房贷|车贷|股票|基金|彩票|(?<![a-z])(?:laptop|fridge|washing machine|dishwasher|air con|television|car won't|my car|facebook|netflix|amazon|uber|flight|essay|poem|joke|bitcoin|lottery)(?![a-z])/;

/** 1 for something else, -1 for the terminal, 0 where neither or both are named. */
export function foreignness(text: string): -1 | 0 | 1 {
  const own = TERMINAL.test(text);
  const other = OTHER.test(text);
  if (own === other) return 0;
  return own ? -1 : 1;
}
