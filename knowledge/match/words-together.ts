/** Pairs of English words that stand in one text, in whatever order: which order it is says little, that they meet much. */

import { type Feature, keyOfKeys } from './feature-key.ts';
import { isLatinWord, TOGETHER } from './features.ts';
import type { SparseVector } from './vectors.ts';

/** How many words further on the second of a pair may stand. */
const REACH = 5;
/** The length of the pairs beside that of the features themselves. */
const SHARE = 0.3;

/** The pairs of the words among a text's features. */
export function wordsTogether(features: readonly Feature[]): readonly Feature[] {
  const words = features.filter(isLatinWord);
  return words.flatMap((word, at) =>
    words
      .slice(at + 1, at + 1 + REACH)
      .map((other) => keyOfKeys(TOGETHER, Math.min(word, other), Math.max(word, other))),
  );
}

/** The vector of a text with that of its pairs beside it, from the number `from` on; its length stays one. */
export function withPairs(vector: SparseVector, pairs: SparseVector, from: number): SparseVector {
  if (pairs.at.length === 0) return vector;
  const scale = 1 / Math.hypot(1, SHARE);
  return {
    at: [...vector.at, ...pairs.at.map((at) => from + at)],
    value: [...vector.value.map((one) => one * scale), ...pairs.value.map((one) => one * SHARE * scale)],
    known: vector.known,
  };
}
