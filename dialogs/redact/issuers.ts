/** Which numbers can be payment cards: issuer prefixes with their lengths, and the check digit. */

/** Prefixes from `low` to `high` (same number of digits) and the lengths their cards have, likeliest first. */
interface IssuerRange {
  readonly low: string;
  readonly high: string;
  readonly lengths: readonly number[];
}

const CHINESE_DEBIT = [19, 16, 18, 17];

/**
 * Longer prefixes come first. Sources: ISO/IEC 7812 ranges as published by the brands; the 4-, 9- and 1-series debit
 * cards that Chinese banks issued before UnionPay's own 62.
 */
const ISSUERS: readonly IssuerRange[] = [
  ...['436742', '421349', '456351'].map((prefix) => ({ low: prefix, high: prefix, lengths: CHINESE_DEBIT })),
  { low: '2221', high: '2720', lengths: [16] },
  { low: '2200', high: '2204', lengths: [16, 19, 18, 17] },
  { low: '3528', high: '3589', lengths: [16, 19, 18, 17] },
  { low: '3095', high: '3095', lengths: [14] },
  ...['9400', '9558', '9559', '9843', '9852', '9792'].map((prefix) => ({
    low: prefix,
    high: prefix,
    lengths: CHINESE_DEBIT,
  })),
  { low: '103', high: '103', lengths: [19] },
  { low: '300', high: '305', lengths: [14] },
  { low: '34', high: '34', lengths: [15] },
  { low: '37', high: '37', lengths: [15] },
  { low: '36', high: '36', lengths: [14, 16] },
  { low: '38', high: '39', lengths: [14, 16] },
  { low: '50', high: '50', lengths: [16, 19, 18, 17] },
  { low: '51', high: '55', lengths: [16, 19, 18] },
  { low: '56', high: '58', lengths: [16, 19, 18, 17] },
  { low: '62', high: '62', lengths: CHINESE_DEBIT },
  { low: '60', high: '69', lengths: [16, 19, 18, 17] },
  { low: '81', high: '82', lengths: [16, 19, 18, 17] },
  { low: '4', high: '4', lengths: [16, 19, 18, 17, 13] },
];

/** Lengths that a card beginning with these digits may have, likeliest first; empty for no known issuer. */
export function cardLengths(digits: string): readonly number[] {
  for (const { low, high, lengths } of ISSUERS) {
    const prefix = digits.slice(0, low.length);
    if (prefix.length === low.length && prefix >= low && prefix <= high) return lengths;
  }
  return [];
}

/** True when the last digit checks the others (ISO/IEC 7812-1, Luhn). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
