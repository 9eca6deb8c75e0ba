import { describe, expect, it } from 'vitest';
import { fold } from '#dialogs/redact/fold.ts';
import { redact, redactAcross } from '#dialogs/redact.ts';
import { passesLuhn } from '#knowledge/entities/check-digits.ts';
import { fc } from '#test/fixtures/properties.ts';

/** Issuer prefixes with the length of their cards. */
const PREFIXES: readonly (readonly [prefix: string, length: number])[] = [
  ['621626', 19],
  ['622202', 19],
  ['625965', 16],
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['37', 15],
  ['3530', 16],
  ['6011', 16],
];

/** Card numbers with a valid check digit. */
const cardNumbers = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }))
  .map(([[prefix, length], digits]) => withCheckDigit((prefix + digits.join('')).slice(0, length - 1)));

function withCheckDigit(body: string): string {
  const last = [...'0123456789'].find((digit) => passesLuhn(body + digit));
  return body + last;
}

const inScript = (signs: string) => (digits: string) =>
  digits.replace(/\d/g, (digit) => [...signs][Number(digit)] ?? digit);
const grouped = (joint: string) => (digits: string) => digits.match(/\d{1,4}/g)?.join(joint) ?? digits;
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const inWords = (words: readonly string[]) => (digits: string) =>
  [...digits].map((digit) => words[Number(digit)]).join(' ');

/** Every way of writing digits that the desk promises to see through. */
const SPELLINGS: Readonly<Record<string, (digits: string) => string>> = {
  plain: (digits) => digits,
  'with spaces': grouped(' '),
  'with two spaces': grouped('  '),
  'with dashes': grouped('-'),
  'with long dashes': grouped('—'),
  'with dots': grouped('.'),
  'with line ends': grouped('\n'),
  'digit by digit': (digits) => [...digits].join(' '),
  'full width': inScript('０１２３４５６７８９'),
  'full width with spaces': (digits) => inScript('０１２３４５６７８９')(grouped('　')(digits)),
  'Arabic-Indic': inScript('٠١٢٣٤٥٦٧٨٩'),
  'Eastern Arabic': inScript('۰۱۲۳۴۵۶۷۸۹'),
  Devanagari: inScript('०१२३४५६७८९'),
  'Chinese numerals': inScript('零一二三四五六七八九'),
  'Chinese numerals with 〇': inScript('〇一二三四五六七八九'),
  'Chinese numerals as dictated': inScript('洞幺二三四五六拐八勾'),
  'financial numerals': inScript('零壹贰叁肆伍陆柒捌玖'),
  'Chinese numerals in groups': (digits) => inScript('零一二三四五六七八九')(grouped(' ')(digits)),
  circled: inScript('⓪①②③④⑤⑥⑦⑧⑨'),
  'with invisible signs': grouped('\u200b'),
  'English words': inWords(WORDS),
  'English words as dictated': inWords(['oh', ...WORDS.slice(1)]),
  pinyin: inWords('ling yi er san si wu liu qi ba jiu'.split(' ')),
  'pinyin written together': (digits) =>
    [...digits].map((digit) => 'ling yi er san si wu liu qi ba jiu'.split(' ')[Number(digit)]).join(''),
  'pinyin as dictated': inWords('dong yao liang san si wu liu guai ba gou'.split(' ')),
};
const spellings = fc.constantFrom(...Object.keys(SPELLINGS));
const spell = (name: string, digits: string): string => SPELLINGS[name]?.(digits) ?? digits;

const CARRIERS: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['卡号', ''],
  ['卡号是 ', ' 帮我看看'],
  ['客人这张卡 ', ' 刷不了'],
  ['my card number is ', ' why declined'],
  ['', ',密码忘了'],
];

/** What anybody could put together again: the digits of a text in their order. */
const digitsOf = (text: string): string => fold(text).plain.replace(/\D/g, '');
/** All that a masked number shows: the issuer, and the end by which its holder knows it. */
const shownOf = (digits: string): string => digits.slice(0, 6) + digits.slice(-4);

describe('a card number', () => {
  it.each(Object.keys(SPELLINGS))('is hidden when it is written %s', (name) => {
    fc.assert(
      fc.property(cardNumbers, fc.constantFrom(...CARRIERS), (digits, [before, after]) => {
        const { text, found } = redact(`${before}${spell(name, digits)}${after}`);
        expect(found).toContain('pan');
        expect(digitsOf(text)).toBe(shownOf(digits));
      }),
      { numRuns: 60 },
    );
  });

  it('is hidden when it comes in up to four messages, in any spelling', () => {
    fc.assert(
      fc.property(cardNumbers, spellings, fc.integer({ min: 2, max: 4 }), (digits, name, count) => {
        const size = Math.ceil(digits.length / count);
        const pieces = digits.match(new RegExp(`\\d{1,${size}}`, 'g')) ?? [];
        let stored: readonly string[] = [];
        const found: string[] = [];
        for (const piece of pieces) {
          const next = redactAcross(stored.slice(-3), spell(name, piece));
          stored = [...stored.slice(0, -3), ...next.previous, next.text];
          found.push(...next.found);
        }
        expect(found).toContain('pan');
        expect(digitsOf(stored.join(' '))).toBe(shownOf(digits));
      }),
      { numRuns: 400 },
    );
  });
});

