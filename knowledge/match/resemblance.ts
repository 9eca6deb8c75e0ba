/** Compares a text with single examples letter by letter; used only to put a short list in order. */

import { DamerauLevenshteinDistance, DiceCoefficient } from 'natural/lib/natural/distance/index.js';

const LONGEST = 60;

/** How alike two normalised texts are, 0 to 1: shared pairs of letters, and the edits from one to the other. */
export function resemblance(left: string, right: string): number {
  const a = left.slice(0, LONGEST);
  const b = right.slice(0, LONGEST);
  if (a === b) return 1;
  if (a.length < 2 || b.length < 2) return 0;
  const edits = 1 - DamerauLevenshteinDistance(a, b, { restricted: true }) / Math.max(a.length, b.length);
  return 0.5 * DiceCoefficient(a, b) + 0.5 * edits;
}
