/** Compares a text with short lists of examples sign by sign, forgiving swapped, missing and foreign ones. */

import Fuse from 'fuse.js';
import { fewestSlips, type SignBits, signBitsOf } from './fewest-slips.ts';

/** The bit-parallel search underneath compares this many signs at once. */
const LONGEST = 32;
/** A candidate that needs more of the signs changed than this is not alike at all. */
const MOST_CHANGED = 0.8;
/** A text that only holds the pattern is not quite the pattern. */
const LEAST_CHANGED = 0.001;

interface Candidate {
  readonly text: string;
  readonly group: number;
  /** How alike it is, as far as slips can be counted. */
  readonly expected: number;
}

/** How alike the text and the most alike member of each group are, 0 to 1, in the order of the groups. */
export function resemblances(text: string, groups: readonly (readonly string[])[]): readonly number[] {
  const alike = groups.map(() => 0);
  const pattern = text.slice(0, LONGEST);
  if (pattern === '') return alike;
  const signs = signBitsOf(pattern);
  // The search takes ten times as long as the count, which tells which one of each group to search.
  const candidates = groups.flatMap((texts, group) => likeliestOf(pattern, signs, texts, group) ?? []);
  compare(pattern, candidates, alike);
  return alike;
}

function likeliestOf(pattern: string, signs: SignBits, texts: readonly string[], group: number): Candidate | undefined {
  let best: Candidate | undefined;
  for (const text of texts) {
    const expected = text === pattern ? 1 : expectedLikeness(signs, text);
    if (expected > (best?.expected ?? 0)) best = { text, group, expected };
  }
  return best;
}

/** What the search will say: it raises the share of slips to a power that falls with the number of words. */
function expectedLikeness(signs: SignBits, text: string): number {
  const changed = fewestSlips(signs, text) / signs.length;
  if (changed > MOST_CHANGED) return 0;
  const words = text.includes(' ') ? (text.match(/[^ ]+/g)?.length ?? 1) : 1;
  return 1 - Math.max(LEAST_CHANGED, changed) ** (Math.round(1000 / Math.sqrt(words)) / 1000);
}

function compare(pattern: string, candidates: readonly Candidate[], alike: number[]): void {
  if (candidates.length === 0) return;
  const signs = smallAlphabetOf(pattern);
  const list = new Fuse(
    candidates.map(({ text }) => spelt(text, signs)),
    // Without the place and with all matches, each sign is looked at once rather than twice; the scores are the same.
    { includeScore: true, threshold: MOST_CHANGED, ignoreLocation: true, findAllMatches: true, shouldSort: false },
  );
  for (const { refIndex, score } of list.search(spelt(pattern, signs))) {
    alike[(candidates[refIndex] as Candidate).group] = 1 - (score ?? 1);
  }
}

/** A sign for each of the text's, always in this order; none changes in lower case. */
const SIGNS = 'abcdefghijklmnopqrstuvwxyz!"#$%&\'()*+,-./';
/** Stands for whatever the text does not hold. */
const FOREIGN = '~';

/**
 * The search looks every sign up by name, which costs most of its time for Chinese ones: it is given both texts in a
 * small alphabet of the pattern's own. Spaces stay, as the search counts words.
 */
function smallAlphabetOf(pattern: string): ReadonlyMap<number, string> {
  const signs = new Map([[SPACE, ' ']]);
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern.charCodeAt(at);
    if (!signs.has(unit)) signs.set(unit, SIGNS.charAt(signs.size - 1));
  }
  return signs;
}

const SPACE = 32;

function spelt(text: string, signs: ReadonlyMap<number, string>): string {
  let written = '';
  for (let at = 0; at < text.length; at++) written += signs.get(text.charCodeAt(at)) ?? FOREIGN;
  return written;
}
