/** Tells the parts of a message that only go with a trouble: what was tried, what follows from it, when, what did not happen. */

/** What the merchant is about to do, or asks leave for. */
const INTENTIONS =
  /^(?:要不要|能不能|可不可以|是不是)?(?:再|重新)(?:刷|试|插|扫|打|按|付|来)[^,]{0,6}$|^(?:要不要|能不能|可不可以).{0,4}(?:再|重新)(?!.{0,2}(?:申请|办|加|要|领|装|买|补)).{1,8}$|^要?(?:抠|拔|拆)(?:电池|电|线).{0,3}$/;
const ATTEMPTS: readonly RegExp[] = [
  /(?:重启|重开|拔插|插拔|重插|换|试|擦|清理?|重装|关机|开关|按|核对|检查|查|卸载|重连|删|充|拔|插)(?:过(?:了|好多?[次遍回]|[两三几][次遍回]|一[次遍])?(?:没错|了)?|[完好]了?)$/,
  /^(?:我|都|也|已经|刚|又)*(?:换|拔|插|充|擦|重启|重装|试)了.{0,8}(?:也|还|都|又)(?!.{0,2}(?:提示|显示|报|说|弹))/,
  /^(?:重启|重开|重装|关机|开关机|拔插)(?!又|就|以后|之后|后).{0,6}$/,
  /^(?:手机|路由器?|光猫|宽带|app|软件|网线?|卡|蓝牙|wifi|也|都|我|又|已经|重启了|重连了){0,8}(?:重启|重装|重连|重开|充满)了$/,
  /^(?!.*才)(?:我|都|也|已经|刚|又|里外|自己)*(?:.{1,6}(?:也|都))?(?:换|试|充|等|拔|插|重启|擦|清|调|弄|搞)了(?:.{0,4}[遍次回天夜晚]|一?(?:晚上|整?夜|天|上午|下午|会儿?|个?小时|半天|好久|好几.)).{0,4}$/,
  /^(?:我|也|都)*(?:换|改)(?:成|用|到)?了?(?:.{1,6})也?(?:一样|没用|不行|没变化?|这样|同样)$/,
  /^.{0,8}(?:也|都|全)(?:试|换|弄|重启)(?:了|过)(?:还是|也|都)?(?:不行|一样|没用|不亮|没反应)?$/,
  /^(?:也|都|全|还)?(?:试|换|弄)(?:了|过)(?:还是|也|都)(?:不行|一样|没用|不亮|没反应)?$/,
  /^(?:took|pulled|put|plugged|turned|switched|pushed) (?:it|them|the [a-z]+) (?:out|in|back|off|on)\b[a-z ]{0,40}$/,
  /^(?:same|no) (?:thing|result|problem|issue|error|luck|change|difference|again)[a-z ]{0,20}$/,
  /^(?:i |i've |we |we've |have |already |just |and |then )*(?:tried|cleaned|restarted|rebooted|replaced|changed|checked|swapped|unplugged|reset|reinstalled|wiped) [a-z0-9 ]{1,40}$/,
];

const WHO = '(?:我|我们|店里|机器|现在|全|都|完全|就|根本|一直|什么|啥|还是|害得?|所以|已经|又|也)*';
const CONSEQUENCES: readonly RegExp[] = [
  new RegExp(
    `^${WHO}(?:刷不了|刷不动|收不了|收不到|用不了|用不到|不能用|没法用|做不了|干不了|碌不到|不能刷|不能收|没法刷|没法收|没法做|连不上|刷卡都?刷不了)(?:卡|钱|款|生意|账|单|业务)?了?$`,
  ),
  /(?:转|等|弄|试|搞)(?:了)?(?:半天|好久|一会)也.{1,6}$/,
  /生意|损失|客人.{0,6}(?:等|走|排队|骂|催|急|生气|嚷)|排着?队/,
  /^一直转(?:圈)?$/,
  /^一.{1,5}就(?!.*(?:没|无|黑|关机|死机|断电))/,
  /^(?:so |and |now |then )*(?:we |i |it )?(?:can't|cannot|can not|am unable to|are unable to|couldn't) (?:take|accept|use|process|do|work|sell|serve)\b/,
  /^(?:it )?(?:refuses|rejects) (?:every|all|any) (?:card|payment)s?$/,
  /\b(?:queue|line|people|everyone) (?:to|out|at|of|is|are|waiting)\b/,
  /\bcustomers? (?:is|are) (?:waiting|angry|leaving|queu)/,
  /^(?:机器|机子|现在|然后|这下|就|便)*就(?:没网|没信号|断网|上不了网|刷不了|用不了|不能.{1,3}|没法.{1,3})(?:络|卡|了)*$/,
  /^(?:没法|无法|不能|做不了|没办法|开不了)(?:做|办|搞|弄)?(?:结算|日结|收款|收钱|交易|生意|营业|刷卡|扫码|收银|对账|开门|用)了?$/,
  /^客人(?:都|还|又|也)?(?:说|讲)(?:已经|都|是|卡里|他)*(?:付了?|付过了?|有钱|够钱|付款了|要|不要|等不及)$/,
];

