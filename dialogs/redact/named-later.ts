/** Finds a secret that is named a message later: `135790`, and then `上面那个是验证码` or `that's the pin`. */

import { fold } from './fold.ts';
import { type Place, readAnyPlaces, readPieceDigits, writeSigns } from './in-messages.ts';
import type { SensitiveKind } from './sensitive-kind.ts';

/** A message that names what came before it says little else. */
const MOST_CHARACTERS = 48;
const MAY_NAME = /[码碼位]|口令|mima|pin|cv[vnc]|csc|otp|pass|pwd|code/i;
/** What points elsewhere, in any of the ways below. */
const MAY_POINT =
  /[这這那此它上前面边邊述头頭刚剛个個条條串合连連拼就是发發打输輸说說写寫给給数數号號]|th(?:[ai]|ese|ose)|(?<![a-z])it|above|which|last|previous|first|both|together/i;
const NAME =
  '(?:(?<cvv>安全[码碼]|cv[vnc]2?|csc|security code|卡?片?(?:背面|背后|背後|反面|后面|後面)的?那?[三3]位(?:[数數]字?|[码碼])?)|(?<otp>(?:短信|手机|手機|[动動][态態])?(?:[验驗][证證]|校[验驗])[码碼]|[短简簡][信讯訊][码碼]|[动動][态態](?:密?[码碼]|口令)|otp(?: code)?|(?:verification|sms|text|auth(?:entication)?|2fa) code|one[ -]time (?:code|password|pin|passcode))|(?<password>口令|passw(?:or)?d|pwd)|(?<pin>[密秘][码碼]|mima|pin(?: ?(?:code|number|no\\.?))?|passcode))';
/** What points at the message before; no two begin alike where both could go on, so that matching stays linear. */
const POINTS =
  '(?:[这這那此它上前面边邊述头頭个個条條串就我你您他她发發打输輸说說写寫给給的了过過]|刚才?|剛才?|[一两兩二三几幾][个個条條串段组組半]|[合加连連拼]起[来來]|[合连連拼]在|一起|[数數]字|[号號][码碼]|[三四六八3468]位)';
const OWNER =
  '(?:[我你您他她的新旧舊卡人]|客[人户戶]|顾客|顧客|老[板闆婆公]|店里|银行|銀行|pos机?|机[器子]|刷卡|支付|交易|付款|取款|取现|查[询詢]|短信|手机|手機|刚|剛|收到|[发發][来來]|操作[员員]|主管|管理[员員]|登[录錄陆陸]|wi-?fi|无线|無線|热点|信用|储蓄|那个|那個|这个|這個|一?个|个人|[三四六八3468]位)';
const TAIL =
  '(?:[\\s\\p{P}啊呀哦噢喔了吧呢嘛吗嗎哈]|对[吗不]|對[嗎不]|谢谢|謝謝|right|ok|please|thanks|thank you){0,6}';
const THE =
  "(?:(?:the|my|his|her|your|our|their|new|old|a|customer'?s?|client'?s?|card'?s?|cardholder'?s?|bank|wi-?fi|login|sms|operator|admin|one) ){0,4}";