/** Cards of nineteen digits whose first sixteen are none by themselves: those are masked before the rest is told. */
const tellable = cardNumbers.filter((digits) => digits.length < 19 || !passesLuhn(digits.slice(0, 16)));
const told = fc.record({
  digits: tellable,
  sizes: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 10, maxLength: 10 }),
  spelling: fc.constantFrom('plain', 'full width', 'Chinese numerals', 'circled', 'English words', 'Arabic-Indic'),
  before: fc.array(fc.constantFrom('', '', '然后', '再后面 ', 'and then ', '嗯，', '下一段：'), {
    minLength: 10,
    maxLength: 10,
  }),
  between: fc.array(fc.constantFrom('', '', '', '稍等', 'one moment please', '等10分钟再说', '断网了'), {
    minLength: 10,
    maxLength: 10,
  }),
});

/** Pieces of those sizes; the last one is what is left, and never a single digit, which alone is an everyday word. */
function cutUp(digits: string, sizes: readonly number[]): readonly string[] {
  const [size = 4, ...others] = sizes;
  return digits.length <= size + 1 ? [digits] : [digits.slice(0, size), ...cutUp(digits.slice(size), others)];
}

describe('a card number that is told two to four digits at a time', () => {
  it('is hidden but for what a mask shows, in any words and with other messages in between', () => {
    fc.assert(
      fc.property(told, ({ digits, sizes, spelling, before, between }) => {
        let stored: readonly string[] = [];
        const found: string[] = [];
        for (const [at, piece] of cutUp(digits, sizes).entries()) {
          for (const text of [between[at] ?? '', `${before[at]}${spell(spelling, piece)}`].filter(Boolean)) {
            const next = redactAcross(stored, text);
            stored = [...next.previous, next.text];
            found.push(...next.found);
          }
        }
        expect(found).toEqual(['pan']);
        expect(digitsOf(stored.filter((text) => !text.includes('分钟')).join(' '))).toBe(shownOf(digits));
      }),
      { numRuns: 600 },
    );
  });
});

const digitRuns = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

/** Numbers that the desk needs whole, as merchants send them. */
const KEPT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'a serial of ten digits': digitRuns(8).map((rest) => `08${rest}`),
  'a serial of letters and digits': digitRuns(9).map((rest) => `3N2${rest}`),
  'a serial by its name': digitRuns(10).map((digits) => `SN: ${digits}`),
  'a serial in groups': digitRuns(8).map((rest) => `序列号 08${rest.slice(0, 2)} ${rest.slice(2, 6)} ${rest.slice(6)}`),
  'a serial of thirteen digits by its name': digitRuns(13).map((digits) => `序列号${digits}`),
  'a terminal number': digitRuns(7).map((rest) => `终端号3${rest}`),
  'a merchant number': digitRuns(12).map((rest) => `898${rest}`),
  'a merchant number by its name': digitRuns(12).map((rest) => `商户号 898${rest}`),
  'a SIM number': digitRuns(15).map((rest) => `8986${rest.slice(0, 15)}`),
  'a SIM number in groups': digitRuns(16).map((rest) => `8986 ${rest.match(/\d{4}/g)?.join(' ')}`),
  'a SIM number by its name': digitRuns(16).map((rest) => `ICCID 8986${rest}`),
  'an IMEI': digitRuns(12).map((rest) => withCheckDigit(`86${rest}`)),
  'an IMEI by its name': digitRuns(12).map((rest) => `IMEI:${withCheckDigit(`35${rest}`)}`),
  'an order number of a payment app': digitRuns(24).map((rest) => `4200${rest}`),
  'an order number by its name': digitRuns(14).map((rest) => `订单号 2026${rest}`),
  'a reference number': digitRuns(12).map((digits) => `参考号${digits}`),
  'a telephone number': digitRuns(9).map((rest) => `电话13${rest}`),
  'a serial and a telephone number': digitRuns(17).map((d) => `序列号08${d.slice(0, 8)} 手机13${d.slice(8)}`),
  'a terminal and a merchant number': digitRuns(19).map((d) => `终端号3${d.slice(0, 7)} 商户号898${d.slice(7)}`),
};

describe('what the desk needs', () => {
  it.each(Object.keys(KEPT))('stays: %s', (name) => {
    fc.assert(
      fc.property(KEPT[name] as fc.Arbitrary<string>, (text) => {
        expect(redact(text)).toEqual({ text, found: [] });
      }),
      { numRuns: 300 },
    );
  });
});
