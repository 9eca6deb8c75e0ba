/** A thousand secrets as merchants might type them, the same ones on every run. */

import { passesLuhn } from '#knowledge/entities/check-digits.ts';

/** One secret and the messages that carry it. */
export interface SeededSecret {
  readonly kind: 'pan' | 'pan-in-pieces' | 'cvv' | 'pin' | 'otp' | 'id-number' | 'track';
  /** Its digits, in plain ASCII; of a track those of the card number. */
  readonly digits: string;
  readonly messages: readonly string[];
  /** The name of a file that comes with the last message. */
  readonly fileName?: string;
}

type Spell = (digits: string) => string;

const inScript =
  (signs: string): Spell =>
  (digits) =>
    digits.replace(/\d/g, (digit) => [...signs][Number(digit)] ?? digit);
const grouped =
  (joint: string): Spell =>
  (digits) =>
    digits.match(/\d{1,4}/g)?.join(joint) ?? digits;
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Every way of writing digits that the desk promises to see through. */
export const SPELLINGS: Readonly<Record<string, Spell>> = {
  plain: (digits) => digits,
  spaces: grouped(' '),
  'no-break spaces': grouped('\u00a0'),
  dashes: grouped('-'),
  'long dashes': grouped('—'),
  dots: grouped('.'),
  'line ends': grouped('\n'),
  'digit by digit': (digits) => [...digits].join(' '),
  'zero-width': grouped('\u200b'),
  'full width': inScript('０１２３４５６７８９'),
  'Arabic-Indic': inScript('٠١٢٣٤٥٦٧٨٩'),
  'Eastern Arabic': inScript('۰۱۲۳۴۵۶۷۸۹'),
  Devanagari: inScript('०१२३४५६७८९'),
  Chinese: inScript('零一二三四五六七八九'),
  'Chinese with 〇': inScript('〇一二三四五六七八九'),
  dictated: inScript('洞幺二三四五六拐八勾'),
  financial: inScript('零壹贰叁肆伍陆柒捌玖'),
  circled: inScript('⓪①②③④⑤⑥⑦⑧⑨'),
  English: (digits) => [...digits].map((digit) => WORDS[Number(digit)]).join(' '),
};

const PREFIXES: readonly (readonly [prefix: string, length: number])[] = [
  ['621626', 19],
  ['622202', 19],
  ['625965', 16],
  ['4', 16],
  ['51', 16],
  ['37', 15],
  ['3530', 16],
  ['6011', 16],
];
const CARRIERS: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['卡号', ''],
  ['客人这张卡 ', ' 刷不了'],
  ['my card number is ', ' why declined'],
];

/** Numbers that only depend on where they start. */
function createRandom(): (below: number) => number {
  let state = 20_261_122;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof createRandom>;

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;
const digitRun = (random: Random, length: number): string => Array.from({ length }, () => random(10)).join('');

function cardNumber(random: Random): string {
  const [prefix, length] = pick(random, PREFIXES);
  const body = (prefix + digitRun(random, length)).slice(0, length - 1);
  return body + [...'0123456789'].find((digit) => passesLuhn(body + digit));
}

function idNumber(random: Random): string {
  const body = `110101${1950 + random(50)}0${1 + random(9)}${10 + random(18)}${digitRun(random, 3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((so, weight, at) => so + weight * Number(body[at]), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

const SHORT: Readonly<Record<'cvv' | 'pin' | 'otp', readonly [length: number, carriers: readonly string[]]>> = {
  cvv: [3, ['CVV {}', '安全码是{}', '卡背面三位 CVV2:{}', 'security code {}']],
  pin: [6, ['密码是{}', '客人密码 {}', 'PIN {}', '卡密码:{}']],
  otp: [6, ['验证码{}', '收到的验证码是 {}', 'otp {}', 'verification code: {}']],
};

function shortSecret(random: Random, kind: keyof typeof SHORT): SeededSecret {
  const [length, carriers] = SHORT[kind];
  const digits = digitRun(random, length);
  const spell = pick(random, [SPELLINGS.plain, SPELLINGS['full width'], SPELLINGS['Arabic-Indic']]);
  return { kind, digits, messages: [pick(random, carriers).replace('{}', spell?.(digits) ?? digits)] };
}

function wholeCard(random: Random, spell: Spell): SeededSecret {
  const digits = cardNumber(random);
  const [before, after] = pick(random, CARRIERS);
  if (random(12) > 0) return { kind: 'pan', digits, messages: [`${before}${spell(digits)}${after}`] };
  return { kind: 'pan', digits, messages: ['断网了'], fileName: `IMG ${spell(digits)}.jpg` };
}

function cardInPieces(random: Random, spell: Spell): SeededSecret {
  const digits = cardNumber(random);
  const size = Math.ceil(digits.length / (2 + random(3)));
  const pieces = digits.match(new RegExp(`\\d{1,${size}}`, 'g')) ?? [];
  return { kind: 'pan-in-pieces', digits, messages: pieces.map(spell) };
}

function one(random: Random, at: number): SeededSecret {
  const names = Object.keys(SPELLINGS);
  const spell = SPELLINGS[names[at % names.length] ?? 'plain'] ?? String;
  const share = at % 20;
  if (share < 12) return wholeCard(random, spell);
  if (share < 14) return cardInPieces(random, spell);
  if (share < 17) return shortSecret(random, (['cvv', 'pin', 'otp'] as const)[share - 14] ?? 'cvv');
  if (share < 19) {
    const digits = idNumber(random);
    return { kind: 'id-number', digits, messages: [`身份证${digits}`] };
  }
  const digits = cardNumber(random);
  return { kind: 'track', digits, messages: [`;${digits}=2812101${digitRun(random, 8)}?`] };
}

/** `count` secrets of every kind in every spelling. */
export function seedSecrets(count: number): readonly SeededSecret[] {
  const random = createRandom();
  return Array.from({ length: count }, (_, at) => one(random, at));
}
