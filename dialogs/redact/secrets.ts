/** Finds what only the cardholder may know, by its label: CVV, PIN, passwords, one-time codes, expiry, ID numbers, tracks. */

import { OTHER_LABEL } from './card-number.ts';
import { cardLengths } from './issuers.ts';
import type { SensitiveKind } from './sensitive-kind.ts';
import type { Span } from './span.ts';

const MASK = '***';

/** A secret that follows its label. */
interface LabelledSecret {
  readonly kind: SensitiveKind;
  readonly label: RegExp;
  readonly minDigits: number;
  readonly maxDigits: number;
  /** What may not stand just before the label. */
  readonly notAfter?: RegExp;
}

const LABELLED: readonly LabelledSecret[] = [
  {
    kind: 'cvv',
    label:
      /(?<![a-z])c\s?v\s?[vnc](?:2(?!\d))?(?![a-z])|(?<![a-z])csc(?![a-z])|card verification (?:code|value|number)|security code|安全[码碼]|back of (?:(?:the|his|her|my|their|your) )?card|卡片?的?(?:背面|背后|背後|反面|后面|後面)|(?:三|3)\s?digits? (?:on|at) (?:the )?back|(?:后|後|末|背)[^\d*,。\n]{0,4}?[三3]\s?[位个個](?:[数數]字?|[码碼])?/g,
    minDigits: 3,
    maxDigits: 4,
    notAfter:
      /(?:sn|序列号?|序列號|终端号?|終端號?|商户号?|商戶號?|手机号?|手機號?|电话|電話|小票|订单号?|訂單號?|参考号?|參考號?|凭证号?|憑證號?|机身号?|工单号?|单号|流水号?|tid|mid|不对|不對|打错|打錯|说错|說錯|错了|錯了)[^\d]{0,3}$/,
  },
  {
    kind: 'otp',
    label:
      /[验驗][证證][码碼]|校[验驗][码碼]|短信[码碼]|[简簡][讯訊](?:[验驗][证證])?[码碼]|[动動][态態](?:[码碼]|密[码碼]|口令)|一次性(?:密[码碼]|口令)|(?<![a-z])otp(?![a-z])(?: code)?|verification code|(?:sms|text) code|one[\s-]time (?:code|password|pin|passcode)|auth(?:entication)? code|2fa code|security code/g,
    minDigits: 4,
    maxDigits: 8,
  },
  {
    kind: 'pin',
    label:
      /[密秘][码碼]|口令|(?<![a-z])mi\s?ma(?![a-z])|(?<![a-z\d])(?<!\d\s)mm(?![a-z])|(?<![a-z])pin(?![a-z])(?![\s-]?pad)(?:\s?(?:code|no\.?|number))?|passcode|passw(?:or)?d|(?<![a-z])pwd(?![a-z])/g,
    minDigits: 4,
    maxDigits: 8,
  },
];

/** What an ID number is called, at the end of the text before it. */
export const ID_LABEL =
  /(?:身[份分][证證]|证件号|證件號|(?<![a-z])id (?:card|number|no))(?:[^\d*a-z]|\d{1,2}[位个個]|(?<![a-z])(?:is|number|no|first|digits)(?![a-z])){0,8}$/;
/** Digits of whole ID numbers, the old ones and those of now. */
const WHOLE_ID: readonly number[] = [15, 18];

/** Names of things that a number after them belongs to. */
export const OTHER_NOUN =
  /终端|終端|商户|商戶|序列|(?<![a-z])(?:sn|s\/n|tid|mid|ref|imei|iccid|code|error|amount|serial|terminal|phone|model|merchant|shows?)(?![a-z])|参考|參考|凭证|憑證|批次|流水|订单|訂單|单号|單號|金额|金額|手机|手機|电话|電話|代码|代碼|错误码|錯誤碼|应答|應答|显示|顯示|提示|报错|報錯|型号|型號|卡[号號]|四位|[¥$€£]/;
/** What follows an amount, a count or a time, at the start of the text after the digits. */
export const UNIT =
  /^\s?(?:元|块|塊|圆|圓|笔|筆|次|点|點|分|天|小时|小時|年|月|日|%|[个個张張台位](?!\d)|rmb|usd|hkd|cny|dollars?|yuan|times)/;
