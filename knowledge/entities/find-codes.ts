/** Finds response codes (ISO 8583 field 39 and the makers' own), and leaves numbers of other kinds alone. */

import { isFree, record, type Scan } from './scan.ts';

const NUMERALS: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  洞: '0',
  一: '1',
  幺: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};
const HAN_CODE =
  '[零〇洞一幺二两三四五六七八九][十]?[零〇洞一幺二两三四五六七八九]|[二三四五六七八九]十|a ?[零〇洞一幺二三四五六七八九]';
const TWO = `[a-z]\\d|\\d{2}|${HAN_CODE}`;
const LONGER = `\\d \\d(?!\\d)|[a-z]{0,2}-?\\d{1,4}[a-z]?|${HAN_CODE}`;
/** What follows a number that counts something, or belongs to a longer one. */
const NO_UNIT =
  '(?![a-z0-9%℃]|[.:/-]\\d| ?(?:年|月|日|号机|点|分|秒|元|块|万|次|台|笔|张|个|格|度|天|小时|人|家|位|条|级|兆|折|岁|楼|纸|多|kb|mb|gb|min|sec|hour|day|time|percent))';
const FILL = '\\s*(?:了|个|一个|是|为|代码|叫|[:=#"“‘\'【\\[（(]|is|was|an?(?=\\s)|of|with|\\s)*\\s*';

/** Names of a code. Codes of other things (PIN, QR, postal …) are no response codes. */
const STRONG =
  '(?:应答码|应答吗|应答马|英达马|返回码|响应码|回应码|错误码|错误代码|故障码|故障代码|报错码|报错代码|拒绝码|代码|编码|报错|错误|(?<!(?:pin|qr|zip|post|area|security|verification|sms|bar|cvv|otp|card) ?)(?<![a-z])(?:resp(?:onse)?(?: code)?|error(?: code)?|err|decline code|code|rc))';
const WEAK =
  '(?:显示|提示|报|出现|返回|[弹跳蹦冒吐来出](?:出|来|了)*(?:个|一个)?|打出来(?:个|一个)?|屏幕上?(?:写着?|是)?|写着?(?:个)?|(?<![a-z])(?:number|what(?:.s| is| does)|keeps? (?:showing|saying)|comes? up(?: with)?|reads)|(?<![a-z])(?:shows?|says?|displays?|showing|saying|got|gives?|declined)(?: me)?)';

/** What a code comes after only now and then: 老是96, 交易失败 51, bao cuo 91. */
const LOOSE =
  '(?:一[刷插扫]就|老是|总是|一直|(?:^|[,，。 器幕它])说|报的是|原因|失败|拒绝|印着?|应答|回应|(?<![a-z])(?:getting|reason|failed|bao ?cuo|xian ?shi|ying ?da ?ma|cuo ?wu ?ma|dai ?ma|fan ?hui ?ma)(?![a-z]))';

const PATTERNS: readonly (readonly [pattern: RegExp, confidence: number])[] = [
  [new RegExp(`${STRONG}${FILL}(${LONGER})${NO_UNIT}`, 'g'), 0.9],
  [new RegExp(`${WEAK}${FILL}(${TWO})${NO_UNIT}`, 'g'), 0.8],
  [new RegExp(`${LOOSE}${FILL}([a-z]\\d|\\d{2})(?!号(?!错误))${NO_UNIT}`, 'g'), 0.7],
  [
    new RegExp(
      `(?<![a-z0-9.:/-])(${TWO})(?=\\s*(?:是(?:不是|指)?(?:什么|超时|余额|密码|金额|卡|啥)|什么意思|是啥|啥意思|(?:怎么|咋)(?:解决|处理)|怎么回事|咋回事|拒绝|错误|报错|代码|应答|号?错|密码错|校验错|余额不足|终端未登记|未登记|商户|终端|无效|系统(?:异常|故障)|超时|不予承兑|过期的?卡|挂失|密码(?![是为:：])|不允许|拒绝|受限|过期卡|次数|查发卡|发卡行?|没收|超限|insufficient|do not hono|not permitted|expired|timeout|invalid|declined|system|mean|error))`,
      'g',
    ),
    0.75,
  ],
  [/(?<![a-z0-9.:/-])([a-z]\d{2,3})(?= ?(?:号|的)?(?:故障|错误|报错|error))/g, 0.75],
  [/(?<![a-z0-9-])(a0)(?![a-z0-9-]|纸)/g, 0.6],
];

