/** Finds response codes (ISO 8583 field 39 and the makers' own), and leaves numbers of other kinds alone. */

import { isFree, mention, record, type Scan } from './scan.ts';

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
  '(?![a-z0-9%℃]|[.:/-]\\d| ?(?:年|月|日|号机|点|分|秒|元|块|万|次|台|笔|张|个|格|度|天|小时|人|家|位|条|级|兆|折|岁|楼|纸|多|kb|mb|gb|min|sec|hour|day|time(?!d? ?out)|percent|people|customer|寸|英寸|inch|dollar|buck|yuan|rmb))';
const FILL = '(?:了|个|一个|是|为|代码|叫|[:=#"“‘\'【\\[（(]|is|was|an?(?=\\s)|of|with|\\s)*';

/** Names of a code. Codes of other things (PIN, QR, postal …) are no response codes. */
const STRONG =
  '(?:应答码|应答吗|应答马|英达马|返回码|响应码|回应码|错误码|错误代码|故障码|故障代码|报错码|报错代码|拒绝码|回复码|结果码|状态码|提示码|原因码|异常代码|错误号|错误编号|错误代号|错误类型|代码|编码|报错|错误|(?<!(?:pin|qr|zip|post|area|security|verification|sms|bar|cvv|otp|card) ?)(?<![a-z])(?:resp(?:onse)?(?: code)?|error(?: code)?|err|rsp|decline code|code|rc))';
const WEAK =
  '(?:提醒|代号|数字|显示|提示|报|出现|返回|[弹跳蹦冒吐来出](?:出|来|了)*(?:个|一个)?|打出来(?:个|一个)?|屏幕?上?(?:写着?|是)?|写着?(?:个)?|[喊叫](?=\\s*[a-z]?\\d)|跟(?:着|了)?个|印(?:的|着)(?:是)?|弹窗|(?:机器|终端|屏幕|后台)(?:回|返)(?:了|来)?|响应|(?<![\\p{Script=Han}])码(?:是)?|(?<![a-z])(?:number|meaning of|what(?:.s| is| does)|keeps? (?:showing|saying)|c(?:omes?|ame) (?:up|back)(?: with| as)?|reads|answer(?:s|ed)?|responds?|responded|returned|returns|reply|replied|prints|message|msg|screen|display|throws|refused|decline)|(?<![a-z])(?:shows?|says?|displays?|showing|saying|got|gives?|(?<!(?:customer|guest|client|he|they) )gave|declined)(?: me)?)';

/** What a code comes after only now and then: 老是96, 交易失败 51, bao cuo 91. */
const LOOSE =
  '(?:一[刷插扫]就|又是|(?<!\\d[的块元]?)还是(?=\\s*\\d\\d(?!\\d|的))|[回返](?:了|来)?(?:个)?(?=\\s+\\d\\d(?!\\d))|咩系|解释(?:一?下)?|错(?=\\d\\d)|(?:[就只光]|只有|就是)(?:写|显示|印|说)?(?:了)?个(?:数字)?|说(?:是|的是?)?|异常|故障|老是|总是|一直|(?:^|[,，。 器幕它])说|报的是|原因|失败|拒绝|印着?|应答|回应|(?<![a-z])(?:getting|reason|fail|fails|failed|bao|bao ?ge|tan ?chu|tan ?chu ?lai|bao ?cuo|xian ?shi|ying ?da ?ma|cuo ?wu ?ma|dai ?ma|fan ?hui ?ma)(?![a-z]))';

/** What codes mean, in the words of terminals: they stand before or behind the number. */
const MEANING =
  '(?:卡片?)?(?:余额不足|不予承兑|拒绝|密码错|密码(?![是为:：])|校验错|格式错|终端未登记|未登记|商户|终端|无效|系统(?:异常|故障)|超时|卡?过期|挂失|被盗|受限|(?:持卡人)?不允许|不支持|功能不支持|(?:找不到|无|没有?)原(?:始)?交易|重复(?:交易)?|批次|操作有误|日切|次数|查发卡|发卡[行方]?|没收|超限|超额|限额|作弊|可疑|insufficient|do not hono|not permitted|expired|time(?:d )?out|invalid|declined|refer to)';

