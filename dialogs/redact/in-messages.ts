/** Finds a card number that is told over many short messages: two, three or four digits at a time, with words between. */

import { maskCardNumber } from './card-number.ts';
import { DIGIT_WORDS, digitsOf } from './fold.ts';
import { cardLengths, passesLuhn } from './issuers.ts';

/** A digit or a star of a masked number, and where it stands in its message. */
interface Place {
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

/** A message that is nothing but a piece of a number. */
interface Piece {
  /** Its index among the messages. */
  readonly message: number;
  readonly places: readonly Place[];
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
const SIGN = /^[\s\p{P}\p{S}\p{Cf}\p{M}]$/u;

/** With more characters or digits a message is more than a piece; what is eleven digits long is a telephone number. */
const MOST_CHARACTERS = 80;
const MOST_DIGITS = 10;
/** Lengths of cards, the longest first; others come about too easily from everyday numbers. */
const LONGEST = 19;
const LENGTHS: readonly number[] = [LONGEST, 16, 15];
/** The first sixteen of nineteen digits can look like a whole card; so many follow. */
const MOST_AFTER = 3;
const MASKED_SO_FAR = /(\d{6})\*{6}\d{4}(\**)$/;

/** The digits of a message that is a piece of a number, in any spelling, else undefined. Linear in its length. */
function readPlaces(text: string): readonly Place[] | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const places: Place[] = [];
  for (const { 0: token, 1: around, 2: words, index } of text.matchAll(TOKEN)) {
    if (around !== undefined) continue;
    if (words !== undefined) {
      for (const word of words.matchAll(WORD)) {
        const from = index + word.index;
        places.push({ sign: DIGIT_WORDS.get(word[0].toLowerCase()) ?? '', from, to: from + word[0].length });
      }
    } else if (token === '*') places.push({ sign: token, from: index, to: index + 1 });
    else {
      const digits = digitsOf(token);
      if (digits === undefined && !SIGN.test(token)) return undefined;
      for (const sign of digits ?? '') places.push({ sign, from: index, to: index + token.length });
    }
  }
  return places.length > 0 ? places : undefined;
}

/** The digits of a message that is nothing but a piece of a number, and the stars of one that is masked. */
export function readPieceSigns(text: string): string | undefined {
  return readPlaces(text)
    ?.map(({ sign }) => sign)
    .join('');
}

/** The digits of a message that is nothing but a piece of a number, in any spelling, with words such as "then". */
export function readPieceDigits(text: string): string | undefined {
  const digits = readPieceSigns(text);
  return digits?.includes('*') === true ? undefined : digits;
}

/**
 * The same messages with the pieces masked where a card number ends in the last of them; `undefined` where none does.
 * Messages in between that hold more than a piece are passed over.
 */
export function maskToldNumber(messages: readonly string[]): readonly string[] | undefined {
  const pieces = messages.flatMap((text, message): readonly Piece[] => {
    const places = readPlaces(text);
    return places === undefined || places.length > MOST_DIGITS ? [] : [{ message, places }];
  });
  const last = pieces.at(-1);
  if (last?.message !== messages.length - 1) return undefined;
  const chains = [pieces, pieces.filter((piece) => piece === last || piece.places.length > 1)];
  for (const length of LENGTHS) {
    for (const chain of chains) {
      const card = cardOf(chain, length);
      if (card !== undefined) return write(messages, ...withLonger(chain, card));
    }
  }
  return maskRest(messages, pieces);
}

const signsOf = (pieces: readonly Piece[]): string =>
  pieces.flatMap(({ places }) => places.map(({ sign }) => sign)).join('');

/** The last pieces, where together they are a card number of that length. */
function cardOf(pieces: readonly Piece[], length: number): readonly Piece[] | undefined {
  let count = 0;
  for (let first = pieces.length - 1; first >= 0 && count < length; first -= 1) {
    count += pieces[first]?.places.length ?? 0;
    if (count !== length) continue;
    const card = pieces.slice(first);
    const digits = signsOf(card);
    if (card.length > 1 && !digits.includes('*') && cardLengths(digits).includes(length) && passesLuhn(digits)) {
      return card;
    }
  }
  return undefined;
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
  for (const { message, places } of pieces) {
    const text = messages[message] ?? '';
    let out = '';
    let copied = 0;
    for (const { from, to } of places) {
      // Some signs, such as ⑫, are two digits.
      out += text.slice(copied, Math.max(copied, from)) + mask.charAt(at);
      copied = to;
      at += 1;
    }
    written[message] = out + text.slice(copied);
  }
  return written;
}