/** 六个八: a digit and how often it comes. */
const COUNTED = /^([^\d*]{0,6}?)([4-8四五六七八][个個][\d零一二三四五六七八九])(?!\d)/;
const IN_TROUBLE =
  /忘|错|錯|锁|鎖|不对|不對|不知|输不|輸不|收不到|没收到|重置|找回|修改|改|forg[eo]t|wrong|incorrect|locked|reset|change|invalid/;
/** Whoever asks whether a password is right has typed it. */
const ASKS = /^[\s,]{0,2}(?:[对對](?:吗|嗎|不|么)|是吗|是嗎|(?:is (?:it|that) )?right|correct\?)/;
const NOT_CARD_PIN =
  /(?:wifi|wi-fi|无线|無線|宽带|寬帶|热点|登[录錄陆陸入]|操作[员員]|主管|管理[员員]?|后台|後台|系统|系統|账号|帳號|login|admin|operator|wireless|router)[^\d]{0,4}$/;

/** Every labelled secret, ID number and track in folded text, strongest first. */
export function findSecrets(plain: string): readonly Span[] {
  return [
    ...findTracks(plain),
    ...findIdNumbers(plain),
    ...findWordyPasswords(plain),
    ...LABELLED.flatMap((secret) => findLabelled(plain, secret)),
    ...findExpiry(plain),
    ...findNamedAfterwards(plain),
  ];
}

