/** Cuts a message into the parts that may each tell a trouble of its own. */

/** What joins a second trouble to a first without a pause between them. */
const JOINTS =
  /(?:(?:(?:今天|这次|这回|现在)?我?(?:来)?找你们?(?:是)?(?:因为|为了|是想))|(?:完了|然后)?再(?:帮我|给我|替我|麻烦)(?:看看?|查查?|问问|弄|办)?(?:一下|下)?|再(?:看看|查查|问问)|完了再说|另外(?:还有)?(?:一个|一件|个|件)?(?:问题|事情?|情况)?(?:还?是|就是)?|再[来者](?:就是|是)|对了(?=.{4,})|(?<!电)话说|(?<=[了坏灵失败断花])加(?=\p{Script=Han}{2,5}[不没花坏断发白])|而且|并且|还有(?!多|几|半|一个?[天月年周]|[两三四五六七八九十0-9]|不到|点)|同时|外加|再加上|加上|顺便|顺带|再问(?:一?下|一句|个)?|再就是|以及|其次|然后(?:就)?(?:现在)?|完了(?=[又还就.]?.{3,})|同埋|仲有|(?<=.{3})(?:再一个|再有|再者)(?:就是)?|(?:还有)?(?:另一个|另一|第?[一二三两]个?)(?:个?问题)?(?:是|就是)|第[一二三](?![次回遍天年月周台张笔批位])(?:个|点)?|一个是|一来|二来|除了|之外|不光(?:是)?|不但|不仅)(?=.{2,})| (?:and(?: also| then| by the way| another thing| one more thing)?|also|plus|then|as well as|on top of that|separately|besides|another (?:thing|problem|issue)(?: is)?|(?<! (?:a|the|my|our|one) )second(?:ly)?|the other(?: one)? is|by the way|btw|oh and) (?=[a-z0-9' ]{6,})|(?<=\p{Script=Han})(?:and|also|plus)(?=\p{Script=Han}|[a-z]{3,} ?\p{Script=Han})|(?<=\p{Script=Han}{2,})\/(?=\p{Script=Han}{2,})|^(?:and(?: also)?|also|plus|oh and|by the way|btw|(?:and )?(?:another|one more|the other|second) (?:thing|problem|issue|question)(?: is)?|first(?:ly)?|one is|not only(?: is| are)?|besides|on top of that|separately|second(?:ly)?|two (?:problems|things|issues)) /u;
/** Words that add a trouble to what was told before. */
const ADDING =
  /^(?:而且|并且|另外|同时|外加|顺便|顺带|再就是|以及|再一个|再有|其次|连)|^.{0,4}(?<!半天|怎么|什么|多久|几次|好久|几遍|再|了)也|^.{0,3}还(?!是|没|不|能|在|款|给)|^(?:现在|今天|刚刚?|后来|结果|然后)?又(?:一直|老|总|开始)|\b(?:neither|nor)\b|^(?:also|plus|second(?:ly)?|besides|separately|on top of that)\b|\b(?:also|too|as well|either)\b/u;
/** Joints that say in so many words that something comes on top. */
const ADDING_JOINT =
  /而且|并且|还有|找你|另|同时|加|顺|再|以及|其次|同埋|仲有|一个是|二|三|两|除了|之外|不光|不但|不仅|also|plus|well as|top of|separately|besides|another|second|other|only|by the way|btw/u;
/** Words between a cause and what follows from it, and words that name the cause afterwards. */
const SO =
  /(?:所以|因此|导致|害得|搞得|弄得|于是|难怪)(?=.{2,})| (?:so(?: that)?|that's why|therefore|which means|causing) (?=[a-z' ]{6,})/u;
const BECAUSE = /(?<=.{2})(?<!找你们?是?)(?:是?因为|由于)(?=.{2,})| (?:because(?: of)?|due to) (?=[a-z' ]{4,})/u;
const BEGINS_WITH_SO = /^(?:所以|因此|导致|害得|搞得|弄得|于是|难怪|so |that's why |therefore )/u;
const BEGINS_WITH_BECAUSE = /^(?:是?因为|由于|because |due to )(?=.{2,})/u;
const MOST_PARTS = 12;

/** A part, and what its own words say of its place among the others. */
export interface Part {
  readonly text: string;
  /** It comes on top of what was told before. */
  readonly added: boolean;
  /** It comes behind a joint that says so, such as another thing, and not only with a "too" in it. */
  readonly joined: boolean;
  /** It follows from another part: so nothing can be paid. */
  readonly follows: boolean;
}

/** The parts of at least two characters, in order; at most twelve. Empty where the message has one part only. */
export function splitParts(segments: readonly string[]): readonly Part[] {
  const parts = joinLoneJoints(joinCounted(segments)).flatMap(cutAtCause);
  const telling = parts.filter(({ text }) => text.length > 1);
  return parts.length > 1 ? telling.slice(0, MOST_PARTS) : [];
}

/** Joints that stand before a pause belong to what follows it: and another thing, … */
const LONE_JOINT =
  /^(?:还有(?:就是|一个|个事|件事)?|另外?|而且|再有|对了|哦对了|顺便(?:问下|问一下)?|再就是|再来|同时|其次|次要的|其[一二三]|第[二三](?:个|点)?|(?:and |oh )?(?:also|plus|besides|then|another thing|one more thing|by the way|btw|second(?:ly)?|first(?:ly)?|on top of that|and))$/u;

/** One of several that are counted out, such as 一碎屏的事, 二为什么涨费率的事: where it begins, and what it is called. */
const COUNTED: readonly RegExp[] = ['一|1|其一|首先|第一', '二|2|其二|第二'].map(
  // 1号机, 二楼, 二维码 and 一刷就 count nothing out.
  (number) =>
    new RegExp(
      `^(?:${number})(?:是|呢|个)?(?![号楼层台部张笔单天日周月年点时分次回遍块元毛百千万家间排柜桌位维手直些样会般旦刷插开按扫]|机(?!器|子))(?=\\p{Script=Han}{2,}|[a-z]{3,})`,
      'u',
    ),
);
const MATTER = /的?(?:这)?(?:事|事情|问题)$/u;

/** The first two that are counted out, the second behind a joint; unchanged where nothing is counted. */
function joinCounted(segments: readonly string[]): readonly string[] {
  const [first, second] = COUNTED.map((pattern) => segments.findIndex((segment) => pattern.test(segment)));
  if (first === undefined || second === undefined || first < 0 || second <= first) return segments;
  const bareOf = (at: number): string =>
    (segments[at] ?? '').replace(COUNTED[at === first ? 0 : 1] as RegExp, '').replace(MATTER, '');
  return segments.map((segment, at) => (at === first ? bareOf(at) : at === second ? `还有${bareOf(at)}` : segment));
}

function joinLoneJoints(segments: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let waiting = '';
  for (const segment of segments) {
    if (LONE_JOINT.test(segment)) {
      waiting = /[a-z]/.test(segment) ? 'also ' : '还有';
      continue;
    }
    joined.push(waiting + segment);
    waiting = '';
  }
  return joined;
}

function cutAtCause(segment: string): readonly Part[] {
  const so = SO.exec(segment);
  if (so && so.index > 1) {
    const after = cutAtJoints(segment.slice(so.index + so[0].length));
    return [...cutAtJoints(segment.slice(0, so.index)), ...marked(after)];
  }
  const because = BECAUSE.exec(segment);
  if (because) {
    const before = cutAtJoints(segment.slice(0, because.index));
    return [...marked(before), ...cutAtJoints(segment.slice(because.index + because[0].length))];
  }
  const begins = BEGINS_WITH_SO.exec(segment);
  if (begins) return marked(cutAtJoints(segment.slice(begins[0].length)));
  return cutAtJoints(segment.replace(BEGINS_WITH_BECAUSE, ''));
}

/** What joins on to a consequence is none. */
function marked(parts: readonly Part[]): readonly Part[] {
  return parts.map((part, at) => (at === 0 && !part.joined ? { ...part, follows: true } : part));
}

function cutAtJoints(segment: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = segment;
  let joined = false;
  for (let cuts = 0; cuts < MOST_PARTS; cuts++) {
    const joint = JOINTS.exec(rest);
    if (!joint) break;
    push(parts, rest.slice(0, joint.index), joined);
    joined = ADDING_JOINT.test(joint[0]);
    rest = rest.slice(joint.index + joint[0].length);
  }
  push(parts, rest, joined);
  return parts;
}

function push(parts: Part[], text: string, joined: boolean): void {
  const told = text.trim();
  if (told !== '') parts.push({ text: told, added: joined || ADDING.test(told), joined, follows: false });
}

/** Two neighbouring stretches of a part, either of which may tell a trouble of its own. */
export interface Division {
  readonly left: string;
  readonly right: string;
  /** The words say that there are two: 又没信号又没纸. */
  readonly joined: boolean;
  /** A word such as 又 or 也 stands between them. */
  readonly marked: boolean;
}

/** Where a second trouble may begin without pause or joint: 又没信号又没纸, 连打印都淡了, won't charge and keeps freezing. */
const SOFT_JOINTS =
  /(?<=[了坏掉断裂碎黑住来到去上动开白亮行灵响败通])(?=\p{Script=Han}{1,2}也)|(?<=.)(?:又|还(?!是|没有|在|款|给|能|可以|行)|也|连(?=.{1,6}[都也])|且|而(?!是|已)|兼|一边|既|后来)(?=.{2,})|(?<=.{2})[和跟](?=怎么|如何|想|要|没|不|在哪|什么|[^,]{1,4}(?:不|没|坏|怎么))| (?:and|but|then|while) /gu;
/** Where a second thing is named without any joint. */
const NAMED =
  /(?<=\p{Script=Han}{2})(?=打印|小票|屏幕|触屏|按键|键盘|声音|电池|充电|蓝牙|wifi|网络|信号|签到|密码|扫码|插卡|刷卡|时间|日期|[a-z]{3})/gu;
/** What tells a trouble or a wish, and not only when or where. */
const TELLING =
  /[不没无空掉鼓烫冒松少坏断错丢忘花黑卡碎裂死白淡慢停缺想要换改退哪]|失[败灵]|到期|过期|欠费|超时|怎么|多少|\b(?:no|not|fail\w*|broken|wrong|lost|dead|blank|stuck|frozen|freez\w*|jam\w*|crack\w*|how|where|want|need|out|down|keeps?|slow|missing|expired|black|stolen|won't|can't|don't|doesn't|isn't|\w+n't)\b/u;
/** Of a stretch at least so many characters must stand on either side. */
const LEAST = 2;
const LEAST_LATIN = 6;
const MOST_DIVISIONS = 6;

/** Both halves begin alike. */
const BOTH = /^.{0,8}?(又|一边|既).{2,}(?:又|一边|且).{2,}$/u;

/**
 * The ways to divide a part in two: before and after the words that speak for what it may mean, and at words such as 又. Both
 * stretches tell something; at most six ways.
 */
export function divide(text: string, deciding: readonly string[]): readonly Division[] {
  const cuts = new Set<number>();
  for (const words of deciding) {
    const at = text.indexOf(words);
    if (at < 0) continue;
    cuts.add(at + words.length);
    cuts.add(at);
  }
  const marks = new Set([...text.matchAll(SOFT_JOINTS)].map(({ index }) => index));
  for (const mark of marks) cuts.add(mark);
  for (const { index } of text.matchAll(NAMED)) cuts.add(index);
  const joined = BOTH.test(text);
  return [...cuts]
    .map((cut) => ({ left: bare(text.slice(0, cut)), right: bare(text.slice(cut)), joined, marked: marks.has(cut) }))
    .filter(({ left, right }) => tells(left) && tells(right))
    .slice(0, MOST_DIVISIONS);
}

/** 又没信号 and 也没声音 tell what they tell without the word that joins them to the rest. */
const JOINING = /^(?:又|和|跟|也|还|且|既|兼|而且?|一边|and |but |then |while )+(?=.{2,})/u;

function bare(stretch: string): string {
  return stretch
    .trim()
    .replace(JOINING, '')
    .replace(/(?:又|也|还|既| and)$/u, '')
    .trim();
}

function tells(stretch: string): boolean {
  return stretch.length >= (/\p{Script=Han}/u.test(stretch) ? LEAST : LEAST_LATIN) && tellsTrouble(stretch);
}

/** Whether a stretch of normalised text tells a trouble or a wish, and not only a thing, a time or a place. */
export function tellsTrouble(stretch: string): boolean {
  return TELLING.test(stretch);
}

const FAILS = /\b(?:offline|errors?|hangs?|loose|froze|crash\w*|beeps?|beeping)\b|报错|报(?=[0-9a-z])|掉线|白屏/u;

/** Whether it names a failure that is no trouble of every other text, such as an error. */
export function fails(stretch: string): boolean {
  return FAILS.test(stretch);
}
