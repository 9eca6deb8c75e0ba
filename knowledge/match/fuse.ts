/** Weighs the readers' opinions on one text into one score an id. */

import type { Evidence } from './gather-evidence.ts';
import type { Foreignness } from './name-things.ts';

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
/** Of a new id; the more examples there are, the less its name tells. */
const NAME = 7;
const RULE = 6;
const ANY_RULE = 0.1;
const SCREEN = 3;
const EXACT = 6;
/** Lying inside: what a unit of likelihood beyond this lead over being outside counts, and a unit of margin … */
const INSIDE = 0.1;
const INSIDE_LEAD = 21;
const INSIDE_MARGIN = 0.6;
/** … and being torn between two ids is no sign of lying outside, so that their shares count by this power. */
const TORN = 0.3;
/**
 * A text that the linear model holds for this near to what lies outside is doubted, the more so the nearer: by this power
 * of e for a unit of margin. Answers to the desk stand, such as that it works again, and so does what names the terminal.
 */
const DOUBTFUL = -0.6;
const DOUBT = 5;
/** A swindle that is not heard costs more than a warning in vain. */
const MISSED_SWINDLE = 1;
/** What it counts for being outside that a text names another thing than the terminal, and against it the terminal. */
const FOREIGN = 2.5;

/** What lying outside is worth from the start: outside is wide, and its examples show little of it. */
const OUT_OF_SCOPE = 1.9;
/** An id that is behind by this much changes no decision, however alike its examples are. */
const HOPELESS = 4;
/** What depends on whose texts are read. */
export interface Readership {
  /** What a unit of the linear model's margin is worth; the more examples overlap, the less. */
  readonly linear: number;
  /** A margin beyond these counts as they do. */
  readonly bounds: readonly [lowest: number, highest: number];
  /** What a unit of likelihood is worth. */
  readonly likelihood: number;
  /** What being alike sign by sign is worth. */
  readonly alike: number;
  /** Below this share of known words a text is strange, and its score shrinks with the share. */
  readonly familiar: number;
  /** Whether examples of what lies outside show enough of it for likelihood to tell it from what lies inside. */
  readonly knowsOutside: boolean;
}

/** Merchants write short lines with slips of the pen, and speak of much that no example mentions. */
export const MERCHANTS: Readership = {
  linear: 3,
  bounds: [-1.5, 1.2],
  likelihood: 0.16,
  alike: 2.5,
  familiar: 0.7,
  knowsOutside: false,
};
/** Whole sentences on anything: unknown words are the best sign of what lies outside. */
export const ANYBODY: Readership = {
  linear: 2,
  bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  likelihood: 0.18,
  alike: 0,
  familiar: 1,
  knowsOutside: true,
};

const OUTSIDE = 'ctl-oos';
const SWINDLE = 'sec-scam-call';
const CONTROL = 'ctl-';
const MOST_OPINIONS = 10;
const LEAST_SCORE = 0.0005;

/** Fuses the evidence on one text; at most ten opinions, best first, those without any weight left out. */
export function fuse(
  evidence: Evidence,
  ids: readonly string[],
  foreign: Foreignness = 0,
  readership: Readership = MERCHANTS,
): Fused {
  const { alike, familiar, knowsOutside } = readership;
  const weights = weigh(ids, evidence, foreign, readership);
  if (alike > 0) addLikeness(ids, weights, evidence, alike);
  let highest = Number.NEGATIVE_INFINITY;
  for (const weight of weights) if (weight > highest) highest = weight;
  let sum = 0;
  for (const weight of weights) sum += Math.exp(weight - highest);
  const likeliest = likeliestInside(ids, weights);
  const outsider = ids.indexOf(OUTSIDE);
  const outside = knowsOutside ? outsider : -1;
  const inside = outside < 0 ? 1 : insideness(likeliest, outside, evidence);
  const trust = evidence.exact ? 1 : inside * Math.min(1, evidence.known / familiar);
  const power = outside < 0 ? 1 : TORN;
  const odds = knowsOutside || outsider < 0 || foreign < 0 ? 1 : oddsInside(evidence.margins[outsider] as number);
  const faint = highest + Math.log((LEAST_SCORE * sum) / Math.max(trust, LEAST_SCORE));
  // The likeliest is named however strange the text is.
  const least = Math.min(faint, weights[likeliest] ?? highest);
  const opinions: { readonly id: string; readonly score: number }[] = [];
  for (let at = 0; at < ids.length; at++) {
    const weight = weights[at] as number;
    if (weight < least) continue;
    const id = ids[at] as string;
    const score = trust * (Math.exp(weight - highest) / sum) ** power;
    opinions.push({ id, score: isBeyondDoubt(evidence, id) ? score : (score * odds) / (score * odds + 1 - score) });
  }
  opinions.sort((a, b) => b.score - a.score);
  return {
    opinions: opinions.slice(0, MOST_OPINIONS).map(({ id, score }) => ({ id, score, ...reasonFor(evidence, id) })),
  };
}

