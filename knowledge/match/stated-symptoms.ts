/** Finds the different troubles that different parts of a message tell, and leaves out what is no trouble of its own. */

import { asks, explains, isBehind } from './cause.ts';
import { isCircumstance, isConsequence } from './circumstance.ts';
import type { Fused, Opinion } from './fuse.ts';
import { type Division, divide, type Part, splitParts } from './split-parts.ts';

/** The opinions on the whole text or on one segment of it. */
export interface Reading extends Fused {
  readonly text: string;
}

/** The same of a part, with its place among the others. */
export interface PartReading extends Reading, Part {
  /** It tells no trouble of its own: what was tried, what follows from another part, when. */
  readonly aside: boolean;
}

/** Ids that are easily confused with each id. */
export type Neighbours = ReadonlyMap<string, readonly string[]>;

/** A trouble that the whole message speaks of too, at least this much, needs only be likely in its part … */
const HEARD = 0.005;
const LIKELY = 0.65;
/** … a fainter trace of it asks for more in the part, … */
const HARDLY_HEARD = 0.0005;
const VERY_LIKELY = 0.9;
/** … where its words say that it comes on top of another, half as much will do; */
const LIKELY_ON_TOP = 0.55;
/** one that only its part speaks of must be plain there. */
const PLAIN_ENOUGH = 0.8;
/** What is added and is no small talk is a trouble; so much must speak for it being this one. */
const LEAST_ON_TOP = 0.12;
/** A trouble that is likelier than this needs no help from the whole message to be chosen. */
const LIKELY_ALONE = 0.8;
/** Half of a part without a pause must speak this clearly. */
const CLEAR_HALF = 0.65;
/** … and this clearly where nothing but likeness speaks for it. */
const CLEAR_BY_LIKENESS = 0.85;
/** So many of the likeliest meanings of a part show by their words where it may be divided. */
const MOST_DECIDING = 2;
/** Neighbours are two troubles only where each part is as sure as this. */
const SURE = 0.97;
const OUT_OF_SCOPE = 'ctl-oos';

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

/** The parts of a message as they are read; empty where there is one part only. */
export function readParts(segments: readonly string[], read: (segment: string) => Reading): readonly PartReading[] {
  const parts = splitParts(segments);
  const joined = parts.some((part) => part.joined);
  const begins = (text: string, at: number): boolean => joined && at === 0 && isConsequence(text);
  const aside = parts.map(({ text }, at) => isCircumstance(text) && !begins(text, at));
  // Where nothing else is told, what was tried and what follows is what the message is about.
  const all = aside.every((one) => one);
  return parts.map((part, at) => ({ ...part, ...read(part.text), aside: !all && aside[at] === true }));
}

/**
 * Different symptoms that different parts tell on their own, in the order in which they are told. Neighbours that are
 * easily confused are one trouble, unless the words say that the second comes on top, and so are a cause and its
 * consequence.
 */
export function statedSymptoms(
  whole: Reading,
  parts: readonly PartReading[],
  read: (segment: string) => Reading,
  confusable: Neighbours,
): Stated {
  const stated: Told[] = [];
  let explained = false;
  const adding = parts.some(({ added }) => added);
  for (const part of parts) {
    if (part.aside) continue;
    const divided = findTwo(part, read).filter(
      (told, at, all) => at === 0 || !(isNear(all[0]?.id, told.id, confusable) && !told.joined),
    );
    for (const told of divided.length > 1 ? divided : clearSymptom(part, whole, adding, confusable)) {
      const near = stated.some((one) => isNear(one.id, told.id, confusable));
      if (part.follows && (near || !told.sure)) continue;
      const cause = stated.some((one) => !told.joined && explains(one.id, told.id, told.text, told.added));
      const effect = cause ? -1 : stated.findIndex((one) => !told.added && explains(told.id, one.id, one.text));
      if (effect >= 0) stated[effect] = told;
      else if (!cause && !stated.some((one) => isOne(one, told, confusable))) stated.push(told);
      explained ||= cause || effect >= 0;
    }
  }
  return { ids: [...new Set(stated.map(({ id }) => id))], explained };
}

/** What the parts of a message tell, in the order in which they tell it. */
export interface Stated {
  readonly ids: readonly string[];
  /** Something was left out because another trouble is behind it. */
  readonly explained: boolean;
}

