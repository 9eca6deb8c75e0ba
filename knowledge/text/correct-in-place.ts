/** Puts misspelt words of English lines right by what stands beside them, and blanks that slipped. */

import { COMMON_ENGLISH, COMMON_SHORT_ENGLISH, SHORT_FORMS } from './common-english.ts';
import { indexNearWords, isPlainSlip, type NearWord } from './near-words.ts';
import { EDGE, latinWordsIn, learnSideBySide } from './words-side-by-side.ts';

/** In place, two slips are forgiven from this length on, and one in any word. */
const TWO_SLIPS = 5;
const SHORTEST = 1;
/** Next to nothing is left of a word this short: both its neighbours must speak for what was meant. */
const LONE_LETTER = 1;

/** What a neighbour that was seen beside the word counts for it, in the measure of … */
const SEEN_BESIDE = 2;
/** … what a slip counts against it, … */
const SLIP = 2.5;
/** … another first letter … */
const OTHER_BEGINNING = 1;
/** … and how often the word was shown (by its logarithm). */
const OFTEN = 0.4;

/** Also halves of words with a hyphen; letters beside digits are models and numbers. */
const WORD = /(?<![a-z0-9'])[a-z]+(?:'[a-z]+)*(?![a-z0-9'])/g;

/** What the lines have shown. */
interface Shown {
  readonly isKnown: (word: string) => boolean;
  readonly near: (word: string) => readonly NearWord[];
  readonly sideBySide: (first: string, second: string) => boolean;
}

/** Learns from lines in lower case, none of them Chinese. Words that they show, and everyday ones, stay. */
export function correctInPlace(lines: readonly string[]): (text: string) => string {
  const counts = new Map<string, number>();
  for (const line of lines) for (const word of latinWordsIn(line)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = new Set([...COMMON_ENGLISH, ...COMMON_SHORT_ENGLISH]);
  const shown: Shown = {
    isKnown: (word) => counts.has(word),
    near: indexNearWords(counts, { shortest: SHORTEST, twoSlips: TWO_SLIPS }),
    sideBySide: learnSideBySide(lines),
  };
  return (text) => {
    const found = [...text.matchAll(WORD)];
    const words = found.map(([word]) => SHORT_FORMS.get(word) ?? word);
    words.forEach((word, at) => {
      if (!counts.has(word) && !common.has(word) && word === found[at]?.[0]) correctAt(words, at, shown);
    });
    let corrected = '';
    let from = 0;
    found.forEach(({ 0: word, index }, at) => {
      corrected += text.slice(from, index) + words[at];
      from = index + word.length;
    });
    return corrected + text.slice(from);
  };
}

/** Puts the word at the place right, and with it its neighbour where the blank between them slipped. */
function correctAt(words: string[], at: number, shown: Shown): void {
  const word = words[at] as string;
  const before = words[at - 1];
  const after = words[at + 1];
  const withNext = after === undefined ? undefined : moveBlank(word, after, shown);
  const withLast = withNext || before === undefined ? undefined : moveBlank(before, word, shown);
  if (withNext) words.splice(at, 2, ...withNext);
  else if (withLast) words.splice(at - 1, 2, ...withLast);
  else words[at] = meantBetween(before ?? EDGE, word, after ?? EDGE, shown) ?? divide(word, shown) ?? word;
}

/** The word that was meant between two others. */
function meantBetween(before: string, word: string, after: string, { near, sideBySide }: Shown): string | undefined {
  let best: string | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const one of near(word)) {
    const beside = (sideBySide(before, one.word) ? 1 : 0) + (sideBySide(one.word, after) ? 1 : 0);
    if (beside < besideNeeded(word, one)) continue;
    const beginning = one.word[0] === word[0] ? 0 : OTHER_BEGINNING;
    const worth = SEEN_BESIDE * beside - SLIP * one.slips + OFTEN * Math.log(one.count) - beginning;
    if (worth <= most) continue;
    most = worth;
    best = one.word;
  }
  return best;
}

/** How many of the neighbours must have been seen beside what was meant. */
function besideNeeded(word: string, one: NearWord): number {
  if (isPlainSlip(word, one)) return 0;
  return one.slips > 1 || word.length <= LONE_LETTER ? 2 : 1;
}

/** ne wcard is new card, to pup is top up: the blank stands a letter too early or too late, or changed places with one. */
function moveBlank(one: string, two: string, { isKnown, sideBySide }: Shown): readonly [string, string] | undefined {
  const [head, last] = [one.slice(0, -1), one.slice(-1)];
  const [first, tail] = [two.slice(0, 1), two.slice(1)];
  const moved = [
    [one + first, tail],
    [head, last + two],
    [head + first, last + tail],
  ] as const;
  return moved.find(([left, right]) => isKnown(left) && isKnown(right) && sideBySide(left, right));
}

/** newcard is new card. */
function divide(word: string, { isKnown, sideBySide }: Shown): string | undefined {
  for (let at = 1; at < word.length; at++) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    if (isKnown(left) && isKnown(right) && sideBySide(left, right)) return `${left} ${right}`;
  }
  return undefined;
}
