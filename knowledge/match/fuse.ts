/** Weighs the readers' opinions on one text into one score an id. */

import type { Evidence } from './gather-evidence.ts';

/** An id with its score and what speaks for it. */
export interface Opinion {
  readonly id: string;
  /** 0 to 1. */
  readonly score: number;
  readonly because: string;
  /** A rule, a screen text or a nearly identical example says so; not only likeness. */
  readonly stated: boolean;
  /** The words of the text that a rule or a screen text goes by. */
  readonly words?: string;
}

/** The opinions on one text, best first. */
export interface Fused {
  readonly opinions: readonly Opinion[];
}

/**
 * What a unit of each kind of evidence is worth, as the logarithm of odds. Fitted as a conditional logit on content
 * examples held out of training, on labelled development lines and on public corpora (docs/decisions/0007), so that the
 * shares of a text are probabilities.
 */
const LINEAR = 4;
const LIKELIHOOD = 0.18;
/** Of a new id; the more examples there are, the less its name tells. */
const NAME = 7;
const RULE = 5.25;
const ANY_RULE = 0.1;
const SCREEN = 3;
const EXACT = 6;
/** Outside is wide, and its examples show little of it. */
const OUT_OF_SCOPE = 1.9;
/** What it counts for being outside that a text names another thing than the terminal, and against it the terminal. */
const FOREIGN = 2.5;

/** An id that is behind by this much has no share worth telling. */
const HOPELESS = 11;
/** What depends on whose texts are read. */
export interface Readership {
  /** What being alike sign by sign is worth. */
  readonly alike: number;
  /** Below this share of known words a text is strange, and its score shrinks with the share. */
  readonly familiar: number;
}

/** Merchants write short lines with slips of the pen, and speak of much that no example mentions. */
export const MERCHANTS: Readership = { alike: 2, familiar: 0.7 };
/** Whole sentences on anything: unknown words are the best sign of what lies outside. */
export const ANYBODY: Readership = { alike: 0, familiar: 1 };

const MOST_OPINIONS = 10;
const LEAST_SCORE = 0.0005;

/** Fuses the evidence on one text; at most ten opinions, best first, those without any weight left out. */
export function fuse(
  evidence: Evidence,
  ids: readonly string[],
  foreign: -1 | 0 | 1 = 0,
  { alike, familiar }: Readership = MERCHANTS,
): Fused {
  const stated = weigh(ids, evidence, foreign);
  const weights = alike === 0 ? stated : addLikeness(ids, stated, evidence, alike);
  const highest = weights.reduce((most, weight) => Math.max(most, weight), Number.NEGATIVE_INFINITY);
  const odds = weights.map((weight) => Math.exp(weight - highest));
  const sum = odds.reduce((total, one) => total + one, 0);
  const trust = evidence.exact ? 1 : Math.min(1, evidence.known / familiar);
  const opinions = ids
    .map((id, at) => ({ id, score: (trust * (odds[at] ?? 0)) / sum }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_OPINIONS);
  return { opinions: opinions.map(({ id, score }) => ({ id, score, ...reasonFor(evidence, id) })) };
}

/** What speaks for each id, likeness left out. */
function weigh(ids: readonly string[], evidence: Evidence, foreign: -1 | 0 | 1): readonly number[] {
  return ids.map((id, at) => {
    const margin = Math.max(-1.5, Math.min(1.2, evidence.margins[at] ?? -1.5));
    const rule = evidence.rules.get(id)?.strength;
    return (
      LINEAR * margin +
      NAME * evidence.newness * (evidence.named[at] ?? 0) +
      LIKELIHOOD * (evidence.likelihoods[at] ?? 0) +
      (rule === undefined ? 0 : RULE * rule + ANY_RULE) +
      (evidence.screen?.id === id ? SCREEN * evidence.screen.strength : 0) +
      (evidence.exact?.id === id ? EXACT : 0) +
      (id === 'ctl-oos' ? OUT_OF_SCOPE + FOREIGN * foreign : 0)
    );
  });
}

/** Likeness is the dearest evidence: it is asked for only where it can still change a score. */
function addLikeness(
  ids: readonly string[],
  weights: readonly number[],
  evidence: Evidence,
  worth: number,
): readonly number[] {
  const highest = weights.reduce((most, weight) => Math.max(most, weight), Number.NEGATIVE_INFINITY);
  const open = ids.flatMap((id, at) =>
    evidence.near.has(id) && (weights[at] ?? 0) + worth > highest - HOPELESS ? [{ id, at }] : [],
  );
  const alike = evidence.alike(open.map(({ id }) => id));
  const added = [...weights];
  open.forEach(({ at }, place) => {
    added[at] = (added[at] ?? 0) + worth * (alike[place] ?? 0);
  });
  return added;
}

/** In words that an operator understands, and whether more than likeness speaks for it. */
function reasonFor(evidence: Evidence, id: string): Omit<Opinion, 'id' | 'score'> {
  const { exact, screen } = evidence;
  if (exact?.id === id) return { because: `example of ${id}: ${exact.text}`, stated: true };
  if (screen?.id === id) return { because: `screen text of ${id}: ${screen.words}`, stated: true, words: screen.words };
  const rule = evidence.rules.get(id);
  if (rule) return { because: `rule of ${id}: ${rule.words}`, stated: true, words: rule.words };
  const near = evidence.near.get(id);
  if (near && near.similarity > 0.25) {
    return { because: `like an example of ${id}: ${near.text}`, stated: near.similarity > 0.75 };
  }
  return { because: `words of ${id}`, stated: false };
}
