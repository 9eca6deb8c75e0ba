/** Acts on what is told before anybody has asked: answers, results, facts, codes. */

import { goOnAfterNote } from './act-on-remark.ts';
import { fillChoice } from './advance.ts';
import { wordsOf } from './case.ts';
import { CODE_QUESTION, explainCode } from './codes.ts';
import {
  type Acted,
  addPhrase,
  type Desk,
  type Draft,
  declineSlot,
  patch,
  popFrame,
  pushFrame,
  setSlot,
} from './draft.ts';
import { addAdded } from './handoff.ts';
import type { Hearing } from './hear.ts';
import type { Intent } from './intent.ts';
import { keepSale } from './keep-sale.ts';
import { topFrame } from './state.ts';
import { recordStep } from './symptoms.ts';
import { turnOff } from './turn-off.ts';

const goOn = (draft: Draft): Acted => ({ draft, next: 'advance' });

/** Keeps an answer that came before its question; the walk may turn on it at once. */
export function actOnEarly(draft: Draft, { step, choice }: Extract<Intent, { kind: 'early' }>, desk: Desk): Acted {
  const filled = fillChoice(draft, step, choice);
  const elsewhere = turnOff(filled, [step.slot, ...Object.keys(choice.set)], desk);
  return elsewhere ? goOn(addPhrase(elsewhere, desk, 'noted')) : goOnAfterNote(filled, desk, 'noted');
}

/** Writes down a result that came before its step; the step is then passed over. */
export function actOnToldResult(
  draft: Draft,
  { step, choice }: Extract<Intent, { kind: 'told-result' }>,
  hearing: Hearing,
  desk: Desk,
): Acted {
  const recorded = recordStep(draft, desk, step, choice.means ?? 'done', wordsOf(hearing));
  const filled = Object.entries(choice.set).reduce(
    (next, [slot, value]) => setSlot(next, slot, { value, source: 'typed', confirmed: true }),
    recorded,
  );
  return goOnAfterNote(filled, desk, 'noted');
}

/** A code told while something else is asked is explained at once, unless the walk is about it anyway. */
function tellCode(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const code = hearing.entities.find(({ kind, confidence }) => kind === 'code' && confidence >= 0.5)?.value;
  const known = code === undefined ? undefined : desk.guide.codes.get(code);
  const { symptom, symptoms, frames } = draft.state;
  const about = known?.route !== undefined && symptoms.includes(known.route);
  const told = frames.some((frame) => frame.kind === 'flow' && frame.flow === CODE_QUESTION);
  return known === undefined || about || told || symptom === undefined ? draft : explainCode(draft, desk);
}

export function actOnFacts(draft: Draft, hearing: Hearing, desk: Desk): Acted {
  const photos = patch(draft, { attachments: [...draft.state.attachments, ...hearing.message.attachments] });
  const seen = tellCode(keepSale(photos, hearing, desk), hearing, desk);
  const frame = topFrame(seen.state);
  if (frame?.kind === 'slot' && frame.slot === 'device') {
    return goOn(declineSlot(popFrame(addAdded(seen, desk)), 'device'));
  }
  const elsewhere = turnOff(
    seen,
    hearing.entities.map(({ kind }) => kind),
    desk,
  );
  if (elsewhere) return goOn(addPhrase(elsewhere, desk, 'noted'));
  if (frame) return goOnAfterNote(seen, desk, 'noted');
  if (seen.state.ticketNumber) return { draft: addPhrase(seen, desk, 'ticket.noted'), next: 'stay' };
  return goOn(pushFrame(addPhrase(seen, desk, 'noted'), { kind: 'open', asked: 0 }));
}
