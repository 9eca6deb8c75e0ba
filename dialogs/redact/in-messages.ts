/** Finds a card or ID number that is told over many short messages: a few digits at a time, with words between. */

import { maskCardNumber, OTHER_LABEL } from './card-number.ts';
import { DIGIT_WORDS, digitsOf, fold, mayHideDigits } from './fold.ts';
import { cardLengths, passesLuhn } from './issuers.ts';
import { isResidentNumber, RESIDENT_LENGTH } from './resident-number.ts';
import { OTHER_NOUN, UNIT } from './secrets.ts';

/** A digit, the X that may end an ID number or a star of a masked number, and where it stands in its message. */
export interface Place {
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

/** A message with a piece of a number. */
interface Piece {
  /** Its index among the messages. */
  readonly message: number;
  readonly places: readonly Place[];
  /** Pieces that were told wrongly, in whose place it stands. */
  readonly wrong?: readonly Piece[];
  /** Whether the message is nothing else. */
  readonly alone: boolean;
}

/** What stands around a piece: the number's name, that it goes on, and small words. None but the longest counts. */
const AROUND = [
  '[然最][后後]|[前后後中][面边邊间間半][段个個组組部]?分?|[前后後下]一[段个個组組部]',
  '第[\\d一二三四五六七八九十]{1,2}[段个個组組部]分?',
  '[前后後]?[\\d一二三四五六七八九十两]{1,2}[位个個](?:[数數]字?)?',
  '卡[号號]?|号[码碼]?|號[碼码]?|手机|手機|电话|電話|商户|商戶|数字|數字|还有|還有|那个|那個|以及|剩下',
  '[我号號是为為的了吧啊呀哦噢喔嗯呃额额和跟再接着著然前后後就先头頭尾对對行好来來先]',
].join('|');
const LATIN_AROUND =
  "then|and|next|rest|last|first|second|third|after|that|is|are|it|it's|its|the|my|of|now|so|ok|okay|yes|uh|um|card|phone|mobile|merchant|numbers?|digits?|no|continued?|followed|by|sorry|ranhou|jiezhe|zai|shi";
const ANY_WORD = [...DIGIT_WORDS.keys()].sort((one, other) => other.length - one.length).join('|');
const TOKEN = new RegExp(
  `(${AROUND}|(?<![a-z])(?:${LATIN_AROUND})(?![a-z]))|((?<![a-z])(?:${ANY_WORD})+(?![a-z]))|.`,
  'gisu',
);
const WORD = new RegExp(ANY_WORD, 'gi');
/** The last place of an ID number. */
const X = /^[xXｘＸ]$/;
const SIGN = /^[\s\p{P}\p{S}\p{Cf}\p{M}]$/u;

/** With more characters or digits a message is more than a piece; what is eleven digits long is a telephone number. */
const MOST_CHARACTERS = 80;
const MOST_DIGITS = 10;
/** An ID number is also told in halves; neither a telephone nor a merchant number is one of them. */
const HALVES: readonly number[] = [12, 14, 17];
/** Lengths of cards, the longest first; others come about too easily from everyday numbers. */
const LONGEST = 19;
const LENGTHS: readonly number[] = [LONGEST, 16, 15];
/** Digits among other words are a piece up to this many; more are an amount, a terminal number or a serial. */
const MOST_AMONG_WORDS = 6;
const RUN = /[\d*](?:[^\p{L}\p{N}]{0,3}[\d*])*/gu;
/** How many digits are to follow: 前4位. */
const COUNT = /^[位个個段部组組]/;
/** The same in English words, which are no digits then: last four 1486. */
const COUNT_IN_WORDS =
  /(?<![a-z])(?:first|next|last|final) (?:two|three|four|five|six)(?=\s*(?:digits|numbers|[:\d]))/gi;
/** What is said of a piece that was told wrongly. */
const PUTS_RIGHT =
  /不对|不對|不是|[打说說发發输輸看写寫记記]错|[打說发發輸看寫記]錯|错了|錯了|更正|应该是|應該是|(?<![a-z])(?:sorry|wrong|mistake|typo|oops|correction|not|i mean|should be)(?![a-z])/i;
/** The first sixteen of nineteen digits can look like a whole card; so many follow. */
const MOST_AFTER = 3;
const MASKED_SO_FAR = /(\d{6})\*{6}\d{4}(\**)$/;

function withoutCounts(text: string): string {
  return text.replace(COUNT_IN_WORDS, (words) => ' '.repeat(words.length));
}

/** The digits of a message that is a piece of a number, in any spelling, else undefined. Linear in its length. */
function readPlaces(text: string): readonly Place[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const places: Place[] = [];
  for (const { 0: token, 1: around, 2: words, index } of withoutCounts(text).matchAll(TOKEN)) {
    if (around !== undefined) continue;
    if (words !== undefined) {
      for (const word of words.matchAll(WORD)) {
        const from = index + word.index;
        places.push({ sign: DIGIT_WORDS.get(word[0].toLowerCase()) ?? '', from, to: from + word[0].length });
      }
    } else if (token === '*') places.push({ sign: token, from: index, to: index + 1 });
    else {
      const digits = digitsOf(token);
      const isX = digits === undefined && X.test(token);
      if (digits === undefined && !isX && !SIGN.test(token)) return undefined;
      for (const sign of digits ?? (isX ? 'x' : '')) places.push({ sign, from: index, to: index + token.length });
    }
  }
  if (places.length === 0) return undefined;
  const x = places.findIndex(({ sign }) => sign === 'x');
  return x < 0 || x === places.length - 1 ? places : undefined;
}

/** The digits of a message that is nothing but a piece of a number, its X at the end, and the stars of one that is masked. */
export function readPieceSigns(text: string): string | undefined {
  return readPlaces(text)
    ?.map(({ sign }) => sign)
    .join('');
}

/** The digits of a message that is nothing but a piece of a number, in any spelling, with words such as "then". */
export function readPieceDigits(text: string): string | undefined {
  const digits = readPieceSigns(text);
  return digits === undefined || /\D/.test(digits) ? undefined : digits;
}

/** Whether what stands around a number makes it a model, an amount, a code or anything else that is no card. */
function isOther(before: string, next: string): boolean {
  const withoutCard = before.replace(/卡[号號]|四位/g, '');
  return /[a-z]$/.test(before) || /[a-z]/.test(next) || OTHER_LABEL.test(before) || OTHER_NOUN.test(withoutCard);
}

/** The digits of a short message that names one number among other words: 卡号是6216你记一下. */
function readAmongWords(text: string): readonly Place[] | undefined {
  if (text.length > MOST_CHARACTERS || !mayHideDigits(text)) return undefined;
  const { plain, from, to } = fold(withoutCounts(text));
  const [run, ...others] = [...plain.matchAll(RUN)].filter(
    ({ 0: { length }, index }) => length > 2 || !COUNT.test(plain.slice(index + length)),
  );
  if (run === undefined || others.length > 0) return undefined;
  const end = run.index + run[0].length;
  if (UNIT.test(plain.slice(end, end + 12)) || isOther(plain.slice(0, run.index), plain.charAt(end))) return undefined;
  const places = [...run[0].matchAll(/[\d*]/g)].map(({ 0: sign, index }) => {
    const at = run.index + index;
    return { sign, from: from[at] ?? 0, to: to[at] ?? 0 };
  });
  return places.length <= MOST_AMONG_WORDS ? places : undefined;
}

/** Where the digits and stars of a message with one piece of a number stand, whatever else it says. */
export const readAnyPlaces = (text: string): readonly Place[] | undefined => readPlaces(text) ?? readAmongWords(text);

/** The digits and stars of a message with a piece of a number, whatever else it says. */
export function readAnyPieceSigns(text: string): string | undefined {
  return readAnyPlaces(text)
    ?.map(({ sign }) => sign)
    .join('');
}

function readPieces(messages: readonly string[]): readonly Piece[] {
  return messages.flatMap((text, message): readonly Piece[] => {
    const own = readPlaces(text);
    const places = own ?? readAmongWords(text);
    const isPiece = places !== undefined && (places.length <= MOST_DIGITS || HALVES.includes(places.length));
    return !isPiece ? [] : [{ message, places, alone: own !== undefined }];
  });
}

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
  const card = maskToldCard(messages, pieces.filter(mayBePieceOfCard));
  if (card !== undefined) return { kind: 'pan', messages: card };
  if (pieces.reduce((count, { places }) => count + places.length, 0) < RESIDENT_LENGTH) return undefined;
  for (const chain of chainsOf(pieces, end)) {
    const id = lastPieces(chain, RESIDENT_LENGTH);
    if (id === undefined || id.length < 2 || !isResidentNumber(signsOf(id))) continue;
    return { kind: 'id-number', messages: write(messages, id, '*'.repeat(RESIDENT_LENGTH)) };
  }
  return undefined;
}

