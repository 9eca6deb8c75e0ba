/** Puts English words right that are misspelt: an unknown word becomes the known one that it comes nearest to. */

import { COMMON_ENGLISH, SHORT_FORMS } from './common-english.ts';
import { splitSyllables } from './pinyin.ts';

/** Corrects the Latin words of a normalised text; known words, pinyin and anything with digits stay. */
export type CorrectEnglish = (text: string) => string;

/** Shorter words are too easily another word. */
const SHORTEST = 3;
/** From this length on a wrong letter is forgiven; in shorter words only one too many, too few or out of place … */
const ANY_SLIP = 4;
/** … and from this length on two slips. */
const TWO_SLIPS = 8;
const LONGEST = 20;
const HAN = /\p{Script=Han}/u;
/** Beside a hyphen stand models and numbers of the trade, or in English text just as well the other half of a word. */
const WORD = /(?<![a-z0-9'-])[a-z]{1,20}(?![a-z0-9'-])/g;
const WORD_OR_PART = /(?<![a-z0-9'])[a-z]{1,20}(?![a-z0-9'])/g;
const MOST_REMEMBERED = 5_000;

/**
 * Learns the vocabulary from lines; the more often a word occurs, the rather it is what was meant. Where a line is Chinese,
 * pinyin stays (baalance splits into syllables, and is only pinyin to somebody who writes it), and so do the halves of
 * words with a hyphen.
 */
export function createEnglishCorrection(lines: Iterable<string>): CorrectEnglish {
  const counts = new Map<string, number>();
  let chinese = false;
  for (const line of lines) {
    chinese ||= HAN.test(line);
    for (const word of line.toLowerCase().match(/[a-z]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const common = new Set(COMMON_ENGLISH);
  const wordsLeaving = indexRests([...counts.keys()]);
  const corrected = new Map<string, string>();
  const correct = (part: string): string => {
    const before = corrected.get(part);
    if (before !== undefined) return before;
    // Copied, as a piece of a text keeps all of the text in memory.
    const word = [...part].join('');
    const after = chinese && splitSyllables(word) ? word : nearest(word, wordsLeaving, counts);
    if (corrected.size < MOST_REMEMBERED) corrected.set(word, after);
    return after;
  };
  return (text) =>
    text.replace(
      chinese ? WORD : WORD_OR_PART,
      (word) => SHORT_FORMS.get(word) ?? (counts.has(word) || common.has(word) ? word : correct(word)),
    );
}

function nearest(
  word: string,
  wordsLeaving: (rest: string) => readonly string[],
  counts: ReadonlyMap<string, number>,
): string {
  if (word.length < SHORTEST) return word;
  let best = word;
  let fewest = word.length >= TWO_SLIPS ? 2 : 1;
  let often = 0;
  for (const candidate of new Set([...restsOf(word)].flatMap(wordsLeaving))) {
    const slips = slipsBetween(word, candidate);
    const count = counts.get(candidate) ?? 0;
    if (slips > fewest || (slips === fewest && count <= often)) continue;
    if (candidate[0] !== word[0] && slips > 1) continue;
    if (word.length < ANY_SLIP && candidate.length === word.length && !isSwapped(word, candidate)) continue;
    best = candidate;
    fewest = slips;
    often = count;
  }
  return best;
}

/** Room for the number of a word beside the 32 bits of a rest. */
const ROOM = 2 ** 20;

/**
 * Finds the words that leave a rest, in their order. There are a hundred rests to a long word: as sorted numbers they
 * take a tenth of the memory that a map of them takes. A word that only has the same hash is one more to compare.
 */
function indexRests(words: readonly string[]): (rest: string) => readonly string[] {
  const known = words.filter(({ length }) => length >= SHORTEST && length <= LONGEST).slice(0, ROOM);
  const entries = known.flatMap((word, number) => [...restsOf(word)].map((rest) => hashOf(rest) * ROOM + number));
  const sorted = Float64Array.from(entries).sort();
  return (rest) => {
    const from = hashOf(rest) * ROOM;
    const found: string[] = [];
    for (let at = firstFrom(sorted, from); at < sorted.length && (sorted[at] as number) < from + ROOM; at++) {
      found.push(known[(sorted[at] as number) - from] as string);
    }
    return found;
  };
}

/** The place of the first number that is not below. */
function firstFrom(sorted: Float64Array, least: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1) ^ (hash >>> 15);
  return Math.imul(hash ^ (hash >>> 13), 0x85ebca6b) >>> 0;
}

function isSwapped(one: string, other: string): boolean {
  return [...one].sort().join('') === [...other].sort().join('');
}

/** The word itself and what remains when one letter, or two of a long word, are left out. */
function restsOf(word: string): ReadonlySet<string> {
  const rests = new Set([word]);
  const once = withoutOne(word);
  for (const rest of once) {
    rests.add(rest);
    if (word.length >= TWO_SLIPS) for (const shorter of withoutOne(rest)) rests.add(shorter);
  }
  return rests;
}

function withoutOne(word: string): readonly string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

/** Letters added, left out, changed or swapped with their neighbour. */
function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + changed);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? Number.POSITIVE_INFINITY;
}
