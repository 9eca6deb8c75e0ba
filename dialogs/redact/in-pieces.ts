/** Finds numbers that are told in pieces within one message: `卡号前半6216261000 后半000000018`, `密码先是13 再是57`. */

import {
  CARD,
  CARD_LABEL,
  MERCHANT_LENGTH,
  MOBILE,
  maskCardNumber,
  OTHER_LABEL,
  SIM_LABEL,
  USUAL_LENGTHS,
} from './card-number.ts';
import type { Folded } from './fold.ts';
import { cardLengths, passesLuhn } from './issuers.ts';
import { isResidentNumber, RESIDENT_LENGTH } from './resident-number.ts';
import { OTHER_NOUN, UNIT } from './secrets.ts';
import type { Span } from './span.ts';

/** Digits of one piece, as they stand in the folded text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

const RUN = /(?<![\d*])\d+(?![\d*])/g;
/** The same of an ID number, which may end in an X. */
const RUN_OF_ID = /(?<![\da-z*])(?:\d+x?|x)(?![\da-z*])/g;

// No word is made of others, so that a text can be read in one way only and matching stays linear.
const FILLING =
  '(?:[\\s\\p{P}前半后後面边邊中间間部段截再然接着著最先是为為的第一二三四五六七八九十两几位个個头頭尾下输輸入按念就还還有剩余餘客人说說生出日]|分|\\d{1,2}(?=[位个個段部])|(?<![a-z])(?:first|second|third|last|half|part|then|and|next|rest|is|the|of|it|its|numbers?|digits?|after|that)(?![a-z]))';
const BETWEEN = new RegExp(`^${FILLING}{1,24}$`, 'u');
const LEADING = new RegExp(`^${FILLING}{0,24}$`, 'u');
/** Words that say that a number goes on. */
const GOES_ON =
  /[前半后後再接最先第中尾剩余餘]|然|第|[还還]有|(?<![a-z])(?:then|second|last|half|part|next|rest|after|and)(?![a-z])/;
