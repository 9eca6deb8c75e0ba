/** Reads a message part by part and decides: act, ask, or admit that nothing fits. */

import { isCircumstance } from './circumstance.ts';
import type { Fused, Opinion } from './fuse.ts';
import type { Match, MatchContext, ScoredId } from './matcher.ts';
import { divide, splitParts } from './split-parts.ts';

/** The opinions on the whole text or on one segment of it. */
export interface Reading extends Fused {
  readonly text: string;
}

/** The same of a part; `added` where its words say that it comes on top of what was told before. */
interface PartReading extends Reading {
  readonly added: boolean;
}

/** From here on the first id is acted upon … */
const ACCEPT = 0.55;
/** … unless the second is this near; */
const MIN_LEAD = 0.1;
/** below this nothing fits. */
const REJECT = 0.3;
/** A trouble that the whole message speaks of too, at least this much, needs only be likely in its part … */
const HEARD = 0.005;
const LIKELY = 0.65;
/** … a fainter trace of it asks for more in the part, … */
const HARDLY_HEARD = 0.0005;
const VERY_LIKELY = 0.9;
/** … where its words say that it comes on top of another, half as much will do; */
const LIKELY_ON_TOP = 0.55;
/** one that only its part speaks of must be plain there, by its own words … */
const PLAIN = 0.99;
/** … or by so much likeness that the others hardly come near. */
const HARDLY_ANYTHING_ELSE = 0.92;
/** Half of a part without a pause must speak this clearly. */
const CLEAR_HALF = 0.65;
/** So many of the likeliest meanings of a part show by their words where it may be divided. */
const MOST_DECIDING = 2;
/** Neighbours are two troubles only where each part is as sure as this. */
const SURE = 0.97;
/** What a part says counts a little less than what the whole says. */
const PART = 0.85;
/** Small talk in a message that also says something else. */
const BESIDE_SUBSTANCE = 0.5;
const MOST_RANKED = 5;
const OUT_OF_SCOPE = 'ctl-oos';
/** What a caller claims is hearsay: expiry, fees and new machines told in its parts are no troubles of their own. */
const HEARSAY = 'sec-scam-call';
/** The symptom being worked on, and its neighbours, are a little likelier. */
const PRESENT_BONUS = 0.04;

/** What a sharper neighbour explains: a refused card, a code, a missing slip, a missing network, a dead machine. */
const VAGUE = new Set([
  'txn-declined',
  'txn-error-code',
  'txn-reprint',
  'net-offline',
  'net-no-signal',
  'exp-term-query',
  'sw-freeze',
]);

/** Small talk that says nothing beside a real request. */
const SMALL_TALK = new Set(['ctl-greet', 'ctl-thanks', 'ctl-yes', 'ctl-no', 'ctl-wait']);

/** Decides on a message from the reading of the whole and, where it has several parts, of each part. */
export function combineSegments(
  whole: Reading,
  read: (segment: string) => Reading,
  segments: readonly string[],
  confusable: ReadonlyMap<string, readonly string[]>,
  context: MatchContext | undefined,
): Match {
  const hearsay = whole.opinions[0]?.id === HEARSAY && whole.opinions[0].score >= ACCEPT;
  const parts = (hearsay ? [] : splitParts(segments)).map(({ text, added }) => ({ ...read(text), added }));
  const best = new Map<string, Opinion>();
  const substance = parts.some(({ opinions: [first] }) => first && first.score >= ACCEPT && !SMALL_TALK.has(first.id));
  for (const opinion of whole.opinions) {
    const beside = substance && SMALL_TALK.has(opinion.id);
    best.set(opinion.id, beside ? { ...opinion, score: opinion.score * BESIDE_SUBSTANCE } : opinion);
  }
  for (const part of parts) {
    for (const opinion of part.opinions) {
      if (SMALL_TALK.has(opinion.id) || opinion.id === OUT_OF_SCOPE) continue;
      const score = opinion.score * PART;
      if (score > (best.get(opinion.id)?.score ?? 0)) best.set(opinion.id, { ...opinion, score });
    }
  }
  const ranked = [...best.values()]
    .map((opinion) => inContext(opinion, confusable, context))
    .sort((a, b) => b.score - a.score);
  const multi =
    hearsay || ranked[0]?.id === OUT_OF_SCOPE
      ? []
      : statedSymptoms(whole, parts.length > 0 ? parts : [{ ...whole, added: false }], read, confusable);
  return decide(ranked, multi);
}

function inContext(
  opinion: Opinion,
  confusable: ReadonlyMap<string, readonly string[]>,
  context: MatchContext | undefined,
): Opinion {
  const present = context?.symptom;
  if (!present || opinion.score < REJECT) return opinion;
  const close = opinion.id === present || confusable.get(present)?.includes(opinion.id);
  return close ? { ...opinion, score: Math.min(1, opinion.score + PRESENT_BONUS) } : opinion;
}

