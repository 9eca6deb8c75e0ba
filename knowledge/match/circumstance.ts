/** Tells the parts of a message that only go with a trouble: what was tried, what follows from it, when, what did not happen. */

/** What the merchant is about to do, or asks leave for. */
const INTENTIONS =
  /^(?:要不要|能不能|可不可以|是不是)?(?:再|重新)(?:刷|试|插|扫|打|按|付|来)[^,]{0,6}$|^(?:要不要|能不能|可不可以).{0,4}(?:再|重新).{1,8}$|^要?(?:抠|拔|拆)(?:电池|电|线).{0,3}$/;
const ATTEMPTS: readonly RegExp[] = [
  /(?:重启|重开|拔插|插拔|重插|换|试|擦|清理?|重装|关机|开关|按|核对|检查|查|卸载|重连|删|充|拔|插)(?:过(?:了|好多?[次遍回]|[两三几][次遍回]|一[次遍])?(?:没错|了)?|[完好]了?)$/,
  /^(?:我|都|也|已经|刚|又)*(?:换|拔|插|充|擦|重启|重装|试)了.{0,8}(?:也|还|都|又)/,
  /^重启.{0,6}$/,
  /^(?:i |i've |we |we've |have |already |just |and |then )*(?:tried|cleaned|restarted|rebooted|replaced|changed|checked|swapped|unplugged|reset|reinstalled|wiped) [a-z0-9 ]{1,40}$/,
];

const WHO = '(?:我|我们|店里|机器|现在|全都?|都|完全|就|根本|一直|什么都?|啥都?|啥也|还是|害得?我?|所以|已经|又|也)*';
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
  /\bcustomers? (?:is|are) (?:waiting|angry|leaving|queu)/,
];

const QUESTIONS =
  /^(?:那|要|得|需要|大概|请问|这)*(?:多少钱|钱吗|花钱吗|费用(?:怎么算|多少)?|多久.{0,4}|怎么办|为什么|什么意思|什么情况|什么原因|正常吗|可以吗|行吗|有关系吗|(?:更新|升级|换|update).{0,2}吗)$|^(?:请|麻烦|帮忙?|帮我)(?:催|看|查|下载|处理|联系|安排|解决).{0,4}$|^(?:and )?(?:why|what about|is (?:that|this|it) (?:ok|okay|normal)|how (?:much|long))\b[a-z ]{0,24}$/;

const NEVER_HAPPENED =
  /^(?:我|都|也|又|从来|一直|机器)*(?:没|没有|从没|未)(?:人|怎么)?.{1,5}过(?:.{0,2}(?:没|没有).{1,5}过)*(?:地方|机器|它|东西|水)?$/;
const WHEN = /(?:的时候|那一下|那会儿?|之后|以后|之前|期间)$|(?:那一下|的时候|那会儿)(?:刚好|正好)/;
const STATES =
  /^(?:有纸|有电|.{1,4}(?:插着|亮着|开着|还在|都在))$|^there (?:is|are) [a-z]+$|^(?:it|the [a-z]+) (?:moves|sees the card|is (?:new|original))$|^提示插卡$/;
/** What is left where a number was taken out: 终端, 客人卡号, 留的电话. */
const BARE_NAMES = /^(?:这张|那张|这个|终端|机器|商户|客人)$|(?:卡号|电话|号码|手机号|型号|编号)$/;

const ALL: readonly RegExp[] = [
  ...ATTEMPTS,
  INTENTIONS,
  ...CONSEQUENCES,
  QUESTIONS,
  NEVER_HAPPENED,
  WHEN,
  STATES,
  BARE_NAMES,
];

/** True when a part, in normalised text, tells no trouble of its own beside another part that does. */
export function isCircumstance(part: string): boolean {
  return ALL.some((pattern) => pattern.test(part));
}
