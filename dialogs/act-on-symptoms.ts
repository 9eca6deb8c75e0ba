/** Acts on symptoms that a merchant names: begins one, moves to it, or keeps it for later. */

import { type Choice, LOCALES, type Symptom } from '#knowledge/guide.ts';
import { explains } from '#knowledge/match/cause.ts';
import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { follow } from './advance.ts';
import { beginCase, dropResult, dropWaiting, keepComplaint, leftAfter, wordsOf } from './case.ts';
import {
  addFlag,
  addLine,
  addPhrase,
  addTrace,
  type Desk,
  type Draft,
  declineSlot,
  flowFrame,
  patch,
  popFrame,
  pushFrame,
} from './draft.ts';
import { handToPerson } from './handoff.ts';
import type { Hearing } from './hear.ts';
import { pendingDo } from './readers/step-result.ts';
import { symptomsInPieces } from './readers/symptom.ts';
import { sayWording } from './say.ts';
import { topFrame } from './state.ts';
import { isBackAt, moveToSymptom, queueSymptom, recordStep, startSymptom } from './symptoms.ts';

/** The trouble is named once more: the step that stands did not help. */
export function actOnRestate(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (draft.state.ticketNumber !== undefined) return addPhrase(draft, desk, 'ticket.noted');
  if (!step) return isBackAt(draft, draft.state.symptom) ? addPhrase(draft, desk, 'noted') : sayOpening(draft, desk);
  return follow(
    recordStep(dropResult(draft), desk, step, 'not-fixed', wordsOf(hearing)),
    desk,
    step,
    step.failed,
    'not-fixed',
  );
}

/** What was said at first of this trouble, once more; the question that stands follows. */
function sayOpening(draft: Draft, desk: Desk): Draft {
  const flow = draft.state.symptom === undefined ? undefined : desk.guide.flows.get(draft.state.symptom);
  const opening = flow?.kind === 'symptom' ? flow.opening : undefined;
  return opening ? addLine(draft, sayWording(opening, draft.state, desk.guide, desk.now)) : draft;
}

/** Takes up first what had been kept for later; the present trouble waits in its place. */
export function actOnOrder(draft: Draft, id: string, desk: Desk): Draft {
  const flow = desk.guide.flows.get(id);
  if (flow?.kind !== 'symptom') return draft;
  const { symptom, queue, locale } = draft.state;
  const waiting = [...(symptom === undefined ? [] : [symptom]), ...queue.filter((one) => one !== id)];
  const said = addPhrase(draft, desk, 'order.switch', { symptom: flow.title[locale] });
  return startSymptom(patch(said, { frames: [], queue: waiting }), desk, flow, 'the merchant wants it first');
}

/** Takes a solved case up again where it stood; what seemed to help did not. */
export function actOnRelapse(draft: Draft, desk: Desk): Draft {
  const { ended: _ended, ...state } = draft.state;
  const flow = state.symptom === undefined ? undefined : desk.guide.flows.get(state.symptom);
  if (!flow) return draft;
  const stepsTried = state.stepsTried.map((tried) =>
    tried.outcome === 'fixed' ? { ...tried, outcome: 'not-fixed' as const } : tried,
  );
  const traced = addTrace({ ...draft, state: { ...state, stepsTried } }, 'symptom', `${flow.id}: taken up again`);
  return pushFrame(addPhrase(addPhrase(traced, desk, 'sorry'), desk, 'resume'), flowFrame(flow));
}

/** The merchant told what happened while the ticket waits. */
export function actOnAccount(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const told = keepComplaint(popFrame(draft), hearing, desk);
  const upset = hearing.cue('anger') ? addFlag(told, 'irritated') : told;
  const { decision, ranked } = hearing.match;
  const flow = decision === 'accept' && ranked[0] ? desk.guide.flows.get(ranked[0].id) : undefined;
  const named =
    flow?.kind === 'symptom' ? patch(upset, { symptom: flow.id, symptoms: [...upset.state.symptoms, flow.id] }) : upset;
  return addPhrase(declineSlot(named, 'account'), desk, 'handoff.again');
}

const PRIORITIES = ['P1', 'P2', 'P3', 'P4'];