const PATTERNS: readonly (readonly [pattern: RegExp, confidence: number])[] = [
  [new RegExp(`${STRONG}${FILL}(${LONGER})${NO_UNIT}`, 'g'), 0.9],
  [new RegExp(`${WEAK}${FILL}(${TWO})${NO_UNIT}`, 'gu'), 0.8],
  [new RegExp(`${LOOSE}${FILL}(${TWO})(?!号(?!错误))${NO_UNIT}`, 'g'), 0.7],
  [
    new RegExp(
      `(?<![a-z0-9.:/-])(${TWO})(?=\\s*(?:是(?:不是|指)?(?:什么|超时|余额|密码|金额|卡|啥|咩)|(?:是)?(?:[啥咩嘛]|什么|哪个|何)(?:子|样)?(?:的)?(?:意思|情况|毛病|问题|原因|错|码|代码|东西|名堂|来的|$)|是[啥咩]|代表|指的?(?:是)?|这个(?:码|代码|数|号)|[点怎]解|(?:怎么|咋)(?:解决|处理|办|整|弄|搞)|again(?![a-z])|is what|怎么回事|咋回事|错误|报错|代码|应答|号?错|(?:on|at) (?:the )?(?:screen|display)|[,:(\\[\\-]? ?${MEANING}|system|mean|error))`,
      'g',
    ),
    0.75,
  ],
  [/(?<![a-z0-9.:/-])([a-z]\d{2,3})(?= ?(?:号|的)?(?:故障|错误|报错|error))/g, 0.75],
  [
    new RegExp(
      `(?:余额不足|不予承兑|密码错误?|校验错|格式错误?|未登记|无效(?:卡号|商户|交易|金额|终端)|系统(?:异常|故障)|超时|过期卡|卡过期|受限|不允许|重复交易|操作有误|超限额?|发卡行|insufficient funds|do not honou?r)[ ,:：(（\\[-]{0,2}([a-z]\\d|\\d{2})${NO_UNIT}`,
      'g',
    ),
    0.7,
  ],
  // No terminal, table or stall is called so; A1 to A9 are.
  [/(?<![a-z0-9-])(a0)(?![a-z0-9-]|纸)/g, 0.6],
  // The letter for the digit.
  [/(?:显示|提示|报|跳|出)\s?(ao)(?![a-z0-9])|(?<![a-z0-9])(ao)(?= ?(?:校验|mac|错))/g, 0.6],
];

const ASKED: readonly (readonly [pattern: RegExp, confidence: number])[] = [
  [new RegExp(`^[^a-z0-9]{0,6}(?:是|写的|写着|it's|its)?\\s*(a [0-7]|${LONGER})[^a-z0-9]{0,4}$`, 'g'), 0.9],
  [new RegExp(`(?<![a-z0-9.:/-])(${TWO})${NO_UNIT}`, 'g'), 0.7],
];
const ALONE = /^\s*(\d{2}|a\d)\s*$/g;

const WHEN_ASKED = [...PATTERNS, ...ASKED];
const UNASKED = [...PATTERNS, [ALONE, 0.4] as const];
/** No code is written without one, or the letter for it. */
const NUMERAL = /[0-9零〇洞一幺二两三四五六七八九十]|ao/;

/** Who wavers between two has read neither. */
const TORN = /\d\d还是(?:是)?\d\d.{0,6}(?:没|不|忘|记)/;

/** Finds codes beside words that announce one; asked for, a bare number is one. */
export function findCodes(on: Scan, normal: string): void {
  if (TORN.test(on.text)) return;
  const patterns = on.asked === 'code' ? WHEN_ASKED : UNASKED;
  for (const [pattern, confidence] of NUMERAL.test(on.text) ? patterns : []) {
    for (const match of on.text.matchAll(pattern)) {
      const written = match[1] ?? match[2] ?? '';
      const start = match.index + match[0].indexOf(written, match[0].length - written.length - 4);
      const value = codeOf(written);
      if (written && value && isFree(on, start, start + written.length)) {
        record(on, 'code', value, start, start + written.length, confidence);
      }
    }
  }
  if (on.found.some(({ kind }) => kind === 'code')) return;
  findSpelledOut(on);
  findInPinyin(on, normal);
  if (on.asked !== 'code') return;
  const said = A_ZERO.exec(on.text);
  if (said) record(on, 'code', 'A0', said.index, said.index + said[0].length, 0.7);
  else findSpoken(on);
}

const HAN = /\p{Script=Han}/u;

/** Wholly in pinyin: the cleaned text tells, but not where. */
function findInPinyin(on: Scan, normal: string): void {
  if (HAN.test(on.text) || !HAN.test(normal)) return;
  for (const [pattern, confidence] of PATTERNS) {
    const written = normal.matchAll(pattern).next().value?.[1];
    const value = written && codeOf(written);
    if (!value) continue;
    mention(on, 'code', value, 0, on.raw.length, Math.min(confidence, 0.7));
    return;
  }
}

const A_ZERO = /(?<![a-z])a[ -]?(?:zero|oh|零)(?![a-z])/;
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
    .replace('十', '')
    .replace(/^ao$/, 'a0');
  const latin = [...tens]
    .map((sign) => NUMERALS[sign] ?? sign)
    .join('')
    .toUpperCase();
  if (!/^[A-Z]{0,2}-?\d{1,4}[A-Z]?$/.test(latin)) return undefined;
  return /^\d$/.test(latin) ? `0${latin}` : latin;
}
