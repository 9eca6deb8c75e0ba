/** Ends a walk: solved, answered, given up, or handed to people. */

import type { FlowOutcome, OutcomeStep, Symptom } from '#knowledge/guide.ts';
import { addEffect, addFlag, addLine, addPhrase, addTrace, type Desk, type Draft, patch } from './draft.ts';
import { sayWording } from './say.ts';
import { startSymptom } from './symptoms.ts';

/** Mark of a case in which the PIN of a customer's card was written. */
export const PIN_SHOWN = 'pin_shown';

/** Ends the flow on top with an outcome; `step` is the content's own ending, when there is one. */
export function endFlow(draft: Draft, desk: Desk, outcome: FlowOutcome, step?: OutcomeStep): Draft {
  const last = step?.say ? addLine(draft, sayWording(step.say, draft.state, desk.guide, desk.now)) : draft;
  switch (outcome) {
    case 'resolved':
      return endResolved(last, desk, step?.say !== undefined);
    case 'answered':
      return endAnswered(last, desk);
    case 'abandoned':
      return closeCase(patch(last, { frames: [] }), 'abandoned');
    case 'handoff':
      return beginHandoff(last, desk, step ?? 'steps-exhausted');
  }
}

function presentSymptom(draft: Draft, desk: Desk): Symptom | undefined {
  const flow = draft.state.symptom ? desk.guide.flows.get(draft.state.symptom) : undefined;
  return flow?.kind === 'symptom' ? flow : undefined;
}

function endResolved(draft: Draft, desk: Desk, said: boolean): Draft {
  const symptom = presentSymptom(draft, desk);
  const confirmed = said ? draft : addPhrase(draft, desk, resolvedKey(draft, symptom));
  const advised = symptom?.prevention
    ? addLine(confirmed, sayWording(symptom.prevention, draft.state, desk.guide, desk.now))
    : confirmed;
  const ended = patch(addTrace(advised, 'outcome', 'resolved'), { frames: [] });
  return startQueued(ended, desk) ?? closeCase(ended, 'resolved');
}

/** A question that was answered has not been "fixed". */
function resolvedKey(draft: Draft, symptom: Symptom | undefined): string {
  if (draft.state.flags.includes(PIN_SHOWN)) return 'resolved.card-data';
  return symptom?.priority === 'P4' ? 'resolved.question' : 'resolved';
}

/** Goes on with what waited, if anything did. */
function startQueued(draft: Draft, desk: Desk): Draft | undefined {
  const waiting = draft.state.queue[0];
  const flow = waiting ? desk.guide.flows.get(waiting) : undefined;
  if (flow?.kind !== 'symptom') return undefined;
  const named = addPhrase(draft, desk, 'next-symptom', { symptom: flow.title[draft.state.locale] });
  return startSymptom(named, desk, flow, 'it was waiting');
}

function endAnswered(draft: Draft, desk: Desk): Draft {
  const index = draft.state.frames.findLastIndex(
    (frame) => frame.kind === 'flow' && desk.guide.flows.get(frame.flow)?.kind === 'symptom',
  );
  const below = draft.state.frames.slice(0, Math.max(0, index));
  const popped = patch(addTrace(draft, 'outcome', 'answered'), { frames: below });
  // Asked before anything was wrong: the answer is all there is to say.
  const idle = below.every(({ kind }) => kind === 'open') && draft.state.ticketNumber === undefined;
  if (idle && below.length > 0)
    return closeCase(patch(addPhrase(popped, desk, 'open.else'), { frames: [] }), 'answered');
  if (below.length > 0) return addPhrase(popped, desk, 'resume');
  return draft.state.ticketNumber ? popped : closeCase(popped, 'answered');
}

function closeCase(draft: Draft, outcome: 'resolved' | 'answered' | 'abandoned'): Draft {
  const ended = patch(draft, { ended: outcome });
  const told = draft.state.ticketNumber && outcome === 'resolved' ? addFlag(ended, 'merchant_reports_fixed') : ended;
  return draft.state.ticketNumber ? told : addEffect(told, { kind: 'close', outcome });
}

/** Leaves the walk and begins to collect what the agent needs. */
export function beginHandoff(draft: Draft, desk: Desk, why: OutcomeStep | 'repair' | 'steps-exhausted'): Draft {
  const step = typeof why === 'string' ? undefined : why;
  const usual = typeof why === 'string' ? why : 'steps-exhausted';
  const reason = step?.reason ? sayWording(step.reason, draft.state, desk.guide, desk.now) : usual;
  const raised = step?.priority ? addFlag(draft, `priority_${step.priority}`) : draft;
  const { ticketNumber, handoffReason } = raised.state;
  // A ticket that already waits keeps the reason it was opened for.
  const reasons = ticketNumber && handoffReason && handoffReason !== reason ? [handoffReason, reason] : [reason];
  return patch(addTrace(raised, 'handoff', reason), {
    frames: [{ kind: 'handoff', reason }],
    handoffReason: reasons.join(' / '),
  });
}