const ASKED: readonly (readonly [pattern: RegExp, confidence: number])[] = [
  [new RegExp(`^[^a-z0-9]{0,6}(?:是|写的|写着|it's|its)?\\s*(${LONGER})[^a-z0-9]{0,4}$`, 'g'), 0.9],
  [new RegExp(`(?<![a-z0-9.:/-])(${TWO})${NO_UNIT}`, 'g'), 0.7],
];
const ALONE = /^\s*(\d{2}|a\d)\s*$/g;

const WHEN_ASKED = [...PATTERNS, ...ASKED];
const UNASKED = [...PATTERNS, [ALONE, 0.4] as const];
/** No code is written without one. */
const NUMERAL = /[0-9零〇洞一幺二两三四五六七八九十]/;

/** Finds codes beside words that announce one; asked for, a bare number is one. */
export function findCodes(on: Scan): void {
  const patterns = on.asked === 'code' ? WHEN_ASKED : UNASKED;
  for (const [pattern, confidence] of NUMERAL.test(on.text) ? patterns : []) {
    for (const match of on.text.matchAll(pattern)) {
      const written = match[1] ?? '';
      const start = match.index + match[0].indexOf(written, match[0].length - written.length - 4);
      const value = codeOf(written);
      if (written && value && isFree(on, start, start + written.length)) {
        record(on, 'code', value, start, start + written.length, confidence);
      }
    }
  }
  if (on.found.some(({ kind }) => kind === 'code')) return;
  findSpelledOut(on);
  if (on.asked === 'code') findSpoken(on);
}

const UNITS = 'zero one two three four five six seven eight nine'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const UNIT_WORD = `(?:${UNITS.join('|')}|oh)`;
const SPELLED_OUT = new RegExp(
  `(?<![a-z])(?:code|error|response|number)(?: code)?(?: is| was|:)? ((?:${TENS.join('|')})(?:[ -]${UNIT_WORD})?|${UNIT_WORD}(?:[ -]${UNIT_WORD})?)(?![a-z])`,
  'g',
);

/** Spelled out in English: code five one, error fifty-one. */
function findSpelledOut(on: Scan): void {
  for (const match of on.text.matchAll(SPELLED_OUT)) {
    const words = (match[1] ?? '').replace('oh', 'zero').split(/[ -]/);
    const tens = TENS.indexOf(words[0] ?? '') + 2;
    const units = words.slice(tens > 1 ? 1 : 0).map((word) => String(UNITS.indexOf(word)));
    const value = tens > 1 ? `${tens}${units[0] ?? '0'}` : units.join('').padStart(2, '0');
    const start = match.index + match[0].length - (match[1] ?? '').length;
    if (isFree(on, start, match.index + match[0].length))
      record(on, 'code', value, start, match.index + match[0].length, 0.8);
  }
}

const SPOKEN = new Map('ling yi er san si wu liu qi ba jiu'.split(' ').map((syllable, digit) => [syllable, digit]));

/** Typed in pinyin: jiu shi liu, jiu liu. */
function findSpoken(on: Scan): void {
  const syllables = on.text.trim().split(/\s+/);
  const digits = (syllables.length === 3 && syllables[1] === 'shi' ? [syllables[0], syllables[2]] : syllables).map(
    (syllable) => SPOKEN.get(syllable === 'yao' ? 'yi' : (syllable ?? '')),
  );
  const value = digits.length === 2 && digits.every((digit) => digit !== undefined) ? digits.join('') : undefined;
  if (value) record(on, 'code', value, 0, on.raw.length, 0.6);
}

/** `九十七` and `九七` are 97, `五十` is 50, `a零` is A0; one digit gets its leading zero. */
function codeOf(written: string): string | undefined {
  const tens = written
    .replace(/^-| /g, '')
    .replace(/^(.)十$/, '$1零')
    .replace('十', '');
  const latin = [...tens]
    .map((sign) => NUMERALS[sign] ?? sign)
    .join('')
    .toUpperCase();
  if (!/^[A-Z]{0,2}-?\d{1,4}[A-Z]?$/.test(latin)) return undefined;
  return /^\d$/.test(latin) ? `0${latin}` : latin;
}