const NAMED_CARD = /(?:卡(?:[号號][码碼]?)?|(?<![a-z])card(?:\s?(?:no|num(?:ber)?|#))?)(?![a-z])/g;
const SECRET = /[密秘][码碼]|口令|(?<![a-z])(?:pin|otp|passcode|password|mima)(?![a-z])|[验驗][证證][码碼]/g;
const REACH = 32;
/** Shorter pieces are terminal numbers and codes, as long ones merchant numbers. */
const LEAST_OF_HALF = 11;
const FEW_WORDS = 16;
const MIN_CARD = 13;
const MAX_CARD = 19;
const MIN_SECRET = 4;
const MAX_SECRET = 8;

/** An ID number by its region, date and check digit, whatever it is called. */
export function findIdsInPieces(source: string, folded: Folded): readonly Span[] {
  const pieces = splitPieces(folded.plain, RUN_OF_ID);
  return pieces.flatMap((_, first) => {
    const chain = chainFrom(folded.plain, pieces, first, RESIDENT_LENGTH);
    const isId = chain.length > 1 && isResidentNumber(joinPieces(chain));
    return isId ? [maskPlaces(source, folded, chain, 'id-number', '*'.repeat(RESIDENT_LENGTH))] : [];
  });
}

/** Card numbers in pieces; each piece is masked where it stands and the words of `source` between them stay. */
export function findCardsInPieces(source: string, folded: Folded): readonly Span[] {
  const pieces = splitPieces(folded.plain);
  const spans: Span[] = [];
  for (let first = 0; first < pieces.length; ) {
    const card =
      longestCard(folded.plain, chainFrom(folded.plain, pieces, first, MAX_CARD)) ??
      cutCard(folded.plain, pieces.slice(first, first + 2));
    if (card !== undefined) spans.push(maskPlaces(source, folded, card, 'pan', maskCardNumber(joinPieces(card))));
    first += card?.length ?? 1;
  }
  return spans;
}

/** PIN and one-time codes in pieces of up to four digits, hidden as a whole. */
export function findSecretsInPieces(plain: string): readonly Span[] {
  if (!GOES_ON.test(plain)) return [];
  const pieces = splitPieces(plain);
  return pieces.flatMap((piece, first) => {
    const label = labelBefore(plain, piece.start, SECRET);
    if (label === undefined) return [];
    const chain = chainFrom(plain, pieces, first, MAX_SECRET);
    const end = chain.at(-1)?.end ?? piece.end;
    const count = joinPieces(chain).length;
    if (chain.length < 2 || count < MIN_SECRET || chain.some(({ digits }) => digits.length > 4)) return [];
    if (!GOES_ON.test(plain.slice(piece.end, end)) || UNIT.test(plain.slice(end, end + 12))) return [];
    return [{ start: piece.start, end, kind: /[验驗]|otp/.test(label) ? 'otp' : 'pin', mask: '***' } as const];
  });
}

/**
 * Puts the signs of the mask in the places of the digits, one for each, and leaves all else as it was typed. The span
 * reaches from the first to the last place.
 */
function maskPlaces(source: string, folded: Folded, pieces: readonly Piece[], kind: Span['kind'], mask: string): Span {
  const start = pieces[0]?.start ?? 0;
  const end = pieces.at(-1)?.end ?? start;
  let copied = folded.from[start] ?? 0;
  let place = 0;
  let text = '';
  for (const piece of pieces) {
    text += source.slice(copied, folded.from[piece.start]) + mask.slice(place, place + piece.digits.length);
    place += piece.digits.length;
    copied = folded.to[piece.end - 1] ?? copied;
  }
  return { start, end, kind, mask: text };
}

/** Runs of digits, without counts such as 前6位. */
function splitPieces(plain: string, run = RUN): readonly Piece[] {
  return [...plain.matchAll(run)]
    .filter(({ 0: { length }, index }) => length > 2 || !/^[位个個段部]/.test(plain.charAt(index + length)))
    .map(({ 0: digits, index }) => ({ start: index, end: index + digits.length, digits }));
}

/** The piece and those that go on from it, as long as there are no more than `most` digits. */
function chainFrom(plain: string, pieces: readonly Piece[], first: number, most: number): readonly Piece[] {
  const chain: Piece[] = [];
  let count = 0;
  for (let at = first; at < pieces.length; at += 1) {
    const piece = pieces[at];
    const previous = chain.at(-1);
    if (piece === undefined || MOBILE.test(piece.digits)) break;
    count += piece.digits.length;
    if (count > most) break;
    if (previous !== undefined && !goesOn(plain, previous, piece)) break;
    chain.push(piece);
  }
  return chain;
}

function goesOn(plain: string, previous: Piece, piece: Piece): boolean {
  return piece.start - previous.end <= REACH && BETWEEN.test(plain.slice(previous.end, piece.start));
}

function longestCard(plain: string, chain: readonly Piece[]): readonly Piece[] | undefined {
  const [head] = chain;
  if (head === undefined || chain.length < 2) return undefined;
  const before = plain.slice(Math.max(0, head.start - REACH), head.start);
  if (SIM_LABEL.test(before) || head.digits.startsWith('89')) return undefined;
  const label = labelBefore(plain, head.start, NAMED_CARD);
  if (label === undefined && OTHER_LABEL.test(before)) return undefined;
  for (let size = chain.length; size > 1; size -= 1) {
    const pieces = chain.slice(0, size);
    const end = pieces.at(-1)?.end ?? head.end;
    const digits = joinPieces(pieces);
    if (digits.length < MIN_CARD) return undefined;
    if (!GOES_ON.test(plain.slice(head.end, end)) || UNIT.test(plain.slice(end, end + 12))) continue;
    const issued = cardLengths(digits).includes(digits.length);
    const called = label !== undefined && (issued || CARD_LABEL.test(label));
    if (called || (issued && passesLuhn(digits))) return pieces;
  }
  return undefined;
}

/** Whether digits begin a card number by their name or, with few words to the rest, by their own length. */
function mayBegin(head: Piece, before: string, between: string): boolean {
  if (SIM_LABEL.test(before) || OTHER_NOUN.test(between) || UNIT.test(between)) return false;
  if (CARD_LABEL.test(before) || CARD.test(before)) return true;
  const isHalf = head.digits.length >= LEAST_OF_HALF && head.digits.length < MERCHANT_LENGTH;
  return isHalf && between.length <= FEW_WORDS && !OTHER_LABEL.test(before) && !OTHER_NOUN.test(before);
}

/** Two pieces with any words between that are a card number together. */
function cutCard(plain: string, pieces: readonly Piece[]): readonly Piece[] | undefined {
  const [head, rest] = pieces;
  if (head === undefined || rest === undefined || rest.start - head.end > REACH) return undefined;
  const digits = joinPieces(pieces);
  if (!USUAL_LENGTHS.has(digits.length) || !cardLengths(digits).includes(digits.length)) return undefined;
  if (!passesLuhn(digits) || MOBILE.test(rest.digits) || MOBILE.test(head.digits)) return undefined;
  const between = plain.slice(head.end, rest.start);
  const before = plain.slice(Math.max(0, head.start - REACH), head.start);
  if (UNIT.test(plain.slice(rest.end, rest.end + 12))) return undefined;
  return mayBegin(head, before, between) ? pieces : undefined;
}

/** The last of the named things before a number, when only filling words stand between. */
function labelBefore(plain: string, start: number, names: RegExp): string | undefined {
  const before = plain.slice(Math.max(0, start - REACH), start);
  const label = [...before.matchAll(names)].at(-1);
  if (label === undefined) return undefined;
  return LEADING.test(before.slice(label.index + label[0].length)) ? label[0] : undefined;
}

function joinPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.digits).join('');
}