/** The number of the likeliest id that does not stand for lying outside, -1 where there is none. */
function likeliestInside(ids: readonly string[], weights: Float64Array): number {
  let best = -1;
  for (let at = 0; at < weights.length; at++) {
    if (ids[at] !== OUTSIDE && (best < 0 || (weights[at] as number) > (weights[best] as number))) best = at;
  }
  return best;
}

/** How sure it is, 0 to 1, that the likeliest id explains the text better than lying outside does. */
function insideness(likeliest: number, outside: number, { margins, likelihoods }: Evidence): number {
  if (likeliest < 0) return 1;
  const lead = (likelihoods[likeliest] as number) - (likelihoods[outside] as number);
  const margin = (margins[likeliest] as number) - (margins[outside] as number);
  return 1 / (1 + Math.exp(-INSIDE * (lead - INSIDE_LEAD) - INSIDE_MARGIN * margin));
}

function isBeyondDoubt({ exact }: Evidence, id: string): boolean {
  return exact !== undefined || id.startsWith(CONTROL);
}

/** What is left of the odds of a symptom where the linear model tells examples of what lies outside by this margin. */
function oddsInside(margin: number): number {
  return Math.exp(-DOUBT * Math.max(0, margin - DOUBTFUL));
}

/** What speaks for each id, likeness left out. */
function weigh(
  ids: readonly string[],
  evidence: Evidence,
  foreign: Foreignness,
  { linear, likelihood, bounds: [lowest, highest] }: Readership,
): Float64Array {
  const { margins, likelihoods, named, rules, screen, exact } = evidence;
  const name = NAME * evidence.newness;
  const weights = new Float64Array(ids.length);
  for (let at = 0; at < ids.length; at++) {
    const margin = Math.max(lowest, Math.min(highest, margins[at] as number));
    weights[at] = linear * margin + name * (named[at] as number) + likelihood * (likelihoods[at] as number);
  }
  const add = (id: string, worth: number): void => {
    const at = ids.indexOf(id);
    if (at >= 0) weights[at] = (weights[at] as number) + worth;
  };
  for (const [id, { strength }] of rules) add(id, RULE * strength + ANY_RULE);
  if (screen) add(screen.id, SCREEN * screen.strength);
  if (exact) add(exact.id, EXACT);
  add(OUTSIDE, OUT_OF_SCOPE + FOREIGN * foreign);
  add(SWINDLE, MISSED_SWINDLE);
  return weights;
}

/** Likeness is the dearest evidence: it is asked for only where it can still change a score. */
function addLikeness(ids: readonly string[], weights: Float64Array, evidence: Evidence, worth: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const weight of weights) if (weight > highest) highest = weight;
  const open: { readonly id: string; readonly at: number }[] = [];
  for (const id of evidence.near.keys()) {
    const at = ids.indexOf(id);
    if (at >= 0 && (weights[at] as number) + worth > highest - HOPELESS) open.push({ id, at });
  }
  if (open.length < 2) return;
  const alike = evidence.alike(open.map(({ id }) => id));
  open.forEach(({ at }, place) => {
    weights[at] = (weights[at] as number) + worth * (alike[place] ?? 0);
  });
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