const ONE = '(?:one|number|code|digits|message)';
const WAYS: readonly RegExp[] = [
  `${POINTS}{0,10}[是为為係]${OWNER}{0,5}${NAME}`,
  `${OWNER}{0,5}${NAME}就?[是为為係在]?${POINTS}{1,10}`,
  `(?:(?:ok|so|and|yes|sorry|oh)[, ]{1,2}){0,2}(?:(?:that|this|it)(?:'?s| is| was)|(?:these|those|both|they)(?: two| three| both)? (?:are|were|make)|together (?:that|this|it|they)(?:'?s| is| are| make)|(?:the ${ONE} )?above (?:is|was)|the (?:last|previous|first) ${ONE} (?:is|was)|which (?:is|was)) ${THE}${NAME}`,
  `${THE}${NAME} (?:is|was) (?:the )?(?:${ONE} )?(?:above|that(?: one)?|this(?: one)?)`,
].map((way) => new RegExp(`^\\s{0,4}${way}${TAIL}$`, 'u'));
/** The name says which; in it, the longest. */
const DIGITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  cvv: [3, 4],
  otp: [4, 8],
  pin: [4, 8],
  password: [4, 8],
};
/** A password that is one word: signs or digits among letters. */
const WORDY = /^\s*(?=[\x21-\x7e]*[a-z])(?=[\x21-\x7e]*[\d@#$%^&!_+])[\x21-\x7e]{4,24}\s*$/i;
/** Earlier messages that are looked through for the nearest number, and between two pieces of it. */
const REACH = 3;
/** How many digits most secrets have. */
const USUAL = 6;

/** The earlier messages with the secret masked, and what kind it is. */
export interface NamedLater {
  readonly kind: SensitiveKind;
  readonly previous: readonly string[];
}

function nameIn(text: string): SensitiveKind | undefined {
  if (!MAY_NAME.test(text) || !mayPoint(text)) return undefined;
  const { plain } = fold(text.replaceAll('’', "'"));
  for (const way of WAYS) {
    const { cvv, otp, password, pin } = way.exec(plain)?.groups ?? {};
    if (cvv !== undefined) return 'cvv';
    if (otp !== undefined) return 'otp';
    if (password !== undefined) return 'password';
    if (pin !== undefined) return 'pin';
  }
  return undefined;
}

/** Whether a text may point at something that was said before it. */
export function mayPoint(text: string): boolean {
  return text.length <= MOST_CHARACTERS && MAY_POINT.test(text);
}

/** Digits that may be a secret, or the last piece of one, and the message where they stand. */
interface Told {
  readonly at: number;
  readonly places: readonly Place[];
}

/** The pieces before `last` that may belong to it, the nearest first: messages that are nothing else. */
function piecesBefore(previous: readonly string[], last: Told, most: number): readonly Told[] {
  const told = [last];
  let count = last.places.length;
  for (let at = last.at - 1; at >= 0 && (told.at(-1)?.at ?? 0) - at <= REACH; at -= 1) {
    const text = previous[at] ?? '';
    const places = readPieceDigits(text) === undefined ? undefined : readAnyPlaces(text);
    if (places === undefined && !/[\d*]/.test(text)) continue;
    count += places?.length ?? 0;
    // A single digit is a place in a list, unless the secret is told digit by digit.
    if (places === undefined || count > most || (places.length === 1) !== (last.places.length === 1)) break;
    told.push({ at, places });
  }
  return told;
}

/** How many pieces are the secret: those that have its usual length together, else the fewest that can be one. */
function chooseSize(told: readonly Told[], least: number): number {
  const sums = told.map((_, at) => told.slice(0, at + 1).reduce((sum, { places }) => sum + places.length, 0));
  const usual = sums.indexOf(USUAL);
  const even = told.findIndex(
    ({ places }, at) =>
      at > 0 && sums[at] === least + least && told.every((other) => other.places.length === places.length),
  );
  const found = [usual, even, sums.findIndex((sum) => sum >= least)].find((at) => at >= 0);
  return found === undefined ? 0 : found + 1;
}

/** The messages with the digits masked that end in the one at `at` and may be such a secret. */
function hideDigits(previous: readonly string[], last: Told, kind: SensitiveKind): readonly string[] | undefined {
  const [least, most] = DIGITS[kind] ?? [0, 0];
  if (last.places.length > most || last.places.some(({ sign }) => !/\d/.test(sign))) return undefined;
  const told = piecesBefore(previous, last, most);
  const size = chooseSize(told, least);
  if (size === 0) return undefined;
  const written = [...previous];
  for (const { at, places } of told.slice(0, size)) {
    written[at] = writeSigns(previous[at] ?? '', places, '*'.repeat(places.length));
  }
  return written;
}

function hide(previous: readonly string[], at: number, kind: SensitiveKind): readonly string[] | undefined {
  const text = previous[at] ?? '';
  const places = readAnyPlaces(text);
  if (places !== undefined) return hideDigits(previous, { at, places }, kind);
  return kind !== 'cvv' && kind !== 'otp' && WORDY.test(text) ? previous.with(at, '***') : undefined;
}

/** Masks the secret of the messages before that a message names; `undefined` where it names none. */
export function maskNamedLater(previous: readonly string[], text: string): NamedLater | undefined {
  const kind = nameIn(text);
  if (kind === undefined) return undefined;
  for (let at = previous.length - 1; at >= Math.max(0, previous.length - REACH); at -= 1) {
    const hidden = hide(previous, at, kind);
    if (hidden !== undefined) return { kind, previous: hidden };
    // What is pointed at is the last number, whatever it is, or is masked already.
    if (/[\d*]/.test(previous[at] ?? '')) return undefined;
  }
  return undefined;
}
