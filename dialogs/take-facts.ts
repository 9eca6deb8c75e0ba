/** Takes from a message what it tells besides what it was asked for. */

import { addFlag, type Desk, type Draft, declineSlot, setSlot } from './draft.ts';
import type { Hearing } from './hear.ts';
import { lacksOtherWay, leavesOneWay } from './readers/remark.ts';
import { REFUSABLE } from './readers/slot-value.ts';
import { pendingDo } from './readers/step-result.ts';
import { keepSideFacts } from './side-facts.ts';
import { keepFacts } from './slots.ts';
import { topFrame } from './state.ts';
import { noteTried } from './symptoms.ts';

/** Keeps the facts of a message and the steps it says were tried; what a reader judges is left to it. */
export function takeFacts(draft: Draft, heard: Hearing, desk: Desk): Draft {
  const frame = topFrame(draft.state);
  const leave = frame?.kind === 'slot' && frame.slot === 'sn' ? ['sn'] : [];
  const kept = keepFacts(draft, heard.entities, leave);
  const told = keepFallback(keepSideFacts(kept, heard.message.text, heard.utterance.normal), heard);
  const refused = REFUSABLE.filter((slot) => heard.cue(`refuses.${slot}`) && !told.state.slots[slot]);
  const spared = refused.reduce(declineSlot, told);
  const upset = heard.cue('anger') ? addFlag(spared, 'irritated') : spared;
  const flow = upset.state.symptom ? desk.guide.flows.get(upset.state.symptom) : undefined;
  if (!flow || heard.message.choiceId) return upset;
  return noteTried(upset, desk, flow, heard.message.text, pendingDo(upset.state, desk)?.id);
}

/** "没有备用机", or "只有收款码", answers a question that comes later, and the priority depends on it. */
function keepFallback(draft: Draft, heard: Hearing): Draft {
  if (draft.state.slots.fallback) return draft;
  const value = leavesOneWay(heard) ? 'yes' : lacksOtherWay(heard) ? 'no' : undefined;
  if (value === undefined) return draft;
  return setSlot(draft, 'fallback', { value, source: 'typed', confirmed: true });
}
