/** Tells clauses that name a trouble only to say that it is not there, and clauses that say that something is well. */

/** What befalls a terminal, a card or money. What has to be there, such as paper or a network, is none of it. */
const MISHAP =
  '(?:坏|烂|断|卡(?:住|纸|死|机)|丢|停(?:用|机|电|了)|过期|到期|欠|摔|碰|磕|砸|撞|进过?水|泡|沾水|泼|洒|淋|少|错|失败|松|漏|裂|碎|鼓|烫|冒烟|黑屏|死机|故障|异常|问题|毛病|事|重复|超时|被[盗偷拒封冻]|冻结)';
/** What may stand between a "not" and what did not happen; 没声音坏了 is a trouble. */
const BETWEEN = '(?:人|谁|啥|什么|怎么|再|有|被|让|要|升级|更新|签到|扣款?|刷卡?|连接|交易|结算|报|提示|显示)?';
const NOT = '(?:没有?|从来?没有?|压根没|并没有?|并未|未|也没|又没)';

/** The same of English, after "didn't", "isn't" or "never". */
const BROKEN =
  'break|broke|broken|die|died|dead|crash|crashed|fall|fell|drop|dropped|freeze|frozen|expire|expired|stolen|lost|get (?:wet|stolen|lost)|got wet|cracked|jammed|stuck|damaged|blocked|swollen|bent|flat|faulty|empty';
/** What tells of something else in the same breath, and what was so until now. */
const NO_TURN = "(?!.*\\b(?:but|and|yet|just|still|it(?= [a-z])|it's|before|until|keeps?|dies|died)\\b)";
/** What turns to a trouble in spite of that: 没断电就死机, 没让续费自动扣. Nothing behind a denial may begin so. */
const TURN = '不没就却倒但又自老一';
/** Until now it never happened, so that now it does. */
const BEFORE = '(?!.{0,4}(?:以前|之前|原来|从前|过去|本来))';

const NOT_THERE: readonly RegExp[] = [
  // 屏没坏, 没升级失败, 从来没欠过流量钱
  new RegExp(`^${BEFORE}[^没不]{0,6}${NOT}(?!显示黑屏)${BETWEEN}${MISHAP}[^${TURN}]{0,5}$`, 'u'),
  // 没摔没碰没进水
  new RegExp(`^${BEFORE}[^没不]{0,4}(?:${NOT}${MISHAP}[过着了]?){2,}$`, 'u'),
  // 没报位置错误, 没写余额不足也没写密码错, 没人说少到账, 谁说没信号; 没报收款 is a trouble
  new RegExp(
    `^.{0,4}(?:没有?|没人|谁|不是)(?:再|有)?(?:报|写|说|提示)(?!错?$|要|让)(?=.{0,8}(?:${MISHAP}|[没不缺低拒无])).{2,14}$`,
    'u',
  ),
  // 纸不是没有, 又不是没电, 毛病不在网上
  new RegExp(`^.{0,5}(?<!是)不是(?:没|坏|断|丢|停|到期|过期|欠)[^吗么吧${TURN}]{0,4}$`, 'u'),
  /^(?:毛病|问题|原因|事)[^不]{0,3}不(?:在|出在)[^吗么吧]{1,8}$/u,
  // 客人没要退
  new RegExp(`^.{0,5}没(?:要|想|打算|叫|让|说要)(?:退|换|修|办|买|改|续|停|取消)[^吗么${TURN}]{0,4}$`, 'u'),
  // 修我不修了
  /^(.{1,2})(?:我|是)?不\1了?$/u,
  /^(?:the |my |our |your )?[a-z ']{2,24} (?:isn't|is not|ain't|wasn't|aren't|are not) (?:the|my|an?) (?:issue|problem|trouble|cause|culprit|matter)$/u,
  new RegExp(
    `^(?:[a-z][a-z ]{1,20} )?(?:didn't|did not|hasn't|has not|never|wasn't|isn't|is not) (?:${BROKEN})\\b${NO_TURN}[a-z ]{0,20}$`,
    'u',
  ),
  new RegExp(
    `^(?:i |we )?(?:don't|do not) (?:think|believe) (?:it|it's|its|the|that|this|my)\\b[a-z' ]{0,24}\\b(?:${BROKEN}|issue|problem|trouble|fault)${NO_TURN}[a-z ]{0,12}$`,
    'u',
  ),
  /^(?:i |we )?(?:don't|do not) (?:think|believe) (?:it's|its|it is|that's|this is|it was) (?:the |my |our )(?!right|same|correct|full|whole)[a-z ]{2,20}$/u,
];

/** What has to be there, and that it is. */
const WELL: readonly RegExp[] = [
  /^[^不没]{1,8}?(?:好着|好好的|好得很|都好|健在|活着|是通的|校准了|校对了|是足的|够用)(?:的|呢|了)?$/u,
  /^(.{1,4})是好\1$/u,
  /^[^没不冇无老直才偶时]{0,4}?(?:也|都|还|倒)?有(?:信号|费|电|网|纸|钱|流量|话费|余额|声音)的?$/u,
  /^[^只就才]{0,4}?(?:[三四五]|满)格(?:满)?的?$/u,
  new RegExp(
    `^(?:the |my |our )?(?:sim|battery|signal|card|paper|cable|charger|screen|roll|line)(?:'s| is| are|'re)? (?:alive|healthy|new|brand new|(?:fully )?charged|paid(?: up)?|up to date|at (?:[5-9]\\d|100)|in (?:the )?(?:right|correct))\\b${NO_TURN}.{0,45}$`,
    'u',
  ),
  /^(?:there's |there is |we have |i have |i've )?(?:plenty of|enough|lots of) (?:paper|rolls?|signal|bars|data|credit|battery|power|charge|money|funds|balance|ink|light)\b[a-z ]{0,12}$/u,
];

/** Whether a clause of a normalised text tells no trouble but that there is none: 屏没坏, 打印机好着呢, the sim's alive. */
export function saysNot(clause: string): boolean {
  return [...NOT_THERE, ...WELL].some((pattern) => pattern.test(clause));
}
