/** Reads a message part by part and decides: act, ask, or admit that nothing fits. */

import type { Opinion } from './fuse.ts';
import type { Match, MatchContext, ScoredId } from './matcher.ts';
import {
  type Neighbours,
  type PartReading,
  type Reading,
  readParts,
  type Stated,
  statedSymptoms,
} from './stated-symptoms.ts';

/** From here on the first id is acted upon … */
const ACCEPT = 0.55;
/** … unless the second is this near; */
const MIN_LEAD = 0.1;
/** below this nothing fits. */
const REJECT = 0.3;
/** What a part says counts a little less than what the whole says. */
const PART = 0.85;
/** Small talk in a message that also says something else. */
const BESIDE_SUBSTANCE = 0.5;
/** What is told beside a call must be as plain as this. */
const VERY_LIKELY = 0.9;
const MOST_RANKED = 5;
/** How a reason begins that is no more than that. */
const LIKENESS = /^(?:like|words of) /;
const OUT_OF_SCOPE = 'ctl-oos';
/** What a caller claims is hearsay: expiry, fees and new machines told in its parts are no troubles of their own. */
const HEARSAY = 'sec-scam-call';
/** The symptom being worked on, and its neighbours, are a little likelier. */
const PRESENT_BONUS = 0.04;

/** Small talk that says nothing beside a real request. */
const SMALL_TALK = new Set(['ctl-greet', 'ctl-thanks', 'ctl-yes', 'ctl-no', 'ctl-wait']);

/** What is told of how the trouble went, beside the trouble itself: 没网 重启了 没用 is no answer to a question. */
const ASIDES = new Set([
  'ctl-not-fixed',
  'ctl-done',
  'ctl-fixed',
  'ctl-restart',
  'ctl-cannot',
  'ctl-back',
  'ctl-unsure',
  'ctl-wait',
]);

const NOTHING: Stated = { ids: [], explained: false };

/** What a caller may have claimed; told behind a joint it still belongs to the call. */
const CLAIMED = /^(?:exp-(?!renew-status)|acc-(?:fee|new|cancel|info|status)|sec-|ctl-|sw-update|set-amount)/;

/** Decides on a message from the reading of the whole and, where it has several parts, of each part. */
export function combineSegments(
  whole: Reading,
  read: (segment: string) => Reading,
  segments: readonly string[],
  confusable: Neighbours,
  context: MatchContext | undefined,
): Match {
  const parts = readParts(segments, read);
  const hearsay = whole.opinions[0]?.id === HEARSAY && whole.opinions[0].score >= ACCEPT;
  const ranked = rank(whole, hearsay ? [] : parts, context)
    .map((opinion) => inContext(opinion, confusable, context))
    .sort((a, b) => b.score - a.score);
  if (hearsay) return decide(ranked, besideHearsay(parts), []);
  const told = parts.length > 0 ? parts : [{ ...whole, added: false, joined: false, follows: false, aside: false }];
  // A text that is not to be read in parts tells one trouble.
  const single = segments.length === 0 || ranked[0]?.id === OUT_OF_SCOPE;
  const { ids: inOrder, explained } = single ? NOTHING : statedSymptoms(whole, told, read, confusable);
  // Whoever is being swindled is warned before anything else is looked at.
  const ids = inOrder.includes(HEARSAY) ? [HEARSAY, ...inOrder.filter((id) => id !== HEARSAY)] : inOrder;
  return decide(ranked, ids.length > 1 ? ids : [], explained ? ids : []);
}

/** The opinions on the whole and on its parts, each id with the best of its scores. */
function rank(whole: Reading, parts: readonly PartReading[], context: MatchContext | undefined): readonly Opinion[] {
  const best = new Map<string, Opinion>();
  const telling = parts.filter(({ aside }) => !aside);
  const sure = (talk: (id: string) => boolean): boolean =>
    telling.some(({ opinions: [first] }) => first && first.score >= ACCEPT && !talk(first.id));
  const substance = sure((id) => SMALL_TALK.has(id));
  const trouble = context?.symptom === undefined && sure((id) => id.startsWith('ctl-'));
  const isBeside = (id: string): boolean => (substance && SMALL_TALK.has(id)) || (trouble && ASIDES.has(id));
  for (const opinion of whole.opinions) {
    const score = isBeside(opinion.id) ? opinion.score * BESIDE_SUBSTANCE : opinion.score;
    best.set(opinion.id, { ...opinion, score });
  }
  for (const { opinions } of telling) {
    for (const opinion of opinions) {
      if (SMALL_TALK.has(opinion.id) || opinion.id === OUT_OF_SCOPE) continue;
      const score = opinion.score * PART * (isBeside(opinion.id) ? BESIDE_SUBSTANCE : 1);
      const known = best.get(opinion.id);
      if (score > (known?.score ?? 0)) best.set(opinion.id, { ...opinion, score });
      else if (known && isToldInPart(opinion, known)) best.set(opinion.id, { ...opinion, score: known.score });
    }
  }
  return [...best.values()];
}

/** What a part tells in its own words is no mere likeness of the whole. */
function isToldInPart({ id, score, because }: Opinion, whole: Opinion): boolean {
  const own = LIKENESS.test(whole.because) && !LIKENESS.test(because);
  return own && score >= VERY_LIKELY && !id.startsWith('ctl-');
}

/** What a merchant adds to the tale of a call that has nothing to do with it. */
function besideHearsay(parts: readonly PartReading[]): readonly string[] {
  const beside = parts.flatMap(({ joined, opinions: [first] }) =>
    joined && first && first.score >= VERY_LIKELY && !CLAIMED.test(first.id) ? [first.id] : [],
  );
  return beside.length === 0 ? [] : [...new Set([HEARSAY, ...beside])];
}

function inContext(opinion: Opinion, confusable: Neighbours, context: MatchContext | undefined): Opinion {
  const present = context?.symptom;
  if (!present || opinion.score < REJECT) return opinion;
  const close = opinion.id === present || confusable.get(present)?.includes(opinion.id);
  return close ? { ...opinion, score: Math.min(1, opinion.score + PRESENT_BONUS) } : opinion;
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

/** `causes` come before what they explain. */
function decide(opinions: readonly Opinion[], multi: readonly string[], causes: readonly string[]): Match {
  const ordered = inTellingOrder(opinions, multi.length > 0 ? multi : causes);
  const ranked: readonly ScoredId[] = ordered.slice(0, MOST_RANKED).map(({ id, score }) => ({
    id,
    score: Math.round(score * 1e6) / 1e6,
  }));
  const [first, second] = ordered;
  if (!first || first.score < REJECT) return { decision: 'reject', ranked, multi: [], because: 'nothing fits' };
  if (first.id === OUT_OF_SCOPE)
    return { decision: 'reject', ranked, multi: [], because: `out of scope: ${first.because}` };
  if (multi.length > 1) return { decision: 'accept', ranked, multi, because: `several troubles: ${multi.join(', ')}` };
  const lead = causes.includes(first.id) || first.score - (second?.score ?? 0) >= MIN_LEAD;
  const clear = first.score >= ACCEPT && lead;
  return { decision: clear ? 'accept' : 'clarify', ranked, multi, because: first.because };
}
