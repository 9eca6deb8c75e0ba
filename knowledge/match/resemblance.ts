/** Compares a text with a short list of examples sign by sign, forgiving swapped, missing and foreign ones. */

import Fuse from 'fuse.js';

/** The bit-parallel search underneath compares this many signs at once. */
const LONGEST = 32;

/** How alike the text and each candidate are, 0 to 1, in the order of the candidates. For short lists only. */
export function resemblances(text: string, candidates: readonly string[]): readonly number[] {
  const alike = candidates.map(() => 0);
  if (text === '' || candidates.length === 0) return alike;
  const list = new Fuse(candidates, { includeScore: true, threshold: 0.8, ignoreLocation: true });
  for (const { refIndex, score } of list.search(text.slice(0, LONGEST))) alike[refIndex] = 1 - (score ?? 1);
  return alike;
}
