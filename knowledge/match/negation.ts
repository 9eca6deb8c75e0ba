/** Leaves out what a merchant says the trouble is not. */

import { saysNot } from './says-not.ts';

/** Clauses that deny something, in normalised text, wherever they stand. 是不是 asks and denies nothing. */
const DENIED: readonly RegExp[] = [
  /^(?:我(?:说的|问的)?|这|它|也|可|又|都|真的?)?(?<!是)(?:不是|并不是|并非|不算)(?!吗|吧|么|说|很|太(?:好|清|懂|明|会|行|灵|稳|确|想|方|满|正)).{1,16}$/u,
  /^.{0,6}(?:跟|和|与|关).{1,12}(?:没(?:有)?(?:啥|什么)?(?:关系|关联|相干)|无关|不相干|不搭界|不搭嘎)$/u,
  /^[^0-9]{1,10}(?:没问题|没有问题|没毛病|没事|是好的|好好的|都好|挺好|正常的?|没坏|交过的?|是对的|不差|没少)$/u,
  /^(?:(?:it's|it is|this is|that's|i am|i'm|and) )*not (?:about|for|the|a|an|my|your|his|her) [a-z0-9' ]{2,40}$/u,
  /^(?:(?:it's|it is|this is|that's|and) )*not (?:broken|jammed|stuck|empty|full|stolen|lost|expired|blocked|locked|wet|hot|slow|dead|duplicate|low|weak|damaged|cracked|down|[0-9a-z]{2})(?: (?!work)[a-z ]{2,20})?$/u,
  /^(?:the |my |your |our |both |all )?[a-z0-9' ]{2,30} (?:is|are|was|works?|looks|seems)(?: all| both| still| just)? (?:fine|ok|okay|good|great|working|full|right|correct|up|strong|perfect|normal|alright|paid|there|on)(?: and [a-z]{2,8}| (?:here|now|too))?$/u,
  /^[a-z ]{3,20} (?:works|ok|okay|fine)$/u,
  /^(?:there is |there's |i see )?nothing wrong with [a-z' ]{2,30}$/u,
  /^(?:it |this |that )(?:isn't|is not|wasn't) (?:about |that |the |a |an |my )[a-z' ]{2,30}$/u,
  /^(?:插|刷|拍|扫|碰|挥|感应)(?:卡|码)?(?:都|是|倒)?(?:行|ok|得|成|没问题)$/u,
  /^.{1,6}(?:可以|能用|能刷|能收|能扫|能打|能开|能读|能插|能连|都行|都灵|好使|好得很|没得问题|倒是有|倒是好的?|倒没事)(?:的)?$/u,
  /^(?:我|我们)?(?:不是(?:说|问|要)|没(?:有)?(?:说|问|提|要|讲)|不(?:需要|用|想|问|要|求|查|跟|办|续))(?!升|了|紧|出|着|通|到).{2,12}(?<![吗么嘛了])$/u,
  /^.{0,10}(?:信号|网络?|wifi|屏幕?|电池?|电量|纸|声音|流量|密码|卡槽|按键|蓝牙|余额|合同)(?:本身|倒|也|都|还|是|都是|倒是|明明)*(?:好的|好得很|好好的|满的|满格的?|没问题|没毛病|正常的?|好着呢?|通的|还早)$/u,
  /^(?:没|没有)?.{1,4}的意思$/u,
  /^(?:there is |there's |we have |i have |it has )?no (?:error|problem|timeout|issue|damage|water|crack|drop|jam|refund)(?: [a-z]{2,10})?$/u,
  /^(?:and )?(?:i |we |nobody |no one )?(?:didn't|did not|don't|do not|haven't|never|nobody|no one) (?:open|opened|touch|touched|take|took|taken|move|moved|drop|dropped|need|want|change|changed|break|broke|mean|ask|asked)\b[a-z' ]{0,30}$/u,
  /^(?:nothing (?:is |was )?(?:broken|wrong|happened|damaged)|(?:no |nope |still )?(?:the )?same [a-z ]{3,24})$/u,
];

/** What is not the matter or is well, in English; -ing and the like after "not" are troubles: not printing, not found. */
const DENIED_IN_ENGLISH: readonly RegExp[] = [
  /^(?:(?:it's|its|it is|this is|that's|i'm|i am|we are|and|so) )*not (?!only\b|\w+ing\b|(?:working|work|connected|found|responding|available|able|enough|balanced?|received|yet|possible|read|recogni[sz]ed|detected|accepted|paid|online|sure|reachable|registered|valid|on|clear|loud|arrived|credited)\b)[a-z0-9' ]{2,45}$/u,
  /^(?:i|we|nobody|no one) (?:wasn't|weren't|was not|haven't been|didn't (?:forget|lose|cancel|spill|drop|open|get charged|change|order)|don't (?:want|need|mean)|haven't (?:forgotten|lost|changed|moved))\b[a-z0-9' ]{2,40}$/u,
  /^(?:i'm |i am |we're |we are )?not (?:asking|talking|looking|complaining|trying|here|closing|leaving|cancelling|moving|buying|returning|selling)\b[a-z0-9' ]{0,40}$/u,
  /^(?!.*(?:\bnot?\b|n't\b|\b(?:now|again|but|until|before|if|when|is it|are you)\b))[a-z0-9' ]{2,40}\b(?:fine|ok|okay|good|great|works?|working|strong|full|normal|perfect|correct|charged|loads|opens|scans|prints|reads|goes through|valid|turns on|boots|powers on|powers up|starts up)(?: (?:here|there|too|all day|before|perfectly|well|everywhere))?$/u,
];
/** Politeness after it means that all is well indeed. */
const POLITE = /^(?:thanks?|thank you|thx|bye|cheers|great|谢谢|多谢|再见)/u;

/** Clauses that deny something when a clause after them names the trouble: 没坏, 就是慢. */
const DENIED_BEFORE_CONTRAST: readonly RegExp[] = [
  /^(?:我|我的|机器|机子|这|它|也|又|都|真|.{1,4}(?=没)){0,2}(?:还)?没(?:有)?(?:人.{1,6}过|坏|断|卡住?|丢|停|到期|过期|搬|动过?|拆|改|出问题|出错|着火|重复|摔|欠费|少|要退|进水|退|松|掉|故障|彻底断|完全断|断网|问题|毛病|事)[^就却倒又自老]{0,6}$/u,
  /^不(?:鼓|烫|热|缺纸|要|需要|用|换|卡|黑|漏|冒|退|买|加|续|缺|想|慢|差|要)[^吗么]{0,8}$/u,
  /^.{0,8}(?:不换|没换|不退|不修)$/u,
  /^.{0,8}(?:有的|有啊|有呢|是有|都有|够的|满格|满的|通的|亮着呢?|对的|到了的|收到了?的|不变|没变|没换过?|照旧|能点|能开|能用|能亮|能连|能上网|可以用|照出|也出|好着|到了|进来了|没错|不错|还行|还好|完好)$/u,
  /^有(?:网|信号|纸|电|网络|声音|小票|余额)[了的呢]?$/u,
  /^(?:以前|之前|原来|平时).{1,8}(?:好的?|正常|可以)$/u,
  /^.{1,8}(?:(?:还有|还剩|还差)[一二两三四五六七八九十半几\d]{1,3}个?(?:年|月|天)|还早|没到期)(?:多|才到期|才到)?(?:呢|的|呀)?$/u,
  /^(?:(?:账上|帐上|账户|卡里?)(?:里)?(?:是|都|还)?有钱|.{1,6}一[笔分块]不少.{0,4}|.{1,6}(?:是|都)?成功的?)$/u,
  /^(?:我|我们|店里)?(?:又|可|也|根本|从来|并)?没(?:有)?(?:点|按|动|碰|搞|弄|升级|更新|设)[^,]{0,6}$/u,
  /^.{1,8}是新(?:换|买|装|领)?的$/u,
];

/** Clauses that speak of something as absent or as well, and clauses that set the trouble against them right after. */
const SOUND = /[不没未别]|正常|好的?$|能|可以|有|够|\b(?:not|no|fine|ok|okay|good|works|working|right)\b|n't\b/u;
const AGAINST =
  /^(?:而是|就是|只是|光是?(?=不|没)|单单|独独|偏|只想|就想|我是想|我就想|我问(?!题)|我(?:说|问|找|要|查|办|换|改)的是|(?:要|问|说|报|写|弹|显示|提示)的是|只要|我要|主要是|关键是|是(?!不是|不|因为|真|假|骗|你们|谁|哪|什么)(?!.*[吗么吧嘛]$)|但是?|可是?|却|偏偏)|^(?:but|only|just|it's|it is|this is|instead|rather|simply|still|i want|i need|i just|i only|i mean|the (?:problem|issue|trouble))\b/u;

/** What is well in spite of the trouble that was told before: 屏幕不亮, 但是有声音. */
const WELL_AFTERWARDS =
  /^(?:但是?|可是?|不过|倒是|but )(?!.*(?:[不没慢错坏卡]|失败|过期|停|花|黑|not\b|n't\b|no\b|keeps|fail)).*(?:有(?:声音?|网|信号|电|纸|反应)|能[用开刷扫连]|可以|正常|好的|好好的|亮着?|响|对的|满格?|works?|fine|ok)的?$/u;

/** What is there or well, and a trouble right after it: 有信号也有流量, 就连不上服务器. */
const WELL = /^(?!.*[不没慢坏错]).*(?:有|能|可以|好|正常|满)/u;
const STILL_FAILS = /^就[连打刷扫读充开].{0,3}(?:不|没)/u;

/** How a clause begins that names the trouble after a denial. */
const CONTRASTS =
  /^(?:而是|就是|只是|只|就|光|但是?|可是?|不过|是|却|单单|偏偏|单|唯独|独独|它?硬|还是说|它?还|怎么(?!办|弄|搞|整|回事|处理|解决|样|了$)|老是|一直|另外|突然|忽然|(?:它|机器|机子)(?:是)?自[己个]|.{1,6}的是|.{1,8}就(?:说|报|提示|显示))|^(?:but|only|just|simply|it's|it is|still|the|now|however)\b|^.{2,10}就(?:行|好|可以)了?$/u;

/** Within one clause: 不是没网是没到账, not the wifi but the sim. */
const DENIED_WITHIN: readonly RegExp[] = [
  /(?<!是)不是.{1,12}?(?:,|而)?(?:,?(?:而是|就是|只是|是))(?=.{2,})/gu,
  /^(?:昨天|昨晚|前天|早上|上午|中午|刚才|刚刚|之前|原来|本来|上次|平时)(?:还|都|是|已经|才|明明|一直)*(?:好好的|好了|好的|正常的?|可以的?|能用的?|能刷的?|没问题|没事|修好了?|弄好了?)(?=(?:今天|今早|现在|刚才|刚刚|下午|晚上|又|突然|怎么|这会儿?|一早).{2,})/gu,
  /^.{1,10}(?:没问题|没有问题|没毛病|没事|是好的|没坏|正常)(?:,)?(?:就是|只是|是|但是?|可是?|却)(?=.{3,})/gu,
  /^.{1,8}(?:能用|可以|正常|好的|好使|能刷|能扫|能打|有的|满格|好得很)(?:就是|但是?|可是?|却|只是|偏偏)(?=.{3,})/gu,
  /^[a-z0-9' ]{2,45}\b(?:fine|ok|okay|good|works?|working|full|strong|normal|perfect) (?:but|however) (?=[a-z' ]{4,})/g,
  /\bnot (?!only\b)(?:about )?(?:the |a |an |my )?[a-z' ]{2,24}? (?:but|it's|it is) /g,
  /^(?:the |my )?[a-z' ]{2,30} (?:is|are|works?|looks) (?:all )?(?:fine|ok|okay|good|full|right|up|strong|normal) (?:but|only|just|however) /g,
  / (?:and|but) (?:the |my |our )?(?:customers?|clients?|guests?|cards?|he|she|they|nobody) (?:was not|wasn't|were not|weren't|isn't|is not|was never) charged$/g,
];

/** What leads over from the denied to the real trouble. */
const CONTRAST =
  /^(?:(?:我)?(?:是|就是|就|只是|只)?(?:想)?问(?:的是|一下|下|是)?|我?(?:找|要|查)的是|(?:到期|坏|断|慢)的是|而是|就是|只是|光是?(?=不|没)|但是?|可是|不过|却|单单|偏偏|是)(?=.{2,})|^(?:(?:but|it's|it is|just|only|simply|and) )+/u;

/**
 * The segments without the denied ones, and each without its denied beginning. Unchanged when nothing else would
 * remain: "不是没网" alone still speaks of the network.
 */
export function dropDenied(segments: readonly string[]): readonly string[] {
  const within = segments.map(dropWithin);
  const telling = within.filter((segment) => segment.length > 2 && !POLITE.test(segment) && !saysNot(segment));
  const kept = within.filter(
    (segment, at) =>
      !(telling.length > 0 && saysNot(segment)) &&
      !isDenied(segment, within.slice(at + 1)) &&
      !(at > 0 && WELL_AFTERWARDS.test(segment)),
  );
  if (!kept.some((segment) => segment.length > 1)) return segments;
  return kept.length === segments.length ? kept : kept.map((segment) => segment.replace(CONTRAST, ''));
}

function isDenied(segment: string, after: readonly string[]): boolean {
  if (DENIED.some((pattern) => pattern.test(segment))) return true;
  if (after.some((later) => !POLITE.test(later)) && DENIED_IN_ENGLISH.some((pattern) => pattern.test(segment)))
    return true;
  const next = after.find((later) => !DENIED.some((pattern) => pattern.test(later))) ?? '';
  if (WELL.test(segment) && STILL_FAILS.test(next)) return true;
  if (SOUND.test(segment) && AGAINST.test(next) && !WELL_AFTERWARDS.test(next)) return true;
  if (!after.some((later) => CONTRASTS.test(later))) return false;
  return DENIED_BEFORE_CONTRAST.some((pattern) => pattern.test(segment));
}

function dropWithin(segment: string): string {
  let rest = segment;
  for (const pattern of DENIED_WITHIN) rest = rest.replace(pattern, '');
  return rest.trim() === '' ? segment : rest;
}
