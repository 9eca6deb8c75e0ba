/** Compares a text with short lists of examples sign by sign, forgiving swapped, missing and foreign ones. */

import Fuse from 'fuse.js';

/** The bit-parallel search underneath compares this many signs at once. */
const LONGEST = 32;
/** A candidate that needs more of the signs changed than this is not alike at all. */
const MOST_CHANGED = 0.8;

interface Candidate {
  readonly text: string;
  readonly group: number;
  /** It is at most this much alike, going by the signs that it lacks. */
  readonly ceiling: number;
}

/** How alike the text and the most alike member of each group are, 0 to 1, in the order of the groups. */
export function resemblances(text: string, groups: readonly (readonly string[])[]): readonly number[] {
  const alike = groups.map(() => 0);
  const pattern = text.slice(0, LONGEST);
  if (pattern === '') return alike;
  const candidates = groups
    .flatMap((texts, group) => texts.map((one) => ({ text: one, group, ceiling: ceilingOf(pattern, one) })))
    .filter(({ ceiling }) => ceiling > 0);
  const likeliest = groups.map((_, group) => likeliestOf(candidates, group));
  compare(
    pattern,
    candidates.filter((one) => one === likeliest[one.group]),
    alike,
  );
  // The others count only where they can still be more alike.
  compare(
    pattern,
    candidates.filter((one) => one !== likeliest[one.group] && one.ceiling > (alike[one.group] ?? 0)),
    alike,
  );
  return alike;
}

function ceilingOf(pattern: string, text: string): number {
  let missing = 0;
  for (let at = 0; at < pattern.length; at++) if (!text.includes(pattern.charAt(at))) missing += 1;
  const changed = missing / pattern.length;
  return changed > MOST_CHANGED ? 0 : 1 - changed;
}

function likeliestOf(candidates: readonly Candidate[], group: number): Candidate | undefined {
  let best: Candidate | undefined;
  for (const one of candidates) if (one.group === group && one.ceiling > (best?.ceiling ?? 0)) best = one;
  return best;
}

/** Raises what is known of the groups by what the candidates show. */
function compare(pattern: string, candidates: readonly Candidate[], alike: number[]): void {
  if (candidates.length === 0) return;
  const list = new Fuse(
    candidates.map((one) => one.text),
    // Without the place and with all matches, each sign is looked at once rather than twice; the scores are the same.
    { includeScore: true, threshold: MOST_CHANGED, ignoreLocation: true, findAllMatches: true, shouldSort: false },
  );
  for (const { refIndex, score } of list.search(pattern)) {
    const { group } = candidates[refIndex] as Candidate;
    alike[group] = Math.max(alike[group] ?? 0, 1 - (score ?? 1));
  }
}
