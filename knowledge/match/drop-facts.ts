/** Takes numbers and their labels out of a text before it is read for symptoms: they are facts, read elsewhere. */

const LABELLED =
  /(?:(?<![a-z])(?:s ?\/ ?n|sn|tid|mid|imei|iccid|model|serial(?: number| no)?)(?![a-z])|序列号|型号|机型|终端号|商户号|机身号|设备号)(?:号码?|是|为|[:#]|\s)*(?=[a-z-]*\d)[a-z0-9][a-z0-9-]{2,}/g;
const LONG_NUMBER =
  /(?<![a-z0-9.])(?=[a-z0-9-]*\d[a-z-]*\d[a-z-]*\d[a-z-]*\d[a-z-]*\d)[a-z0-9][a-z0-9-]{5,}(?![a-z0-9])/g;

/** A day within a sentence does not end it. */
const DAY = /(?<![\d.-])(?:20)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?![\d.-])/g;

/** Whoever names the model speaks of the machine; screens, codes, sums, versions, addresses and phones (P60) look alike. */
const MODEL =
  /(?<!(?:代码|错误|报错|故障|应答|码|显示|提示|报|出|code|error|err|resp|says?|shows?)[是为: ]{0,2})(?<![a-z0-9.-])(?!(?:rmb|cny|usd|hkd|twd|ntd?|hk|mop|eur?|gbp|err|no|id|top|hp|mac|ip|ver)\d|p[2-9]0(?!\d))[a-z]{1,3}\d{2,4}[a-z]{0,2}(?![a-z0-9-])(?! ?(?:号|的)?(?:故障|错误|报错|error|code))/g;
/** It is called so beside Chinese words, and beside English ones. */
const MACHINE = '机器';
const TERMINAL = ' terminal ';
const HAN = /\p{Script=Han}/u;

/** Where a number or a name was read: it goes with that number. */
const READ_FROM =
  /(?<=^|,)(?:(?:前面|后面|上面|这个|那个|刚才)(?:那个|的)?(?:数字|号码)?是(?:s ?n|sn|序列号|机身号|型号|终端号)|(?:型号|序列号|sn|编号|号码)?(?:在|是)?(?:型号)?(?:贴纸|标签|背面|机身|盒子|铭牌)上?(?:面)?(?:的|写的|印的|抄的|抄来的))(?=,|$)/g;

/** A card number is no fact to be read but the very thing that should not have been sent. */
const CARD_NUMBER = /(?<![a-z0-9])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{2,7}(?![a-z0-9])/g;
const SECRET =
  /(验证码|口令|密码|有效期|安全码|otp|cvv2?|cvc2?|pin|passcode|password|expiry|exp)([^0-9,]{0,8}?)(\d[\d/ ]{1,7})(?![a-z0-9])/g;
/** A sum to the cent is neither code nor fee. */
const AMOUNT = /(?<![\d.-])\d{2,6}\.\d\d(?![\d.])/g;
/** What stands in their place; the examples speak of it. */
const CARD_NUMBER_SENT = ',银行卡号发给你,';

/** The text without them; unchanged when nothing else would remain. */
export function dropFacts(normal: string): string {
  const rest = withoutFacts(normal);
  return rest.length > 1 ? rest : normal;
}

/** What may stand beside a number without saying more than that this is it. */
const THIS_IS_IT =
  /^(?:[, ]|这个|这里|这|我的|机器的?|是|就是|给你|发你|你看|看|好的?|嗯|对|应该是|更正|打错了?|写错了?|sorry|i mean(?:t)?|i typed|it should be|should be|ok|okay|yes|here(?: you go)?|it's|it is|this is|that's|the|my|mine|is|serial|number|sn|no)*$/;

/** What a terminal goes online with, and that it is well: answers that tell no trouble. */
const GOES_ONLINE =
  /^(?:我|我们|我这|机器|机子|这台|店里|这个|这边|是|都|一直|里面)*(?:用|走|连|插|接|使)(?:的?是?|着)(?:一?张|个)?(?:流量卡?|数据|wifi|[2345]g|有线|网线|蓝牙|物联网?卡|sim卡|移动|联通|电信|热点)(?:网络?|卡|的|上网)*$/;
const WELL = /^(?:信号|wifi|网络?|[345]g|流量)*(?:也|都|是|还)*(?:满格?的?|满的|很?强|很好|正常)$/;

/** How much it came to. */
const TOTAL =
  /^(?:一共|总共|总计|合计|加起来|全部|in total|total|altogether)(?:是|有|was|is|of)? ?\d[\d.]* ?(?:元|块钱?|人民币|rmb|yuan|dollars)?(?:多|左右)?$/;

/** Whether a text is nothing but numbers with their labels, a total, or how the terminal goes online: an answer, and no question. */
export function holdsOnlyFacts(normal: string): boolean {
  const clauses = normal.split(',');
  if (clauses.some((clause) => GOES_ONLINE.test(clause)))
    return clauses.every((clause) => GOES_ONLINE.test(clause) || WELL.test(clause));
  if (clauses.every((clause) => TOTAL.test(clause))) return true;
  if (!/\d{4}/.test(normal)) return false;
  const rest = withoutFacts(normal);
  return rest !== normal && THIS_IS_IT.test(rest);
}

function withoutFacts(normal: string): string {
  return normal
    .replace(CARD_NUMBER, CARD_NUMBER_SENT)
    .replace(SECRET, '$1$2000')
    .replace(DAY, '')
    .replace(AMOUNT, '')
    .replace(LABELLED, ',')
    .replace(LONG_NUMBER, ',')
    .replace(READ_FROM, ',')
    .replace(MODEL, HAN.test(normal) ? MACHINE : TERMINAL)
    .replace(/,[, ]*/g, ',')
    .replace(/^[, ]+|[, ]+$/g, '');
}
