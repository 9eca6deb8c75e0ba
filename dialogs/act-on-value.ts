/** Acts on values: given, doubtful, of another kind, confirmed, corrected. */

import { actOnPhoto } from './act-on-photo.ts';
import {
  type Acted,
  addEffect,
  addPhrase,
  type Desk,
  type Draft,
  declineSlot,
  patch,
  popFrame,
  pushFrame,
  replaceTop,
} from './draft.ts';
import { addAdded } from './handoff.ts';
import type { Hearing } from './hear.ts';
import type { Intent } from './intent.ts';
import { forgetPieces } from './number-in-pieces.ts';
import { confirmSerial, fillSlot } from './slots.ts';
import { newCase, topFrame } from './state.ts';
import { stepAt, stepOf } from './step-at.ts';

/** Failed tries at a serial before something else is accepted in its place. */
const SERIAL_TRIES = 3;

type ValueIntent = Extract<
  Intent,
  { kind: 'fill' | 'part' | 'doubtful' | 'wrong-kind' | 'why' | 'photo' | 'confirm' | 'correct' }
>;

/** Carries out an intent about a value. */
export function actOnValue(draft: Draft, intent: ValueIntent, hearing: Hearing, desk: Desk): Acted {
  switch (intent.kind) {
    case 'fill':
      return { draft: tellAdded(popFrame(fillSlot(draft, intent.slot, intent.value)), desk), next: 'advance' };
    case 'part':
      return { draft: keepPart(draft, intent.value, desk), next: 'stay' };
    case 'doubtful': {
      const lengths = intent.lengths.join(draft.state.locale === 'en' ? ' or ' : ' 位或 ');
      return tryAgain(draft, desk, `sn.${intent.problem}`, {
        value: intent.value,
        lengths,
        count: String(intent.value.length),
      });
    }
    case 'wrong-kind':
      if (intent.got === 'mid' && provesDevice(draft.state, desk)) return takeMerchantNumber(draft, intent.value);
      return tryAgain(fillKnownKind(draft, intent.got, intent.value), desk, `wrong-kind.${intent.got}`, {
        value: intent.value,
      });
    case 'why':
      return { draft: addPhrase(draft, desk, 'why'), next: 'stay' };
    case 'photo':
      return actOnPhoto(draft, hearing, desk);
    case 'confirm':
      return actOnConfirm(draft, intent.yes, desk);
    case 'correct':
      return actOnCorrect(draft, intent.slot, intent.value, desk);
  }
}

/** Digits are counted, never said again. */
function keepPart(draft: Draft, part: string | undefined, desk: Desk): Draft {
  const frame = topFrame(draft.state);
  if (part === undefined || frame?.kind !== 'slot') return addPhrase(forgetPieces(draft), desk, 'slot.part-whole');
  return addPhrase(replaceTop(draft, { ...frame, part }), desk, 'slot.part', { count: String(part.length) });
}

/** Goes back to the question whose answer was put right; the walk takes the other way from there. */
function returnToQuestion(draft: Draft, slot: string, desk: Desk): Draft {
  const place = draft.state.trail.findLast(({ flow, step }) => {
    const asked = stepAt(desk.guide, flow, step);
    return asked?.kind === 'ask' && asked.slot === slot;
  });
  return place ? patch(draft, { frames: place.frames }) : draft;
}

/** What is added to a ticket that already waits is read back at once. */
function tellAdded(draft: Draft, desk: Desk): Draft {
  return draft.state.ticketNumber ? addAdded(draft, desk) : draft;
}

/** Whether the serial is asked so that the terminal can be looked up. */
function provesDevice({ frames }: Draft['state'], desk: Desk): boolean {
  return stepOf(desk.guide, frames.at(-2))?.kind === 'lookup';
}

/** With the merchant number the end of the serial will do. */
function takeMerchantNumber(draft: Draft, mid: string): Acted {
  return { draft: declineSlot(popFrame(fillSlot(draft, 'mid', mid)), 'sn'), next: 'advance' };
}

function fillKnownKind(draft: Draft, kind: string, value: string): Draft {
  return kind === 'imei' || kind === 'ean' ? draft : fillSlot(draft, kind, value);
}

/** Says what is wrong with a serial and waits for another; after three tries something else will do. */
function tryAgain(draft: Draft, desk: Desk, key: string, values: Readonly<Record<string, string>>): Acted {
  const frame = topFrame(draft.state);
  if (frame?.kind !== 'slot') return { draft, next: 'advance' };
  if (frame.asked >= SERIAL_TRIES) {
    return { draft: declineSlot(popFrame(addPhrase(draft, desk, 'sn.give-up')), frame.slot), next: 'advance' };
  }
  const counted = replaceTop(draft, { ...frame, asked: frame.asked + 1 });
  return { draft: addPhrase(counted, desk, key, values), next: 'stay' };
}

function actOnConfirm(draft: Draft, yes: boolean, desk: Desk): Acted {
  if (topFrame(draft.state)?.kind === 'cancel') return actOnCancel(draft, yes, desk);
  if (yes) return { draft: popFrame(confirmSerial(draft)), next: 'advance' };
  const { sn, ...others } = draft.state.slots;
  const history = sn ? [...draft.state.snHistory, sn.value] : draft.state.snHistory;
  const cleared = popFrame(patch(draft, { slots: others, snHistory: history }));
  const asked = pushFrame(addPhrase(cleared, desk, 'confirm.no'), {
    kind: 'slot',
    slot: 'sn',
    asked: 1,
    optional: false,
  });
  return { draft: asked, next: 'stay' };
}

function actOnCancel(draft: Draft, yes: boolean, desk: Desk): Acted {
  if (!yes) return { draft: addPhrase(popFrame(draft), desk, 'cancel.kept'), next: 'advance' };
  const said = addPhrase(draft, desk, 'cancel.done');
  const withdrawn = addEffect(addEffect(said, { kind: 'cancelTicket' }), { kind: 'close', outcome: 'abandoned' });
  return { draft: { ...withdrawn, state: { ...newCase(draft.state, desk.guide), ended: 'abandoned' } }, next: 'stay' };
}

function actOnCorrect(draft: Draft, slot: string, value: string, desk: Desk): Acted {
  const corrected = addPhrase(fillSlot(draft, slot, value), desk, 'corrected');
  const told = returnToQuestion(tellAdded(corrected, desk), slot, desk);
  const top = topFrame(told.state);
  if (!top) return { draft: told, next: 'stay' };
  // Another value is another read-back.
  if (top.kind === 'confirm') return { draft: replaceTop(told, { ...top, asked: 0 }), next: 'advance' };
  const waitsForSerial = top.kind === 'slot' && top.slot === slot;
  return { draft: waitsForSerial ? popFrame(told) : told, next: 'advance' };
}