/** A symptom that a part tells. */
interface Told {
  readonly id: string;
  /** The part speaks of nothing else. */
  readonly sure: boolean;
  readonly added: boolean;
  readonly joined: boolean;
  readonly text: string;
}

function isNear(one: string | undefined, other: string, confusable: Neighbours): boolean {
  if (one === undefined) return false;
  return confusable.get(one)?.includes(other) === true || confusable.get(other)?.includes(one) === true;
}

function isOne(one: Told, told: Told, confusable: Neighbours): boolean {
  if (one.id === told.id) return true;
  if (asks(told.id, told.text)) return false;
  const vague = VAGUE.has(one.id) || VAGUE.has(told.id) || !(one.sure && told.sure);
  return isNear(one.id, told.id, confusable) && !told.added && vague;
}

/** The symptom that a part tells clearly enough to stand beside another one; a list of none or one. */
function clearSymptom(part: PartReading, whole: Reading, adding: boolean, confusable: Neighbours): readonly Told[] {
  const { opinions, added, joined, text } = part;
  // What is added to a trouble is a trouble, however much it sounds like an answer or like something else.
  const likeliest = added ? opinions.find(({ id }) => !id.startsWith('ctl-')) : opinions[0];
  const first = likeliest && ledByWhole(likeliest, opinions, whole);
  if (!first || first.id.startsWith('ctl-')) return [];
  const trace = whole.opinions.find(({ id }) => id === first.id)?.score ?? 0;
  const heard = trace >= HEARD || (trace >= HARDLY_HEARD && first.score >= VERY_LIKELY);
  const plain = first.score >= PLAIN_ENOUGH;
  const share = adding ? shareOf(first, opinions, confusable) : first.score;
  const likely = share >= (added ? LIKELY_ON_TOP : LIKELY) && (heard || adding);
  return plain || likely ? [{ id: first.id, sure: heard && first.score >= SURE, added, joined, text }] : [];
}

/** Of a trouble and the request or cause behind it, torn between them, a part tells what the whole message is about. */
function ledByWhole(likeliest: Opinion, opinions: readonly Opinion[], whole: Reading): Opinion {
  const led = opinions.find(({ id }) => id === whole.opinions[0]?.id);
  const torn = led !== undefined && likeliest.score < LIKELY_ALONE && isBehind(led.id, likeliest.id);
  return torn ? led : likeliest;
}

/** How much of what speaks for anything that a merchant may say speaks for this trouble or a neighbour of it. */
function shareOf(first: Opinion, opinions: readonly Opinion[], confusable: Neighbours): number {
  if (first.score < LEAST_ON_TOP) return first.score;
  let [all, own] = [0, 0];
  for (const { id, score } of opinions) {
    if (id === OUT_OF_SCOPE) continue;
    all += score;
    if (id === first.id || isNear(first.id, id, confusable) || isBehind(first.id, id)) own += score;
  }
  return own / all;
}

/** The two symptoms that the two halves of a part tell, where it can be divided so. */
function findTwo(part: PartReading, read: (segment: string) => Reading): readonly Told[] {
  // Where the whole is plain, halves that tell two other things are misread.
  const [whole] = part.opinions;
  const deciding = part.opinions.slice(0, MOST_DECIDING).flatMap(({ words }) => (words === undefined ? [] : [words]));
  for (const division of divide(part.text, deciding)) {
    const { left, right, joined } = division;
    if (isCircumstance(left) || isCircumstance(right)) continue;
    const second = clearHalf(read(right), division);
    const first = second && clearHalf(read(left), division);
    const other = ![first?.id, second?.id].includes(whole?.id) && whole !== undefined && whole.score >= SURE;
    if (first && second && first.id !== second.id && !other) {
      const explained = explains(first.id, second.id, right) || explains(second.id, first.id, left);
      if (!explained || joined) return [{ ...first, joined: part.joined }, second];
    }
  }
  return [];
}

function clearHalf({ opinions: [first], text }: Reading, { joined, marked }: Division): Told | undefined {
  if (!first || first.id.startsWith('ctl-')) return undefined;
  const clear = first.stated || joined ? CLEAR_HALF : marked ? CLEAR_BY_LIKENESS : Number.POSITIVE_INFINITY;
  if (first.score < clear) return undefined;
  return { id: first.id, sure: first.score >= SURE, added: joined, joined, text };
}