const withoutSingle = (pieces: readonly Piece[], end: number): readonly Piece[] =>
  pieces.filter((piece) => piece.message === end || piece.places.length > 1);

/** What may have been told one behind the other: nothing but pieces, without single digits, and those among words. */
function chainsOf(among: readonly Piece[], end: number): readonly (readonly Piece[])[] {
  const alone = among.filter((piece) => piece.alone);
  return [alone, withoutSingle(alone, end), withoutSingle(among, end)];
}

const mayBePieceOfCard = ({ places }: Piece): boolean => places.length <= MOST_DIGITS && places.at(-1)?.sign !== 'x';

function maskToldCard(messages: readonly string[], among: readonly Piece[]): readonly string[] | undefined {
  const end = messages.length - 1;
  if (among.at(-1)?.message !== end) return undefined;
  const chains = [...chainsOf(among, end), withoutSingle(putRight(among, messages), end)];
  for (const length of LENGTHS) {
    for (const chain of chains) {
      const card = cardOf(chain, length);
      if (card !== undefined) return write(messages, ...withLonger(chain, card));
    }
  }
  return maskRest(messages, chains[0] ?? []);
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

/** The last pieces, where together they are a card number of that length. */
function cardOf(pieces: readonly Piece[], length: number): readonly Piece[] | undefined {
  const card = lastPieces(pieces, length);
  if (card === undefined || card.length < 2) return undefined;
  const digits = signsOf(card);
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

/** Puts signs in the places of a message and leaves all else as it was typed. */
export function writeSigns(text: string, places: readonly Place[], signs: string): string {
  let out = '';
  let copied = 0;
  for (const [at, { from, to }] of places.entries()) {
    // Some signs, such as ⑫, are two digits.
    out += text.slice(copied, Math.max(copied, from)) + signs.charAt(at);
    copied = to;
  }
  return out + text.slice(copied);
}
