/** Puts English words right that are misspelt: an unknown word becomes the known one that it comes nearest to. */

import { COMMON_ENGLISH, COMMON_SHORT_ENGLISH, SHORT_FORMS } from './common-english.ts';
import { correctInPlace } from './correct-in-place.ts';
import { indexNearWords, isPlainSlip, type NearWord, SHORTEST, TWO_SLIPS } from './near-words.ts';
import { splitSyllables } from './pinyin.ts';

/** Corrects the Latin words of a normalised text; known words, pinyin and anything with digits stay. */
export type CorrectEnglish = (text: string) => string;

const HAN = /\p{Script=Han}/u;
/** Beside a hyphen stand models and numbers of the trade. */
const WORD = /(?<![a-z0-9'-])[a-z]{1,20}(?![a-z0-9'-])/g;

/**
 * Learns the vocabulary from lines; the more often a word occurs, the rather it is what was meant. Where a line is Chinese,
 * each word is read by itself, pinyin stays (baalance splits into syllables, and is only pinyin to somebody who writes it),
 * and so do the halves of words with a hyphen. Where none is, what stands beside a word counts as well.
 */
export function createEnglishCorrection(lines: Iterable<string>): CorrectEnglish {
  const read = Array.from(lines, (line) => line.toLowerCase());
  return read.some((line) => HAN.test(line)) ? correctWordByWord(read) : correctInPlace(read);
}

function correctWordByWord(lines: readonly string[]): CorrectEnglish {
  const counts = new Map<string, number>();
  for (const line of lines) {
    for (const word of line.match(/[a-z]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const common = new Set([...COMMON_ENGLISH, ...COMMON_SHORT_ENGLISH]);
  const near = indexNearWords(counts, { shortest: SHORTEST, twoSlips: TWO_SLIPS });
  const correct = (word: string): string => (splitSyllables(word) ? word : nearest(word, near(word)));
  return (text) =>
    text.replace(
      WORD,
      (word) => SHORT_FORMS.get(word) ?? (counts.has(word) || common.has(word) ? word : correct(word)),
    );
}

/** Of those as near the most frequent, of those as frequent the first; the word itself where none is near. */
function nearest(word: string, near: readonly NearWord[]): string {
  let best: NearWord | undefined;
  for (const one of near) {
    if (!isPlainSlip(word, one)) continue;
    if (!best || one.slips < best.slips || (one.slips === best.slips && one.count > best.count)) best = one;
  }
  return best?.word ?? word;
}
