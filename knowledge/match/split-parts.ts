/** Cuts a message into the parts that may each tell a trouble of its own. */

/** What joins a second trouble to a first without a pause between them. */
const JOINTS =
  /(?:另外(?:还有)?(?:一个|一件|个|件)?(?:问题|事情?|情况)?(?:还?是|就是)?|再[来者](?:就是|是)|对了(?=.{4,})|话说|而且|并且|还有(?!多|几|半|一个?[天月年周]|[两三四五六七八九十0-9]|不到|点)|同时|外加|再加上|加上|顺便|顺带|再就是|以及|其次|然后(?:就)?(?:现在)?|完了(?=[又还就.]?.{3,})|同埋|仲有|(?<=.{3})(?:再一个|再有|再者)(?:就是)?|(?:还有)?(?:另一个|另一|第?[一二三两]个?)(?:个?问题)?(?:是|就是)|第[一二三](?:个|点)?|一个是|一来|二来|除了|之外|不光(?:是)?|不但|不仅)(?=.{2,})| (?:and(?: also| then| by the way| another thing| one more thing)?|also|plus|then|as well as|on top of that|separately|besides|another (?:thing|problem|issue)(?: is)?|second(?:ly)?|the other(?: one)? is|by the way|btw|oh and) (?=[a-z0-9' ]{6,})|^(?:and(?: also)?|also|plus|oh and|by the way|btw|(?:and )?(?:another|one more|the other|second) (?:thing|problem|issue|question)(?: is)?|first(?:ly)?|one is|not only(?: is| are)?|besides|on top of that|separately|second(?:ly)?|two (?:problems|things|issues)) /u;
/** Words that add a trouble to what was told before. */
const ADDING =
  /^(?:而且|并且|另外|同时|外加|顺便|顺带|再就是|以及|再一个|再有|其次|连)|^.{0,4}(?<!半天|怎么|什么|多久|几次|好久|几遍|再)也|^.{0,3}还(?!是|没|不|能|在|款|给)|^(?:also|plus|second(?:ly)?|besides|separately|on top of that)\b|\b(?:also|too|as well|either)\b/u;
/** Joints that say in so many words that something comes on top. */
const ADDING_JOINT =
  /而且|并且|还有|另|同时|加|顺|再|以及|其次|同埋|仲有|二|三|两|除了|之外|不光|不但|不仅|also|plus|well as|top of|separately|besides|another|second|other|only/u;
const MOST_PARTS = 12;

/** A part, and whether its words say that it comes on top of what was told before. */
export interface Part {
  readonly text: string;
  readonly added: boolean;
}

/** The parts of at least two characters, in order; at most twelve. Empty where the message has one part only. */
export function splitParts(segments: readonly string[]): readonly Part[] {
  const parts = joinLoneJoints(segments).flatMap(cutAtJoints);
  const telling = parts.filter(({ text }) => text.length > 1);
  return parts.length > 1 ? telling.slice(0, MOST_PARTS) : [];
}

/** Joints that stand before a pause belong to what follows it: and another thing, … */
const LONE_JOINT =
  /^(?:还有(?:就是|一个|个事|件事)?|另外|而且|再有|对了|哦对了|顺便(?:问下|问一下)?|再就是|再来|同时|其次|第[二三](?:个|点)?|(?:and |oh )?(?:also|plus|besides|then|another thing|one more thing|by the way|btw|second(?:ly)?|first(?:ly)?|on top of that|and))$/u;

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

function cutAtJoints(segment: string): readonly Part[] {
  const parts: Part[] = [];
  let rest = segment;
  let added = false;
  for (let cuts = 0; cuts < MOST_PARTS; cuts++) {
    const joint = JOINTS.exec(rest);
    if (!joint) break;
    push(parts, rest.slice(0, joint.index), added);
    added = ADDING_JOINT.test(joint[0]);
    rest = rest.slice(joint.index + joint[0].length);
  }
  push(parts, rest, added);
  return parts;
}

function push(parts: Part[], text: string, added: boolean): void {
  const told = text.trim();
  if (told !== '') parts.push({ text: told, added: added || ADDING.test(told) });
}

/** Two neighbouring stretches of a part, either of which may tell a trouble of its own. */
export type Division = readonly [left: string, right: string];

/** Where a second trouble may begin without pause or joint: 又没信号又没纸, 连打印都淡了, won't charge and keeps freezing. */
const SOFT_JOINTS =
  /(?<=.)(?:又|还(?!是|没有|在|款|给|能|可以|行)|也|连(?=.{1,6}[都也])|且|而(?!是|已)|兼|一边|既|后来)(?=.{2,})|(?<=\p{Script=Han}{2})(?=打印|小票|屏幕|触屏|按键|键盘|声音|电池|充电|蓝牙|wifi|网络|信号|签到|密码|扫码|插卡|刷卡|时间|日期|[a-z]{3})| (?:and|but|then|while) /gu;
/** What tells a trouble or a wish, and not only when or where. */
const TELLING =
  /[不没无坏断错丢忘花黑卡碎裂死白淡慢停缺想要换改退哪]|失[败灵]|到期|过期|欠费|超时|怎么|多少|\b(?:no|not|fail\w*|broken|wrong|lost|dead|blank|stuck|frozen|freez\w*|jam\w*|crack\w*|how|where|want|need|out|down|keeps?|slow|missing|expired|black|stolen|won't|can't|don't|doesn't|isn't|\w+n't)\b/u;
/** Of a stretch at least so many characters must stand on either side. */
const LEAST = 2;
const LEAST_LATIN = 6;
const MOST_DIVISIONS = 6;

/**
 * The ways to divide a part in two: before and after the words that speak for what it may mean, and at words such as 又. Both
 * stretches tell something; at most four ways.
 */
export function divide(text: string, deciding: readonly string[]): readonly Division[] {
  const cuts = new Set<number>();
  for (const words of deciding) {
    const at = text.indexOf(words);
    if (at < 0) continue;
    cuts.add(at + words.length);
    cuts.add(at);
  }
  for (const joint of text.matchAll(SOFT_JOINTS)) cuts.add(joint.index);
  return [...cuts]
    .map((cut): Division => [text.slice(0, cut).trim(), text.slice(cut).trim()])
    .filter((division) => division.every(tells))
    .slice(0, MOST_DIVISIONS);
}

function tells(stretch: string): boolean {
  return stretch.length >= (/\p{Script=Han}/u.test(stretch) ? LEAST : LEAST_LATIN) && TELLING.test(stretch);
}