/** Takes up the symptoms of a message, the gravest first. */
export function actOnSymptoms(
  draft: Draft,
  ids: readonly string[],
  because: string,
  hearing: Hearing,
  desk: Desk,
): Draft {
  const [first, ...rest] = gravestFirst(ids, desk);
  if (!first) return draft;
  const fresh = beginCase(draft, desk);
  // A question while a ticket waits is not the complaint it was opened for.
  const begun = first.informative && fresh.state.ticketNumber ? fresh : keepComplaint(fresh, hearing, desk);
  const [opening] = hearing.utterance.segments;
  const stated = hearing.utterance.segments.filter((piece) => saysAny(first.rules, piece));
  const used = stated.length > 0 ? stated : [opening];
  if (!first.informative && isRepeated(begun, first, hearing, desk))
    return passOnRepeated(begun, [first, ...rest], because, desk);
  // A question in between leaves "which of these?" standing.
  const ready = first.informative && begun.state.frames.length > 0 ? begun : dropWaiting(begun);
  const tapped = hearing.message.choiceId !== undefined;
  const told = tapped ? ready : { ...tellFallback(ready, first, hearing, desk), told: hearing.utterance.normal };
  const started = beginOrMove(
    leftAfter(told, hearing, (piece) => used.includes(piece)),
    first,
    because,
    desk,
  );
  return rest
    .filter((symptom) => !symptom.informative)
    .reduce((next, symptom) => noteSecond(next, symptom, desk), started);
}

/** Says how to take money while the terminal is down. */
const MEANWHILE = 'aside.meanwhile';

/** Who asks beside a fault how to take money now is told so before the fault is looked at. */
function tellFallback(draft: Draft, first: Symptom, hearing: Hearing, desk: Desk): Draft {
  const asked = !first.informative && hearing.cue('asks-meanwhile') && desk.guide.phrases.has(MEANWHILE);
  return asked ? addPhrase(draft, desk, MEANWHILE) : draft;
}

function gravestFirst(ids: readonly string[], desk: Desk): readonly Symptom[] {
  return ids
    .flatMap((id) => desk.guide.flows.get(id) ?? [])
    .filter((flow): flow is Symptom => flow.kind === 'symptom')
    .map((symptom, index) => ({ symptom, rank: PRIORITIES.indexOf(symptom.priority) * 10 + index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ symptom }) => symptom);
}

/** Earlier cases with the same group within this time make the next one a repeated contact. */
const REPEAT_WITHIN_MS = 30 * 24 * 60 * 60_000;
const REPEAT_CASES = 2;

/** Whether this is not the first time: by the merchant's own words, or by what the conversation remembers. */
function isRepeated({ state }: Draft, { group }: Symptom, hearing: Hearing, { guide, now }: Desk): boolean {
  if (state.frames.length > 0 && topFrame(state)?.kind !== 'open') return false;
  if (state.ticketNumber !== undefined) return false;
  const alike = (state.past ?? []).filter(({ symptom, atMs }) => {
    const flow = guide.flows.get(symptom);
    return flow?.kind === 'symptom' && flow.group === group && !flow.informative && now - atMs < REPEAT_WITHIN_MS;
  });
  return alike.length >= REPEAT_CASES || hearing.cue('repeat-contact');
}

/** Somebody who comes back with the same trouble is not walked through the same steps again. */
function passOnRepeated(draft: Draft, symptoms: readonly Symptom[], because: string, desk: Desk): Draft {
  const named = patch(addTrace(draft, 'symptom', `${symptoms[0]?.id}: ${because}; a repeated contact`), {
    symptoms: symptoms.map(({ id }) => id),
    ...(symptoms[0] ? { symptom: symptoms[0].id } : {}),
  });
  return handToPerson(addPhrase(addFlag(named, 'repeat_contact'), desk, 'repeat-contact'), desk, 'repeat');
}

/**
 * Labels the case with what an answer in own words says beside; a fault of its own, in words that are no part of the
 * answer, is kept for later.
 */
