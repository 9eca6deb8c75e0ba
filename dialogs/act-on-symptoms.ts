/** Acts on symptoms that a merchant names: begins one, moves to it, or keeps it for later. */

import type { Symptom } from '#knowledge/guide.ts';
import { follow } from './advance.ts';
import { beginCase, dropResult, dropWaiting, keepComplaint, leftAfter, wordsOf } from './case.ts';
import { addFlag, addPhrase, type Desk, type Draft, declineSlot, patch, popFrame } from './draft.ts';
import type { Hearing } from './hear.ts';
import { pendingDo } from './readers/step-result.ts';
import { moveToSymptom, queueSymptom, recordStep, startSymptom } from './symptoms.ts';

/** The trouble is named once more: the step that stands did not help. */
export function actOnRestate(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  return follow(
    recordStep(dropResult(draft), desk, step, 'not-fixed', wordsOf(hearing)),
    desk,
    step,
    step.failed,
    'not-fixed',
  );
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
  const begun = keepComplaint(beginCase(draft, desk), hearing, desk);
  const symptoms = ids
    .flatMap((id) => desk.guide.flows.get(id) ?? [])
    .filter((flow): flow is Symptom => flow.kind === 'symptom')
    .map((symptom, index) => ({ symptom, rank: PRIORITIES.indexOf(symptom.priority) * 10 + index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ symptom }) => symptom);
  const [first, ...rest] = symptoms;
  if (!first) return begun;
  const [opening] = hearing.utterance.segments;
  const stated = hearing.utterance.segments.filter((piece) => first.rules.some((rule) => rule.test(piece)));
  const used = stated.length > 0 ? stated : [opening];
  // A question in between leaves "which of these?" standing.
  const ready = first.informative && begun.state.frames.length > 0 ? begun : dropWaiting(begun);
  const started = beginOrMove(
    leftAfter(ready, hearing, (piece) => used.includes(piece)),
    first,
    because,
    desk,
  );
  return rest
    .filter((symptom) => !symptom.informative)
    .reduce((next, symptom) => noteSecond(next, symptom, desk), started);
}

function noteSecond(draft: Draft, symptom: Symptom, desk: Desk): Draft {
  if (draft.state.symptoms.includes(symptom.id)) return draft;
  return addPhrase(queueSymptom(draft, symptom), desk, 'second-symptom', {
    symptom: symptom.title[draft.state.locale],
  });
}

/** Starts a symptom, lets it take over, or keeps it for later, by what is going on. */
function beginOrMove(draft: Draft, symptom: Symptom, because: string, desk: Desk): Draft {
  const { state } = draft;
  const collecting = state.frames.some((frame) => frame.kind === 'handoff');
  const onTop = state.frames.length === 0 || symptom.informative || (collecting && symptom.priority === 'P1');
  if (onTop) return startSymptom(draft, desk, symptom, because);
  const present = state.symptom ? desk.guide.flows.get(state.symptom) : undefined;
  if (collecting) return noteSecond(draft, symptom, desk);
  if (present?.kind !== 'symptom') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  if (symptom.priority === 'P1') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  const neighbour =
    present.informative ||
    present.group === symptom.group ||
    present.confusable.includes(symptom.id) ||
    symptom.confusable.includes(present.id);
  if (!neighbour) return noteSecond(draft, symptom, desk);
  return moveToSymptom(draft, desk, symptom, because);
}