/** Nothing but that it is now to come: 是, 我发给你, 's is. */
const TO_COME =
  /^(?:[\s:=?,先]|[前头頭]?[三四六3469]位|我?(?:[发發说說给給]|告[诉訴])[给給]?[你您]了?|就?是|[为為係呢]|(?:'s )?(?:is|was)(?![a-z])){0,6}$/;
/** Such words among them. */
const SAYS_IT_COMES = /[:=是为為係你您]|is|was/;
/** Whose it is, before a name that is all that is said. */
const WHOSE =
  /^(?:.{0,4}的|[^\p{L}]|[客人顾顧他她我这這那卡片银銀行短信手机機]|(?:the|my|his|her|their|customer|card|code)(?:'s)? ?){0,4}$/u;

/**
 * Whether a text ends in the name of a secret as though its value were to follow: 那密码是, or the name alone. What somebody
 * has forgotten or typed wrongly does not follow.
 */
export function endsInSecretName(plain: string): boolean {
  return LABELLED.some(({ label, notAfter }) =>
    [...plain.matchAll(label)].some((name) => {
      const [before, after] = [plain.slice(0, name.index), plain.slice(name.index + name[0].length)];
      if (!TO_COME.test(after) || IN_TROUBLE.test(before) || notAfter?.test(before)) return false;
      return SAYS_IT_COMES.test(after) || WHOSE.test(before);
    }),
  );
}

/** What is pasted along with a card number without a label: `12/28 737`, or a PIN at the line's end. */
export function findBesideCard(plain: string, cardEnd: number): readonly Span[] {
  const rest = plain.slice(cardEnd, cardEnd + 32);
  const expiry =
    /^([\s,/|;、:-]{0,4})((?:0[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d\d|(?:0[1-9]|1[0-2])\d\d(?=[\s,/|;]{1,3}\d{3,4}(?!\d)))(?!\d)/.exec(
      rest,
    );
  if (expiry !== null) {
    const start = cardEnd + (expiry[1] ?? '').length;
    const end = cardEnd + expiry[0].length;
    const cvv = /^([\s,/|;]{1,4})\d{3,4}(?!\d)/.exec(rest.slice(expiry[0].length));
    const beside: Span = { start, end, kind: 'expiry', mask: MASK };
    if (cvv === null) return [beside];
    return [beside, { start: end + (cvv[1] ?? '').length, end: end + cvv[0].length, kind: 'cvv', mask: MASK }];
  }
  const bare = /^([\s,/|;、]{1,4})(\d{3}|\d{6})[^\S\n]*(?:\n|$)/.exec(rest);
  if (bare === null) return [];
  const start = cardEnd + (bare[1] ?? '').length;
  const digits = bare[2] ?? '';
  return [{ start, end: start + digits.length, kind: digits.length === 3 ? 'cvv' : 'pin', mask: MASK }];
}

function findTracks(plain: string): readonly Span[] {
  const track =
    /%?b(\d{13,19})\^[^^\n]{2,26}\^\d{4,40}[^\s?]{0,60}\??|;?(?<!\d)(\d{13,19})(?:=\d{4,30}|d\d{7,30}f?)[=\d]{0,80}\??/g;
  return [...plain.matchAll(track)]
    .filter((match) => cardLengths(match[1] ?? match[2] ?? '').length > 0)
    .map((match) => ({ start: match.index, end: match.index + match[0].length, kind: 'track', mask: MASK }));
}

/** Resident ID numbers (GB 11643): 18 places with a birth date; other shapes only after the word for it. */
function findIdNumbers(plain: string): readonly Span[] {
  const resident =
    /(?<![\da-z])[1-8]\d{5}[\s-]?(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[\s-]?\d{3}[\dx](?![\da-z])/g;
  const labelled =
    /(?:身[份分][证證](?:[号號][码碼]?)?|证件号码?|證件號碼?|(?<![a-z])id (?:card|number|no))(?:[^\d*a-z]|\d{1,2}[位个個]|(?<![a-z])(?:is|number|no|first|digits)(?![a-z])){0,8}([a-z]{0,2}\d{6,18}(?:x|\([\da]\))?)(?![\da-z])/g;
  return [
    ...[...plain.matchAll(resident)]
      // An order number may begin with anything and hold a date.
      .filter((match) => !OTHER_LABEL.test(plain.slice(Math.max(0, match.index - 16), match.index)))
      .map((match) => idSpan(match.index, match[0].length)),
    ...[...plain.matchAll(labelled)].map((match) => {
      const number = match[1] ?? '';
      const { length } = number;
      return idSpan(match.index + match[0].length - length, length, maskOfPart(number));
    }),
  ];
}

/** One star for each digit of what is only the beginning of an ID number, so that the rest is known when it comes. */
function maskOfPart(number: string): string {
  const isPart = /^\d+$/.test(number) && !WHOLE_ID.includes(number.length);
  return isPart ? '*'.repeat(number.length) : MASK;
}

function idSpan(start: number, length: number, mask = MASK): Span {
  return { start, end: start + length, kind: 'id-number', mask };
}

function findLabelled(plain: string, secret: LabelledSecret): readonly Span[] {
  const spans: Span[] = [];
  for (const label of plain.matchAll(secret.label)) {
    const before = plain.slice(Math.max(0, label.index - 14), label.index);
    if (secret.notAfter?.test(before)) continue;
    const from = label.index + label[0].length;
    const value = valueAfter(plain.slice(from, from + 48), secret);
    if (value === undefined) continue;
    const troubled = IN_TROUBLE.test(before) || IN_TROUBLE.test(value.gap);
    // After "forgot the password" eight digits are a terminal number, not the password.
    const start = from + value.gap.length;
    const asks =
      /是不是/.test(value.gap) || ASKS.test(plain.slice(start + value.text.length, start + value.text.length + 8));
    if (troubled && !asks && secret.kind === 'pin' && value.text.length === 8) continue;
    spans.push({ start, end: start + value.text.length, kind: kindOf(secret, label[0], before), mask: MASK });
  }
  return spans;
}

function kindOf(secret: LabelledSecret, label: string, before: string): SensitiveKind {
  if (secret.kind !== 'pin') return secret.kind;
  return NOT_CARD_PIN.test(before) || /^(?:passw|pwd|口令)/.test(label) ? 'password' : 'pin';
}

interface FollowingValue {
  readonly gap: string;
  readonly text: string;
}

/** The digits after a label, when they have its length and nothing between names something else. */
function valueAfter(rest: string, secret: LabelledSecret): FollowingValue | undefined {
  const counted = secret.kind === 'pin' ? COUNTED.exec(rest) : null;
  if (counted !== null) return { gap: counted[1] ?? '', text: counted[2] ?? '' };
  const found = /^([^\d*]{0,14}|[a-z\s',]{0,32}(?:is|was)[\s:]{1,2})(\d+)/.exec(rest);
  if (found === null) return undefined;
  const gap = found[1] ?? '';
  // Digits that touch a Latin letter are the end of a name or a serial.
  if (OTHER_NOUN.test(gap) || /[a-z]$/.test(gap)) return undefined;
  const tail = rest.slice(gap.length);
  if (/^1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/.test(tail)) return undefined;
  const text = spacedValue(tail, secret) ?? found[2] ?? '';
  const digits = text.replace(/\D/g, '').length;
  if (digits < secret.minDigits || digits > secret.maxDigits) return undefined;
  return UNIT.test(tail.slice(text.length)) ? undefined : { gap, text };
}

/** Digits with a space or dash after each one, or in two or three equal groups. */
function spacedValue(tail: string, secret: LabelledSecret): string | undefined {
  const single = /^\d(?:[\s,.-]\d){2,7}(?![\s-]?\d)/.exec(tail)?.[0];
  if (single !== undefined || secret.kind === 'cvv') return single;
  return /^(?:\d{3}[\s-]\d{3}|\d{4}[\s-]\d{4}|\d\d[\s-]\d\d[\s-]\d\d)(?![\s-]?\d)/.exec(tail)?.[0];
}

/** A password of letters and digits or signs, such as `密码是 Qwer1234`. */
function findWordyPasswords(plain: string): readonly Span[] {
  const wordy =
    /([密秘][码碼]|口令|(?<![a-z])mi\s?ma(?![a-z])|passcode|passw(?:or)?d|(?<![a-z])pwd)((?:\s|[:=]|是|为|為|is(?=\s)){0,6})([a-z0-9@#$%^&!_.+-]{4,24})(?![a-z0-9*])/g;
  const spans: Span[] = [];
  for (const match of plain.matchAll(wordy)) {
    const connector = match[2] ?? '';
    const token = (match[3] ?? '').replace(/[.!]+$/, '');
    const named = /[:=是为為]|is/.test(connector);
    const before = plain.slice(Math.max(0, match.index - 8), match.index);
    const looksSecret = /\d/.test(token) ? /[^\d]/.test(token) : /[@#$%^&!_+]/.test(token) && /[a-z]/.test(token);
    const looksModel = /^[a-z]{1,4}-?\d{1,4}[a-z]?$/.test(token);
    if (!looksSecret || (!named && (looksModel || IN_TROUBLE.test(before)))) continue;
    const start = match.index + (match[1] ?? '').length + connector.length;
    spans.push({ start, end: start + token.length, kind: 'password', mask: MASK });
  }
  return spans;
}

/** A card's expiry after its label; terms of contracts, licences and machines stay. */
function findExpiry(plain: string): readonly Span[] {
  const labelled =
    /(?:有效(?:日)?期[限至到]?|(?<![a-z])(?:valid(?: thru| through| until| till| to)?|good thru|exp(?:ir[ye]s?|iration)?\.?(?: date)?)(?![a-z]))((?:\s|[:=,()]|是|为|為|至|到|is(?=\s)){0,6})((?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?\d\d|(?:20)?\d\d\s?[/.-]\s?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])\s?\d\d|\d\d(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])月\s?\/?(?:20)?\d\d年?|(?:20)?\d\d年\s?(?:0?[1-9]|1[0-2])月?)(?!\d|[/.-]\d|月?\d)/g;
  const term =
    /合同|租[赁賃]|协议|協議|[证證]书|[证證]書|[执執]照|机[器子具]|機[器子具]|设备|設備|流量|服务|服務|授[权權]|pos|contract|lease|rental|certificate|licen[cs]e|terminal|device|machine|agreement|sim/;
  return [...plain.matchAll(labelled)]
    .filter((match) => !term.test(plain.slice(Math.max(0, match.index - 20), match.index)))
    .map((match) => {
      const length = (match[2] ?? '').length;
      const start = match.index + match[0].length - length;
      return { start, end: start + length, kind: 'expiry', mask: MASK };
    });
}

/** A secret that comes before its name: `737是cvv`, `028391 就是验证码`. */
function findNamedAfterwards(plain: string): readonly Span[] {
  const short =
    /(?<![\d*.])(\d{3,4})\s?(?:就?是|为|為|is|=)?\s?(?:the |卡的?|我的)?(?:cv[vnc]2?(?![a-z])|安全[码碼])(?!\D{0,14}\d{3})/g;
  const long =
    /(?<![\d*.])(\d{4,8})\s?(?:就?是|is(?: the| my)?)\s?(?:卡的?|客人的?|我的|支付|交易)?(密[码碼]|pin(?![a-z])|password|[验驗][证證][码碼]|校[验驗][码碼]|动态码|otp(?![a-z])|verification code)(?!错|錯|不)/g;
  return [
    ...[...plain.matchAll(short)].map((match) => named(match, 'cvv')),
    ...[...plain.matchAll(long)].map((match) => named(match, /密|pin|pass/.test(match[2] ?? '') ? 'pin' : 'otp')),
  ];
}

function named(match: RegExpExecArray, kind: SensitiveKind): Span {
  return { start: match.index, end: match.index + (match[1] ?? '').length, kind, mask: MASK };
}
