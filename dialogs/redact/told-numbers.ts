/** Finds a card or ID number that is told over many short messages, and masks it where its pieces stand. */

import { CARD_LABEL, MERCHANT_LENGTH, MOBILE, maskCardNumber } from './card-number.ts';
import { type Piece, readPieces, writeSigns } from './in-messages.ts';
import { cardLengths, passesLuhn } from './issuers.ts';
import { cutsKnown, markKnown } from './known-numbers.ts';
import { isResidentNumber, mayBeResidentNumber, RESIDENT_LENGTH } from './resident-number.ts';
import { ID_LABEL } from './secrets.ts';

/** Lengths of cards, the longest first; others come about too easily from everyday numbers. */
const LONGEST = 19;
const LENGTHS: readonly number[] = [LONGEST, 16, 15];
/** Longer pieces could be a telephone number or a reference: they are a card's only where nearly nothing parts them. */
const MOST_DIGITS = 10;
const MOST_BETWEEN = 3;
/** An ID number is also told in halves. */
const HALVES: readonly number[] = [12, 14, 17];
/** Cards with which pieces as long as merchant and telephone numbers are told; few others are. */
const LONG_CARD = /^62/;
/** What is said of a piece that was told wrongly. */
const PUTS_RIGHT =
  /不对|不對|不是|[打说說发發输輸看写寫记記]错|[打說发發輸看寫記]錯|错了|錯了|更正|应该是|應該是|(?<![a-z])(?:sorry|wrong|mistake|typo|oops|correction|not|i mean|should be)(?![a-z])/i;
/** Whoever tells digit by digit tells no more than so many at once now and then. */
const MOST_BESIDE_ONE = 4;
/** What the last digits of a card are called. */
const TAIL = /尾[号號数數]|last (?:four|4)/i;
/** The first sixteen of nineteen digits can look like a whole card; so many follow. */
const MOST_AFTER = 3;
const MASKED_SO_FAR = /(\d{6})\*{6}\d{4}(\**)$/;

/** The same pieces without those that another is told in place of: 5786, then 不对 是5787. */
function putRight(pieces: readonly Piece[], messages: readonly string[]): readonly Piece[] {
  const chain: Piece[] = [];
  for (const piece of pieces) {
    const wrong = chain.at(-1);
    const said = messages.slice((wrong?.message ?? 0) + 1, piece.message + 1);
    if (wrong !== undefined && said.some((text) => PUTS_RIGHT.test(text))) {
      chain.pop();
      chain.push({ ...piece, wrong: [wrong, ...(wrong.wrong ?? [])] });
    } else chain.push(piece);
  }
  return chain;
}

/** Messages in which a number was found, with its pieces masked. */
export interface ToldNumber {
  readonly kind: 'pan' | 'id-number';
  readonly messages: readonly string[];
}

/**
 * The same messages with the pieces masked where a card or ID number ends in the last of them; `undefined` where none
 * does. Messages in between without a piece are passed over.
 */
export function maskToldNumber(messages: readonly string[]): ToldNumber | undefined {
  const end = messages.length - 1;
  if (readPieces(messages.slice(end)).length === 0) return undefined;
  const pieces = readPieces(messages);
  const card = maskToldCard(messages, withoutTails(markKnown(pieces.filter(mayBePieceOfCard)), messages));
  if (card !== undefined) return { kind: 'pan', messages: card };
  if (pieces.reduce((count, { places }) => count + places.length, 0) < RESIDENT_LENGTH) return undefined;
  for (const chain of allChains(pieces, isUsual, end)) {
    const id = lastPieces(chain, RESIDENT_LENGTH);
    if (id === undefined || id.length < 2 || !isIdNumber(id)) continue;
    return { kind: 'id-number', messages: write(messages, id, '*'.repeat(RESIDENT_LENGTH)) };
  }
  return undefined;
}

