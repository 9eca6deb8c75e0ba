/** Finds payment card numbers in folded text, however they are grouped. */

import type { Folded } from './fold.ts';
import { cardLengths, passesLuhn } from './issuers.ts';
import type { Span } from './span.ts';

/** Digits without anything visible between them. */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Only separators stand between this group and the one before. */
  readonly joined: boolean;
  /** Typed as plain digits. */
  readonly ascii: boolean;
  /** Part of a number that is masked already. */
  readonly masked: boolean;
}

const SEPARATOR = /^(?:[\s\p{Pd}\p{Pc}\p{So}.,/\\|·•・、‧'"`´()[\]~−]|(?<!\*)\*{1,2}(?!\*)){0,8}$/u;
const MASKED = /(?<!\d)\d{6}\*{3,9}\d{4}(?!\d)/g;
/** A mobile telephone's number, whole. */
export const MOBILE = /^1[3-9]\d{9}$/;
/** Digits of a merchant number. */
export const MERCHANT_LENGTH = 15;
/** What a card number is called, at the end of the text before it. */
export const CARD_LABEL =
  /(?:卡[号號](?:[码碼])?|(?:银行|銀行|信用|储蓄|儲蓄|借记|借記)卡|card\s?(?:no|num(?:ber)?|#)|(?<![a-z])pan)[^\d*]{0,8}$/;
/** What a SIM card's number is called, at the end of the text before it. */
export const SIM_LABEL = /(?:sim|流量|物联|物聯|上网|上網|手机|手機|电话|電話|iccid)[^\d*]{0,14}$/;
/** The card itself, right before a number. */
export const CARD = /(?:卡|(?<![a-z])card)(?:[\s:,.#]|是|为|為|片|上|(?<![a-z])is(?![a-z])){0,5}$/;
/** What numbers that are no card are called, at the end of the text before them. */
export const OTHER_LABEL =
  /(?:imei|iccid|meid|sn|s\/n|序列号?|序列號|机身号|機身號|serial|tid|mid|终端号?|終端號?|商户号?|商戶號?|terminal|merchant|订单号?|訂單號?|单号|單號|order|参考号?|參考號?|凭证号?|憑證號?|流水号?|批次号?|ref(?:erence)?|trace|batch|手机号?|手機號?|电话|電話|phone|tel)[^\d*,。,;;]{0,6}$/;
const IMEI_LABEL = /(?:imei|meid)[^\d*]{0,6}$/;
const LABEL_REACH = 24;
/** Lengths that card numbers usually have; the others come about by chance from a terminal number and a serial. */
export const USUAL_LENGTHS: ReadonlySet<number> = new Set([15, 16, 19]);
const MAX_DIGITS = 19;
const MIN_DIGITS = 13;

/** Card numbers by issuer and check digit, and any 13 to 19 digits that are called a card number. */
export function findCardNumbers(folded: Folded): readonly Span[] {
  const groups = splitGroups(folded);
  const spans: Span[] = [];
  for (let first = 0; first < groups.length; ) {
    const last = cardFrom(folded.plain, groups, first);
    if (last === undefined) {
      first = skipKnown(groups, first);
      continue;
    }
    spans.push(cardSpan(folded, groups.slice(first, last + 1)));
    first = last + 1;
  }
  return spans;
}

/** First six and last four digits with a star for each digit between them. */
export function maskCardNumber(digits: string): string {
  return digits.slice(0, 6) + '*'.repeat(Math.max(3, digits.length - 10)) + digits.slice(-4);
}

function splitGroups({ plain, cut, ascii }: Folded): readonly Group[] {
  const masked = maskedAreas(plain);
  const groups: Group[] = [];
  let previousEnd = -1;
  for (const run of plain.matchAll(/\d+/g)) {
    let start = run.index;
    const runEnd = run.index + run[0].length;
    for (let at = start + 1; at <= runEnd; at += 1) {
      if (at < runEnd && cut[at] !== true) continue;
      groups.push({
        start,
        end: at,
        digits: plain.slice(start, at),
        ascii: ascii[start] === true,
        joined: previousEnd >= 0 && start - previousEnd <= 8 && SEPARATOR.test(plain.slice(previousEnd, start)),
        masked: masked.has(start),
      });
      previousEnd = at;
      start = at;
    }
  }
  return groups;
}

function maskedAreas(plain: string): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const match of plain.matchAll(MASKED)) {
    starts.add(match.index);
    starts.add(match.index + match[0].length - 4);
  }
  return starts;
}

/** The index of the last group of a card number that begins with group `first`. */
function cardFrom(plain: string, groups: readonly Group[], first: number): number | undefined {
  const head = groups[first];
  if (head === undefined || head.masked) return undefined;
  const before = plain.slice(Math.max(0, head.start - LABEL_REACH), head.start);
  const ends = reachableEnds(groups, first);
  const byIssuer = endByIssuer(groups, first, ends);
  if (byIssuer !== undefined && mayBeCard(groups.slice(first, byIssuer + 1), before)) return byIssuer;
  if (SIM_LABEL.test(before) || head.digits.startsWith('89')) return undefined;
  if (!CARD_LABEL.test(before)) return CARD.test(before) ? endByShape(groups, first, ends) : undefined;
  return head.digits.length >= MIN_DIGITS && head.digits.length <= MAX_DIGITS + 4 ? first : [...ends.values()].at(-1);
}

/** Number of digits up to each following group, within a card's length; keys ascend. */
function reachableEnds(groups: readonly Group[], first: number): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  let count = 0;
  for (let last = first; last < groups.length; last += 1) {
    const group = groups[last];
    if (group === undefined || group.masked || (last > first && !group.joined)) break;
    count += group.digits.length;
    if (count > MAX_DIGITS) break;
    if (count >= MIN_DIGITS) ends.set(count, last);
  }
  return ends;
}

function endByIssuer(groups: readonly Group[], first: number, ends: ReadonlyMap<number, number>): number | undefined {
  if (ends.size === 0) return undefined;
  const longest = Math.max(...ends.values());
  const digits = joinDigits(groups.slice(first, longest + 1));
  for (const length of cardLengths(digits)) {
    const last = ends.get(length);
    if (last !== undefined && passesLuhn(digits.slice(0, length))) return last;
  }
  return undefined;
}

/** The longest number from group `first` that is grouped as cards are, for a number that stands right after the card. */
function endByShape(groups: readonly Group[], first: number, ends: ReadonlyMap<number, number>): number | undefined {
  return [...ends.values()]
    .reverse()
    .find((last) => isEvenly(groups.slice(first, last + 1).map((group) => group.digits.length)));
}

/**
 * A number that is called something else keeps its name, and neighbouring numbers are no card, unless they are written
 * the way cards are.
 */
function mayBeCard(groups: readonly Group[], before: string): boolean {
  const sizes = groups.map((group) => group.digits.length);
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const called = OTHER_LABEL.test(before) && !CARD_LABEL.test(before);
  if (groups.length === 1) return !called || (length === 16 && !IMEI_LABEL.test(before)) || !allAscii(groups);
  if (isEvenly(sizes) || !allAscii(groups)) return true;
  // A terminal number and a telephone number are 19 digits together, and few numbers but cards begin with 62: elsewhere
  // a piece is no telephone number because it looks like one.
  const mayHoldPhone = length === MAX_DIGITS && groups[0]?.digits.startsWith('62') !== true;
  const hasPhone = mayHoldPhone && groups.some(({ digits }) => MOBILE.test(digits));
  return !called && USUAL_LENGTHS.has(length) && !hasPhone;
}

function allAscii(groups: readonly Group[]): boolean {
  return groups.every((group) => group.ascii);
}

/** Groups of one size with a shorter rest (4-4-4-4-3, 1-1-1-…), or the grouping of American Express and Diners. */
function isEvenly(sizes: readonly number[]): boolean {
  const [first = 0] = sizes;
  const last = sizes.at(-1) ?? 0;
  if (sizes.length > 2 && last <= first && sizes.slice(0, -1).every((size) => size === first)) return true;
  return /^(?:4-6-[45]|6-13)$/.test(sizes.join('-'));
}

/** Passes over the groups of an ICCID or a payment app's order number as a whole. */
function skipKnown(groups: readonly Group[], first: number): number {
  const digits: string[] = [];
  let next = first;
  for (; next < groups.length && next - first < 12; next += 1) {
    const group = groups[next];
    if (group === undefined || (next > first && !group.joined)) break;
    digits.push(group.digits);
  }
  const number = digits.join('');
  const known = /^89\d{17,18}$|^(?:4200|1000|20\d\d)\d{24}$/.test(number);
  return known ? next : first + 1;
}

function joinDigits(groups: readonly Group[]): string {
  return groups.map((group) => group.digits).join('');
}

function cardSpan(folded: Folded, groups: readonly Group[]): Span {
  const start = groups[0]?.start ?? 0;
  const end = groups.at(-1)?.end ?? start;
  // A digit that touches the number in another script would join its mask once both are plain digits.
  const left = /\d/.test(folded.plain.charAt(start - 1)) ? ' ' : '';
  const right = /\d/.test(folded.plain.charAt(end)) ? ' ' : '';
  return { start, end, kind: 'pan', mask: left + maskCardNumber(joinDigits(groups)) + right };
}
