/** Hears a swindler behind whatever he names: a stranger who wants money, a code, papers, a click or the terminal. */

/** Somebody whom the merchant does not know, or knows from a call or a message only … */
const STRANGER =
  '(?:有人|有个人|来了个人|(?:那|这)个?人|对方|陌生人|人家|不认识的|自称|冒充|打电话(?:来)?的|来电|电话里|接(?:到|了)?个?电话|短信|微信上|群里|上门的|他们?|她)';
/** … tells the merchant … */
const TELLS =
  '(?:让|叫|要|喊|催|逼|骗|非要|要求)(?:我们?|俺|咱|阿拉|老板)(?:先|再|马上|赶紧|自己|去|拿|把|给他|给她|在)*';
/** … to do what no payment institution asks for like that. */
const DEMAND =
  '(?:.{0,4}(?:押金|保证金|激活费|验证码|手续费才|解冻费|邮费|快递费|转账|汇款|转钱|打钱|交钱|付钱|掏钱)|扫(?:他|她|个|一?下?码|二维码)|点(?:开)?(?:他|那个|这个|个)?(?:的|发的)?(?:链接|网址)|(?:共享|分享)屏幕|刷(?:一|个|他|几|两|笔|激活)|下载.{0,6}(?:共享|远程|会议))';
const DEMANDED = new RegExp(`${STRANGER}[^,]{0,12},?[^,]{0,6}${TELLS}${DEMAND}`, 'u');
const DEMANDED_IN_ENGLISH =
  /\b(?:caller|someone|somebody|stranger|he|she|they|guy|man)\b.{0,20}\b(?:wants?|asks?|asked|asking|told|tells|telling) (?:me|us) (?:to )?(?:pay|send|transfer|read|give|scan|click|install|swipe)\b/u;
/** A swindler's pull on one's own purse or papers, by what was done already. */
const DONE =
  /(?:那人|对方|他|她)(?:说|讲)[^,]{0,3},?[^,]{0,10}(?:你|您)[^,]{0,8}(?:刷|转|付|扫)|(?:扫|点)(?:了|过)?(?:他|她|那人|对方|骗子|陌生人)(?:们)?(?:发|给|发来|发给我|寄)?的?(?:二维码|码|链接|网址)|(?:验证码|密码|身份证|银行卡)[^,]{0,8}给(?:了)?(?:那个?|打|陌生|骗子|对方)|骗子(?:电话|短信)|换机的?(?:电话|短信)/u;
/** Secrets for a third person; for us they are card data that somebody sent here. */
const SECRETS =
  /(?:验证码|密码|身份证|银行卡|卡号)[^,]{0,4}(?:给|告诉|报|念|发|拍|讲)(?:给|了)?(?:了)?(?:他|她|佢|伊|对方|那人|人家)|\b(?:give|tell|send|read|gave|told|sent) (?:him|her|them) (?:the|my|a|that) (?:code|pin|password|card)/u;
/** A caller's threat, or his own words to the merchant. */
const CLAIMED =
  /(?:打来|来电|自称|陌生|短信|简讯|有人|对方|那人|电话里|电话说)[^,]{0,8},?[^,]{0,4}(?:说|讲|写|称)[^,]{0,16}(?:到期|过期|停用|停机|清退|关停|锁机|冻结|罚|征信|不合规|涉嫌|洗钱|作废|淘汰|回收|保证金|认证费|年费|升级费|检测费)|(?:他|她|那人|对方|人家|电话里)(?:说|讲|原话),?[^,]{0,3}(?:您|你|老板)[^,]{0,12}(?:到期|停|换|寄|费|锁|冻结|升级|押金)/u;
/** Who asks whether a call, a note or a visit is true has been told something by a stranger … */
const DOUBTED =
  /(?:电话|短信|简讯|号码|来电|那人|他们?|有人|专员|业务员|链接|网址|通知|上门的?|说)[^,]{0,16},?[^,]{0,8}(?:是真的(?:吗|么|假)|真的假的|真假|能信|可信|能相信|靠谱|靠不靠谱|该信|是你们(?:的人|打|发|派|公司)?[^,]{0,4}(?:吗|么|不$)|是不是你们|骗人的)/u;
/** … and so has who is baited: something given or paid back, in return for a payment or by private messages. */
const BAITED =
  /(?:有人|那人|对方|他|业务员|专员|自称|电话里?|说)[^,]{0,10}(?:(?:送|寄)(?:我|你|您|老客户)?(?:一?台)?(?:新机|新的机)|(?:刷|付|交|转)[^,]{0,8}(?:返现|返还|返给|马上返|就返|会返)|(?:帮我|给我|可以)?(?:提额|降费率|退(?:流量费|押金))[^,]{0,6},?[^,]{0,4}(?:先|要我|让我|得)(?:刷|交|付|转|开|给|报))|(?:加|换)(?:他|她|私人|个人)的?(?:微信|qq|line)[^,]{0,8}(?:续|换|升级|缴|交|付|退)/u;
/** Customers who pay, and who want something done for them, are no callers. */
const CUSTOMER =
  /客人|顾客|客户|持卡人|买家|(?:帮|替|代)(?:他|她|人|忙)|退款|\b(?:customers?|guests?|cardholders?|refund)\b/u;

/** Whether a normalised text tells of a stranger's demand, bait or claim in doubt, whatever he gives as the reason. */
export function hearsSwindler(normal: string): boolean {
  if (CUSTOMER.test(normal)) return false;
  return [DEMANDED, DONE, SECRETS, CLAIMED, DOUBTED, BAITED, DEMANDED_IN_ENGLISH].some((pattern) =>
    pattern.test(normal),
  );
}