/** Whether pieces are an ID number together; one that was named is masked in its first piece already. */
function isIdNumber(pieces: readonly Piece[]): boolean {
  const signs = signsOf(pieces);
  return isResidentNumber(signs) || (mayBeResidentNumber(signs) && ID_LABEL.test(pieces[0]?.before ?? ''));
}

const withoutSingle = (pieces: readonly Piece[], end: number): readonly Piece[] =>
  pieces.filter((piece) => piece.message === end || piece.places.length > 1);

/** What may have been told one behind the other: nothing but pieces, without single digits, and those among words. */
function chainsOf(among: readonly Piece[], end: number): readonly (readonly Piece[])[] {
  const alone = among.filter((piece) => piece.alone);
  return [
    alone,
    withoutSingle(alone, end),
    withoutSingle(
      among.filter((piece) => !piece.long),
      end,
    ),
  ];
}

/** The same without pieces that are usually something else first, which are passed over then, and with them. */
function allChains(
  pieces: readonly Piece[],
  isUsualPiece: (piece: Piece) => boolean,
  end: number,
): readonly (readonly Piece[])[] {
  const usual = pieces.filter(isUsualPiece);
  const own = usual.at(-1)?.message === end ? chainsOf(usual, end) : [];
  return [...own, ...(usual.length === pieces.length ? [] : chainsOf(pieces, end)), withoutSingle(pieces, end)];
}

const isShort = ({ places }: Piece): boolean => places.length <= MOST_DIGITS;
const isUsual = (piece: Piece): boolean => isShort(piece) || HALVES.includes(piece.places.length);

const mayBePieceOfCard = ({ places }: Piece): boolean => places.at(-1)?.sign !== 'x';

function maskToldCard(messages: readonly string[], among: readonly Piece[]): readonly string[] | undefined {
  const end = messages.length - 1;
  if (among.at(-1)?.message !== end) return undefined;
  const short = among.filter((piece) => isShort(piece) && !piece.long);
  const chains = [...allChains(among, isShort, end), withoutSingle(putRight(short, messages), end)];
  for (const length of LENGTHS) {
    for (const chain of chains) {
      const card = chain.at(-1)?.message === end ? cardOf(chain, length, messages) : undefined;
      if (card !== undefined) return write(messages, ...withLonger(chain, card));
    }
  }
  return maskRest(
    messages,
    short.filter((piece) => piece.alone),
  );
}

/** Without what is called the end of a card and is not the last that was told. */
function withoutTails(pieces: readonly Piece[], messages: readonly string[]): readonly Piece[] {
  return pieces.filter(({ message }) => message === messages.length - 1 || !TAIL.test(messages[message] ?? ''));
}

/** Whether digits that came by themselves are answers by their place in a list, and no card told digit by digit. */
function areAnswers(pieces: readonly Piece[]): boolean {
  const single = pieces.slice(0, -1).filter(({ places }) => places.length === 1).length;
  return (
    single > 0 && (single + single <= pieces.length || pieces.some(({ places }) => places.length > MOST_BESIDE_ONE))
  );
}

const signsOf = (pieces: readonly Piece[]): string =>
  pieces.flatMap(({ places }) => places.map(({ sign }) => sign)).join('');

/** The last pieces that have so many places together. */
function lastPieces(pieces: readonly Piece[], length: number): readonly Piece[] | undefined {
  let count = 0;
  for (let first = pieces.length - 1; first >= 0 && count < length; first -= 1) {
    count += pieces[first]?.places.length ?? 0;
    if (count === length) return pieces.slice(first);
  }
  return undefined;
}

/**
 * Whether pieces, of which one is long enough for another number, are told as one: nothing but pieces, or behind the name
 * of a card, with neither many messages nor another number between.
 */
