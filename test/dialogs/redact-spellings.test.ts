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

/** Card numbers with a valid check digit, whose middle does not happen to stand in the ten digits that are left of them. */
const cardNumbers = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }))
  .map(([[prefix, length], digits]) => withCheckDigit((prefix + digits.join('')).slice(0, length - 1)))
  .filter((digits) => !(digits.slice(0, 6) + digits.slice(-4)).includes(digits.slice(6, -4)));

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

describe('a card number', () => {
  it.each(Object.keys(SPELLINGS))('is hidden when it is written %s', (name) => {
    fc.assert(
      fc.property(cardNumbers, fc.constantFrom(...CARRIERS), (digits, [before, after]) => {
        const { text, found } = redact(`${before}${spell(name, digits)}${after}`);
        expect(found).toContain('pan');
        expect(digitsOf(text)).not.toContain(digits);
        expect(digitsOf(text)).not.toContain(digits.slice(6, -4));
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
        expect(digitsOf(stored.join(' '))).not.toContain(digits);
        expect(digitsOf(stored.join(' '))).not.toContain(digits.slice(6, -4));
      }),
      { numRuns: 400 },
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