/**
 * Different symptoms that different parts tell on their own. Neighbours that are easily confused are one trouble, unless
 * the words say that the second comes on top.
 */
function statedSymptoms(
  whole: Reading,
  parts: readonly PartReading[],
  read: (segment: string) => Reading,
  confusable: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const near = (one: string, other: string): boolean =>
    confusable.get(one)?.includes(other) === true || confusable.get(other)?.includes(one) === true;
  const stated: Told[] = [];
  const adding = parts.some(({ added }) => added);
  for (const part of parts) {
    if (parts.length > 1 && isCircumstance(part.text)) continue;
    const divided = findTwo(part, read).filter(({ id }, at, all) => at === 0 || !near(all[0]?.id ?? '', id));
    for (const told of divided.length > 1 ? divided : clearSymptom(part, whole, adding)) {
      const same = (one: Told): boolean =>
        one.id === told.id ||
        (near(one.id, told.id) && !part.added && (VAGUE.has(one.id) || VAGUE.has(told.id) || !(one.sure && told.sure)));
      if (!stated.some(same)) stated.push(told);
    }
  }
  return stated.length > 1 ? stated.map(({ id }) => id) : [];
}

/** A symptom that a part tells; `sure` when the part speaks of nothing else. */
interface Told {
  readonly id: string;
  readonly sure: boolean;
}

/** The symptom that a part tells clearly enough to stand beside another one; a list of none or one. */
function clearSymptom({ opinions, added }: PartReading, whole: Reading, adding: boolean): readonly Told[] {
  // What is added to a trouble is a trouble, however much it sounds like an answer.
  const first = added ? opinions.find(({ id }) => !id.startsWith('ctl-')) : opinions[0];
  if (!first || first.id.startsWith('ctl-')) return [];
  const trace = whole.opinions.find(({ id }) => id === first.id)?.score ?? 0;
  const heard = trace >= HEARD || (trace >= HARDLY_HEARD && first.score >= VERY_LIKELY);
  const plain = first.score >= (first.stated || adding ? PLAIN : HARDLY_ANYTHING_ELSE);
  const likely = first.score >= (added ? LIKELY_ON_TOP : LIKELY) && (heard || adding);
  return plain || likely ? [{ id: first.id, sure: heard && first.score >= SURE }] : [];
}

/** The two symptoms that the two halves of a part tell, where it can be divided so. */
function findTwo(part: Reading, read: (segment: string) => Reading): readonly Told[] {
  const deciding = part.opinions.slice(0, MOST_DECIDING).flatMap(({ words }) => (words === undefined ? [] : [words]));
  for (const [left, right] of divide(part.text, deciding)) {
    const second = clearHalf(read(right));
    const first = second && clearHalf(read(left));
    if (first && second && first.id !== second.id) return [first, second];
  }
  return [];
}

function clearHalf({ opinions: [first] }: Reading): Told | undefined {
  if (!first?.stated || first.score < CLEAR_HALF || first.id.startsWith('ctl-')) return undefined;
  return { id: first.id, sure: first.score >= SURE };
}

/** Troubles that are all stated come first, in the order in which they are told. */
function inTellingOrder(opinions: readonly Opinion[], multi: readonly string[]): readonly Opinion[] {
  const highest = opinions[0]?.score ?? 0;
  const told = multi.flatMap((id) => {
    const opinion = opinions.find((one) => one.id === id);
    return [{ ...(opinion ?? { id, because: `part of the message: ${id}`, stated: true }), score: highest }];
  });
  return [...told, ...opinions.filter(({ id }) => !multi.includes(id))];
}

function decide(opinions: readonly Opinion[], multi: readonly string[]): Match {
  const ordered = inTellingOrder(opinions, multi);
  const ranked: readonly ScoredId[] = ordered.slice(0, MOST_RANKED).map(({ id, score }) => ({
    id,
    score: Math.round(score * 1e6) / 1e6,
  }));
  const [first, second] = ordered;
  if (!first || first.score < REJECT) return { decision: 'reject', ranked, multi: [], because: 'nothing fits' };
  if (first.id === OUT_OF_SCOPE)
    return { decision: 'reject', ranked, multi: [], because: `out of scope: ${first.because}` };
  if (multi.length > 1) return { decision: 'accept', ranked, multi, because: `several troubles: ${multi.join(', ')}` };
  const clear = first.score >= ACCEPT && first.score - (second?.score ?? 0) >= MIN_LEAD;
  return { decision: clear ? 'accept' : 'clarify', ranked, multi, because: first.because };
}