export function nameBeside(draft: Draft, choice: Choice, hearing: Hearing, desk: Desk): Draft {
  const present = draft.state.symptom === undefined ? undefined : desk.guide.flows.get(draft.state.symptom);
  if (present?.kind !== 'symptom' || isLabel(choice, hearing, desk)) return draft;
  return hearing.utterance.segments.reduce((next, piece) => {
    const [flow] = gravestFirst(symptomsInPieces([piece], desk), desk);
    if (!flow || next.state.symptoms.includes(flow.id)) return next;
    if (flow.informative || isNeighbour(present, flow)) {
      return patch(next, { symptoms: [...next.state.symptoms, flow.id] });
    }
    return draft.unread?.includes(piece) ? noteSecond(next, flow, desk) : next;
  }, draft);
}

/** Whether the button was tapped or its words were typed; they tell nothing that the button does not. */
function isLabel({ label }: Choice, { message, utterance }: Hearing, { guide }: Desk): boolean {
  if (message.choiceId !== undefined) return true;
  return LOCALES.some((locale) => utterance.normal.includes(readUtterance(label[locale], guide.lexicon).normal));
}

/** What a call for a person says of the trouble: "开不了机了 给我转人工". */
export function nameStated(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  if (draft.state.symptom !== undefined || hearing.message.choiceId) return draft;
  const faults = gravestFirst([...new Set(symptomsInPieces(hearing.utterance.segments, desk))], desk).filter(
    ({ informative }) => !informative,
  );
  const [first] = faults;
  return first ? patch(draft, { symptom: first.id, symptoms: faults.map(({ id }) => id) }) : draft;
}

/** Whether a trouble explains the present one, as the first complaint told it, and nothing was tried for that yet. */
function isBehindComplaint(symptom: Symptom, present: Symptom, { state }: Draft, { guide }: Desk): boolean {
  if (state.merchantWords === undefined || state.stepsTried.length > 0) return false;
  const { segments } = readUtterance(state.merchantWords, guide.lexicon);
  return segments.some((piece) => explains(symptom.id, present.id, piece));
}

function isNeighbour(present: Symptom, other: Symptom): boolean {
  return (
    present.group === other.group || present.confusable.includes(other.id) || other.confusable.includes(present.id)
  );
}

function noteSecond(draft: Draft, symptom: Symptom, desk: Desk): Draft {
  if (draft.state.symptoms.includes(symptom.id)) return draft;
  const key = draft.state.ticketNumber === undefined ? 'second-symptom' : 'second-symptom.ticket';
  return addPhrase(queueSymptom(draft, symptom), desk, key, {
    symptom: symptom.title[draft.state.locale],
  });
}

function nameTrouble(draft: Draft, symptom: Symptom, desk: Desk): Draft {
  const named = patch(draft, { symptom: symptom.id, symptoms: [symptom.id, ...draft.state.symptoms] });
  return addPhrase(named, desk, 'noted');
}

/** Starts a symptom, lets it take over, or keeps it for later, by what is going on. */
function beginOrMove(draft: Draft, symptom: Symptom, because: string, desk: Desk): Draft {
  const { state } = draft;
  const collecting = state.frames.some((frame) => frame.kind === 'handoff');
  // What is being registered anyway needs no second beginning.
  if (collecting && state.symptoms.includes(symptom.id)) return addPhrase(draft, desk, 'noted');
  const onTop = state.frames.length === 0 || symptom.informative || (collecting && symptom.priority === 'P1');
  if (onTop) return startSymptom(draft, desk, symptom, because);
  const present = state.symptom ? desk.guide.flows.get(state.symptom) : undefined;
  // Behind a ticket that waits, a first account of the trouble is what the ticket is about.
  if (collecting && present?.kind !== 'symptom') return nameTrouble(draft, symptom, desk);
  if (collecting && present?.kind === 'symptom' && isNeighbour(present, symptom))
    return addPhrase(draft, desk, 'noted');
  if (collecting) return noteSecond(draft, symptom, desk);
  if (present?.kind !== 'symptom') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  if (symptom.priority === 'P1') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  // "刷不了卡" was what came of it.
  if (isBehindComplaint(symptom, present, draft, desk)) return moveToSymptom(draft, desk, symptom, because);
  if (!present.informative && !isNeighbour(present, symptom)) return noteSecond(draft, symptom, desk);
  return moveToSymptom(draft, desk, symptom, because);
}
