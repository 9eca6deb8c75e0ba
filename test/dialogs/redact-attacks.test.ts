import { describe, expect, it } from 'vitest';
import { fold, mayHideDigits } from '#dialogs/redact/fold.ts';
import { redact, redactAcross } from '#dialogs/redact.ts';
import { passesLuhn } from '#knowledge/entities/check-digits.ts';
import { fc } from '#test/fixtures/properties.ts';

const withCheckDigit = (body: string): string => body + [...'0123456789'].find((digit) => passesLuhn(body + digit));
const digitRuns = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

/** Card numbers of sixteen and nineteen digits with a valid check digit. */
const cards = fc.oneof(
  digitRuns(12).map((rest) => withCheckDigit(`622${rest}`)),
  digitRuns(14).map((rest) => withCheckDigit(`4${rest}`)),
  digitRuns(12).map((rest) => withCheckDigit(`621626${rest}`)),
);

const SCRIPTS = [
  '0123456789',
  '０１２３４５６７８９',
  '٠١٢٣٤٥٦٧٨٩',
  '۰۱۲۳۴۵۶۷۸۹',
  '零一二三四五六七八九',
  '〇壹贰叁肆伍陆柒捌玖',
];
const write = (digits: string, script: number): string =>
  digits.replace(/\d/g, (digit) => [...(SCRIPTS[script] ?? '')][Number(digit)] ?? digit);

/** What anybody could put together again: the digits of all that is stored, in their order. */
const digitsOf = (texts: readonly string[]): string => fold(texts.join(' ')).plain.replace(/\D/g, '');

/** What the inbox does with messages of one person, one after the other. */
function store(messages: readonly string[]): { readonly stored: readonly string[]; readonly found: readonly string[] } {
  let stored: readonly string[] = [];
  const found: string[] = [];
  for (const message of messages) {
    const next = redactAcross(stored.slice(-3), message);
    stored = [...stored.slice(0, -3), ...next.previous, next.text];
    found.push(...next.found);
  }
  return { stored, found };
}

describe('a card number in up to four messages', () => {
  it('is hidden when it is cut anywhere and every message is written in another script', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 2, max: 13 }), { minLength: 1, maxLength: 3 });
    const scripts = fc.array(fc.integer({ min: 0, max: SCRIPTS.length - 1 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(cards, cuts, scripts, (digits, places, chosen) => {
        const edges = [0, ...[...places].sort((a, b) => a - b), digits.length];
        const pieces = edges.slice(1).map((edge, at) => write(digits.slice(edges[at], edge), chosen[at] ?? 0));
        const { stored, found } = store(pieces);
        expect(found).toContain('pan');
        expect(digitsOf(stored)).not.toContain(digits.slice(6, -4));
      }),
      { numRuns: 400 },
    );
  });

  it('is hidden when a piece of it looks like a telephone number', () => {
    const split = digitRuns(4).map((rest) => ['62162600', `1300000${rest}`] as const);
    const valid = split.filter(([head, tail]) => passesLuhn(head + tail));
    fc.assert(
      fc.property(valid, (pieces) => {
        expect(store(pieces).found).toEqual(['pan']);
      }),
      { numRuns: 50 },
    );
  });

  it('is hidden when the rest behind five digits looks like a telephone number', () => {
    expect(store(['40000', '13000000005']).found).toEqual(['pan']);
  });

  it('leaves a terminal number before a telephone number alone', () => {
    expect(store(['10024513', '13800138000']).found).toEqual([]);
  });

  it('is hidden when the card security code follows it', () => {
    fc.assert(
      fc.property(cards, digitRuns(3), (digits, code) => {
        const { stored } = store([digits.slice(0, 8), digits.slice(8), `cvv ${code}`]);
        expect(digitsOf(stored)).not.toContain(digits.slice(6, -4));
        expect(stored.at(-1)).toBe('cvv ***');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a card number in one message', () => {
  it('is hidden in a mixture of scripts', () => {
    const mixture = fc.array(fc.integer({ min: 0, max: SCRIPTS.length - 1 }), { minLength: 19, maxLength: 19 });
    fc.assert(
      fc.property(cards, mixture, (digits, chosen) => {
        const text = [...digits].map((digit, at) => write(digit, chosen[at] ?? 0)).join('');
        const { text: kept, found } = redact(`刷这张 ${text} 没反应`);
        expect(found).toContain('pan');
        expect(digitsOf([kept])).not.toContain(digits.slice(6, -4));
      }),
      { numRuns: 200 },
    );
  });

  it('is hidden beside the numbers that the desk needs, and these stay', () => {
    fc.assert(
      fc.property(cards, digitRuns(8), digitRuns(12), fc.boolean(), (digits, serial, merchant, first) => {
        const facts = `SN: 08${serial}, 商户号 898${merchant}`;
        const { text } = redact(first ? `卡号 ${digits}; ${facts}` : `${facts}; 卡号 ${digits}`);
        expect(text).toContain(facts);
        expect(text).not.toContain(digits.slice(6, -4));
      }),
      { numRuns: 200 },
    );
  });
});

/** Numbers that the desk needs whole, each in a message of its own. */
const NEEDED: Readonly<Record<string, fc.Arbitrary<string>>> = {
  serial: digitRuns(8).map((rest) => `SN 08${rest}`),
  terminal: digitRuns(7).map((rest) => `终端号 1${rest}`),
  merchant: digitRuns(12).map((rest) => `商户号 898${rest}`),
  'SIM card': digitRuns(15).map((rest) => `ICCID 89860${rest}`),
  IMEI: digitRuns(12).map((rest) => `IMEI ${withCheckDigit(`86${rest}`)}`),
  order: digitRuns(14).map((rest) => `订单号 2026${rest}`),
};

describe('numbers that the desk needs', () => {
  it('stay when they come one after the other, in any order', () => {
    const some = fc.shuffledSubarray(Object.keys(NEEDED), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        some.chain((names) => fc.tuple(...names.map((name) => NEEDED[name] as fc.Arbitrary<string>))),
        (messages) => {
          expect(store(messages)).toEqual({ stored: messages, found: [] });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a message that hides no digit', () => {
  const atoms = fc.constantFrom(
    ...['6', '六', '么', '六二', '①', '６', '𝟙', '㈠', '\u200b', '\u0301', '\uf9d1', 'six', 'One', 'phone', '　', '\n'],
    ...['断网了', 'ｐ', 'k', '\u212a', '，', '(', '，机器', 'wifi', '\ud83d', '👍'],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(atoms, { maxLength: 6 }).map((some) => some.join('')),
  );

  it('is folded to no digit, whatever digits come before it, and to no other letter', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!mayHideDigits(text));
        const before = '621626 ';
        const after = fold(`${before}${text}`).plain.slice(before.length);
        expect(after).not.toMatch(/\d/);
        expect(after.replace(/[^a-z]/g, '')).toBe(text.toLowerCase().replace(/[^a-z]/g, ''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is what people type most of the time', () => {
    const plain = ['断网了', '可以了，谢谢', 'the screen is black', '稍等', 'wifi 👍'];
    expect(plain.map(mayHideDigits)).toEqual(plain.map(() => false));
    expect(['卡号六二', '1', 'one', '１', '①', 'ｐass'].every(mayHideDigits)).toBe(true);
  });
});