/** How many are hit, and that nobody answers. */
const SCOPES =
  /^(?:隔壁|别的?|其[他它]|旁边|另外?|全|整个|我们|附近)(?:.{0,4}?)(?:店|家|台|机器|人|商场|街)?(?:里|的)?(?:也|都|全|也都)(?:是|一样|这样|不行|没有|如此|用不了)(?:的|了)?$|^(?:客服|你们|师傅)?(?:的)?(?:电话|热线)(?:也|都|一直|老)*(?:打不通|没人接|没人理|占线|不接|打不进去?)$|^(?:手机)?打电话(?:也|都|还)(?:断断续续|打不出去?|听不清|没信号)$/;

const QUESTIONS =
  /^(?:那|要|得|需要|大概|请问|这)*(?:多少钱|钱吗|花钱吗|费用(?:怎么算|多少)?|多久.{0,4}|(?:这是|到底|又)?(?:怎么|咋)(?:回事|搞的|了)|怎么办|咋办|咋整|为什么|为啥|(?:什么|啥)(?:意思|情况|原因|毛病|问题)|正常吗|可以吗|行吗|有关系吗|(?:更新|升级|换|update).{0,2}吗|(?:还)?[要得]等多久|(?:要|需要|得|必须)?(?:法人|本人)(?:去|来|到场|亲自|办){0,3}吗|多久(?:能)?(?:好|到|来|弄好|生效)|(?:还)?要(?:几天|多少天)|在哪个?(?:菜单|里|位置|地方)(?:面|里)?|要不要(?:密码|钱|收费|证件?|身份证|执照|排队|预约|本人.{0,3}))$|^(?:那|要|得|需要|都|还|请问)*(?:准备|带|交|提供)?(?:什么|啥|哪些|些?什么)(?:手续|材料|资料|证件|东西|流程)$|^(?:请|麻烦|帮忙?|帮我)(?:催|看|查|下载|处理|联系|安排|解决).{0,4}$|^(?:and )?(?:why|what about|is (?:that|this|it) (?:ok|okay|normal)|how (?:much|long))\b[a-z ]{0,24}$/;

const NEVER_HAPPENED =
  /^(?:我|我们|店|机器|从来|一直|根本)*(?:哪(?:儿|里)?|什么地方)(?:也|都)没(?:去|搬|动|换)过?|^(?:我|都|也|又|从来|一直|机器)*(?:没|没有|从没|未)(?:人|怎么)?.{1,5}过(?:.{0,2}(?:没|没有).{1,5}过){0,3}(?:地方|机器|它|东西|水)?$/;
const WHEN = /(?:的时候|那一下|那会儿?|之后|以后|之前|期间)$|(?:那一下|的时候|那会儿)(?:刚好|正好)/;
const STATES =
  /^(?:.{1,5}(?:也|都)(?:有|在|对|没错|没少)|.{0,6}灯(?:也|是|还|都|倒)*(?:亮|绿)(?:着|的)*|(?:机器|后台|上面|显示)*(?:交易|付款)(?:也|都)?是?成功的?|(?:都|已经|机器)*用了.{1,3}(?:年|个月)(?:多|了)*|(?:这|那)?是?(?:个|台)?(?:老|旧)(?:机器|机子|款))$|^(?:我|我们|机器|这台|店里|这边|的)*(?:用|走|连|插|接)(?:的|着|的是)(?:流量|wifi|[345]g|有线|网线|蓝牙|物联|sim)(?:网|卡)*(?:的|上网)?$|^(?:我|用|但|可是?)*手机.{0,12}(?:能|可以)(?:上网?|连|用|打开网页?|看视频)(?:的)?$|^(?:信号|wifi|网|[345]g|也|是|都)*(?:信号)?(?:是)?(?:满格?|满的|满着)的?$|^(?:有纸|有电|.{1,4}(?:插着|亮着|开着|还在|都在))$|^there (?:is|are) [a-z]+$|^(?:it|the [a-z]+) (?:moves|sees the card|is (?:new|original))$|^提示插卡$/;
/** What is left where a number was taken out: 终端, 客人卡号, 留的电话. */
const BARE_NAMES =
  /^(?:老板娘?|客服|师傅|老师|亲|美女|帅哥|大哥|小姐姐|经理|boss|sir|madam|guys|(?:oh )?(?:sorry|my mistake|my bad|oops|whoops)|这张|那张|这个|终端|机器|商户|客人)$|(?:卡号|电话|号码|手机号|型号|编号)$/;

const ALL: readonly RegExp[] = [
  ...ATTEMPTS,
  INTENTIONS,
  ...CONSEQUENCES,
  SCOPES,
  QUESTIONS,
  NEVER_HAPPENED,
  WHEN,
  STATES,
  BARE_NAMES,
];

/** True when a part tells no more than that nothing can be paid; told first, it may be the trouble itself. */
export function isConsequence(part: string): boolean {
  return CONSEQUENCES.some((pattern) => pattern.test(part));
}

/** True when a part, in normalised text, tells no trouble of its own beside another part that does. */
export function isCircumstance(part: string): boolean {
  return ALL.some((pattern) => pattern.test(part));
}
