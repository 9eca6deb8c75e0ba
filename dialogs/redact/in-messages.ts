/** Reads the pieces of a number that is told over many short messages: a few digits at a time, with words between. */

import { OTHER_LABEL } from './card-number.ts';
import { DIGIT_WORDS, digitsOf, fold, mayHideDigits } from './fold.ts';
import { OTHER_NOUN, UNIT } from './secrets.ts';

/** A digit, the X that may end an ID number or a star of a masked number, and where it stands in its message. */
export interface Place {
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

/** A message with a piece of a number. */
export interface Piece {
  /** Its index among the messages. */
  readonly message: number;
  readonly places: readonly Place[];
  /** Pieces that were told wrongly, in whose place it stands. */
  readonly wrong?: readonly Piece[];
  /** The messages of the telephone, merchant or SIM card's number that it is a piece of, its own included. */
  readonly partOf?: readonly number[];
  /** Whether the message is nothing else. */
  readonly alone: boolean;
  /** What is said before digits that stand among other words, in folded form. */
  readonly before?: string;
  /** Whether it is so long that among other words it is a card's only where a card was named. */
  readonly long: boolean;
}

/** Where the digits among other words stand, and what is said before them. */
type AmongWords = Pick<Piece, 'places' | 'before'>;

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

/** With more characters or digits a message is more than a piece. */
const MOST_CHARACTERS = 80;
const MOST_DIGITS = 17;
/** Digits among other words are a piece up to this many; more are an amount, a terminal number or a serial. */
const MOST_AMONG_WORDS = 6;
const RUN = /[\d*](?:[^\p{L}\p{N}]{0,3}[\d*])*/gu;
/** An amount, a time or a date of these years is a number by itself; with four digits before a dot it may be a group of a card's. */
const WHOLE =
  /^\s*(?:[¥￥$]?\s?(?:0|[1-9]\d{0,2}(?:,\d{3})?)\.\d{1,2}|(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?|202\d([-/.]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01]))\s*$/;
/** What makes the number after it an amount: 第二笔, 收了. */
const AMOUNT_LABEL = /(?:第.{1,2}[笔筆]|[收扣付退]了)[^\d*]{0,3}$/;
/** How many digits are to follow: 前4位. */
const COUNT = /^[位个個段部组組]/;
/** The same in English words, which are no digits then: last four 1486. */
const COUNT_IN_WORDS =
  /(?<![a-z])(?:first|next|last|final) (?:two|three|four|five|six)(?=\s*(?:digits|numbers|[:\d]))/gi;

function withoutCounts(text: string): string {
  return text.replace(COUNT_IN_WORDS, (words) => ' '.repeat(words.length));
}

/** Whether a message is an amount, a time or a date, and so no piece of a longer number. */
export const isNumberByItself = (text: string): boolean => WHOLE.test(text);

/** The digits of a message that is a piece of a number, in any spelling, else undefined. Linear in its length. */
function readPlaces(text: string): readonly Place[] | undefined {
  if (text.length > MOST_CHARACTERS || isNumberByItself(text)) return undefined;
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
  if (AMOUNT_LABEL.test(before)) return true;
  return /[a-z]$/.test(before) || /[a-z]/.test(next) || OTHER_LABEL.test(before) || OTHER_NOUN.test(withoutCard);
}

/** The digits of a short message that names one number among other words: 卡号是6216你记一下. */
function readAmongWords(text: string): AmongWords | undefined {
  if (text.length > MOST_CHARACTERS || isNumberByItself(text) || (!text.includes('**') && !mayHideDigits(text)))
    return undefined;
  const { plain, from, to } = fold(withoutCounts(text));
  const [run, ...others] = [...plain.matchAll(RUN)].filter(
    ({ 0: { length }, index }) => length > 2 || !COUNT.test(plain.slice(index + length)),
  );
  if (run === undefined || others.length > 0) return undefined;
  const before = plain.slice(0, run.index);
  const end = run.index + run[0].length;
  if (UNIT.test(plain.slice(end, end + 12)) || isOther(before, plain.charAt(end))) return undefined;
  const places = [...run[0].matchAll(/[\d*]/g)].map(({ 0: sign, index }) => {
    const at = run.index + index;
    return { sign, from: from[at] ?? 0, to: to[at] ?? 0 };
  });
  return { places, before };
}

/** The places of a short piece among other words. */
function readShortAmongWords(text: string): readonly Place[] | undefined {
  const places = readAmongWords(text)?.places;
  return places !== undefined && places.length <= MOST_AMONG_WORDS ? places : undefined;
}

/** Where the digits and stars of a message with one piece of a number stand, whatever else it says. */
export const readAnyPlaces = (text: string): readonly Place[] | undefined =>
  readPlaces(text) ?? readShortAmongWords(text);

/** The digits and stars of a message with a piece of a number, whatever else it says. */
export function readAnyPieceSigns(text: string): string | undefined {
  return readAnyPlaces(text)
    ?.map(({ sign }) => sign)
    .join('');
}

/** The pieces of a number among messages, in order. */
export function readPieces(messages: readonly string[]): readonly Piece[] {
  return messages.flatMap((text, message): readonly Piece[] => {
    const alone = readPlaces(text);
    const read: AmongWords | undefined = alone === undefined ? readAmongWords(text) : { places: alone };
    if (read === undefined || read.places.length > MOST_DIGITS) return [];
    const long = alone === undefined && read.places.length > MOST_AMONG_WORDS;
    return [{ message, ...read, alone: alone !== undefined, long }];
  });
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