function areTold(pieces: readonly Piece[], messages: readonly string[]): boolean {
  const [head] = pieces;
  if (!isNamed(head) && pieces.some(({ alone }) => !alone)) return false;
  if (head !== undefined && isShort(head) && pieces.length > 2) return false;
  return pieces.every(({ message }, at) => {
    const before = pieces[at - 1]?.message ?? message;
    const between = messages.slice(before + 1, message);
    return between.length <= MOST_BETWEEN && !between.some((text) => /\d/.test(text));
  });
}

const isNamed = (piece: Piece | undefined): boolean => CARD_LABEL.test(piece?.before ?? '');

/** Whether a piece is as long as a merchant number, or a mobile telephone number. */
function mayBeOther(piece: Piece): boolean {
  return piece.places.length === MERCHANT_LENGTH || MOBILE.test(signsOf([piece]));
}

/** The last pieces, where together they are a card number of that length. */
function cardOf(pieces: readonly Piece[], length: number, messages: readonly string[]): readonly Piece[] | undefined {
  const card = lastPieces(pieces, length);
  if (card === undefined || card.length < 2 || areAnswers(card) || cutsKnown(card)) return undefined;
  const digits = signsOf(card);
  if (card.some(({ long }) => long) && !isNamed(card[0])) return undefined;
  if (!card.every(isShort) && !areTold(card, messages)) return undefined;
  if (card.some(mayBeOther) && !LONG_CARD.test(digits)) return undefined;
  const isCard = !digits.includes('*') && cardLengths(digits).includes(length) && passesLuhn(digits);
  return isCard ? card : undefined;
}

/**
 * Sixteen digits can look like a card within one of nineteen that began a piece earlier and is not told to its end. The
 * pieces of both and their signs, masked as either would be.
 */
function withLonger(
  chain: readonly Piece[],
  card: readonly Piece[],
): readonly [pieces: readonly Piece[], signs: string] {
  const mask = maskCardNumber(signsOf(card));
  for (let first = chain.length - card.length - 1; first >= 0; first -= 1) {
    const before = signsOf(chain.slice(first, chain.length - card.length));
    if (before.length > MOST_AFTER || before.length + mask.length >= LONGEST) break;
    const digits = before + signsOf(card);
    if (before.includes('*') || cardLengths(digits)[0] !== LONGEST) continue;
    const longer = maskCardNumber(digits.padEnd(LONGEST, '0'));
    const signs = [...(before + mask)].map((sign, at) => (longer[at] === '*' ? '*' : sign));
    return [chain.slice(first), signs.join('')];
  }
  return [card, mask];
}

/** What follows a card number that was whole too soon is the rest of it. */
function maskRest(messages: readonly string[], pieces: readonly Piece[]): readonly string[] | undefined {
  const last = pieces.at(-1);
  if (last === undefined || pieces.at(-2)?.message !== messages.length - 2) return undefined;
  const [, begins = '', after = ''] = MASKED_SO_FAR.exec(signsOf(pieces.slice(0, -1))) ?? [];
  const count = last.places.length;
  const goesOn = count > 1 || after !== '' || pieces.at(-2)?.places.length === 1;
  if (cardLengths(begins)[0] !== LONGEST || !goesOn || count + after.length > MOST_AFTER) return undefined;
  return write(messages, [last], '*'.repeat(count));
}

/** Puts the signs of the mask in the places of the digits and leaves all else as it was typed. */
function write(messages: readonly string[], pieces: readonly Piece[], mask: string): readonly string[] {
  const written = [...messages];
  let at = 0;
  for (const { message, places, wrong = [] } of pieces) {
    const signs = mask.slice(at, at + places.length);
    written[message] = writeSigns(messages[message] ?? '', places, signs);
    for (const { message: other, places: told } of wrong) {
      const hidden = told.map(({ sign }, place) => (signs.includes('*') && signs[place] !== sign ? '*' : sign));
      written[other] = writeSigns(messages[other] ?? '', told, hidden.join(''));
    }
    at += places.length;
  }
  return written;
}
