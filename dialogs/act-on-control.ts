/** Acts on what a merchant asks of the conversation itself: wait, back, again, stop, and small talk. */

import { type Acted, addEffect, addFlag, addPhrase, type Desk, type Draft, patch, pushFrame } from './draft.ts';
import type { ControlId } from './intent.ts';
import { newCase, type Place } from './state.ts';
import { stepAt } from './step-at.ts';

/** Carries out a control intent. */
export function actOnControl(draft: Draft, id: ControlId, desk: Desk): Acted {
  switch (id) {
    case 'ctl-wait':
      return { draft: addPhrase(draft, desk, 'wait'), next: 'stay' };
    case 'leaving':
      return { draft: addPhrase(draft, desk, 'leaving'), next: 'stay' };
    case 'ctl-back':
      return goBack(draft, desk);
    case 'ctl-restart':
      return startOver(draft, desk);
    case 'ctl-repeat':
      return sayThenAsk(draft, desk, draft.state.frames.length > 0 ? 'repeat' : 'open.hello');
    case 'ctl-cancel':
      return cancel(draft, desk);
    case 'ctl-thanks':
      return thank(draft, desk);
    case 'ctl-greet':
      return sayThenAsk(draft, desk, draft.state.frames.length > 0 ? 'greet.again' : 'open.hello');
    case 'ctl-bot':
      return sayThenAsk(draft, desk, 'bot');
    case 'closing':
      return {
        draft: draft.state.ticketNumber ? remindOfTicket(draft, desk) : addPhrase(draft, desk, 'closing'),
        next: 'stay',
      };
    case 'glad':
      return rejoice(draft, desk);
    case 'ctl-oos':
      return sayThenAsk(draft, desk, 'oos');
  }
}

/** Says something, then puts the question that stood, or asks what is wrong. */
function sayThenAsk(draft: Draft, desk: Desk, key: string): Acted {
  const said = addPhrase(draft, desk, key);
  if (draft.state.frames.length > 0) return { draft: said, next: 'advance' };
  if (draft.state.ticketNumber) return { draft: addPhrase(said, desk, 'ticket.reminder'), next: 'stay' };
  return { draft: pushFrame(said, { kind: 'open', asked: 0 }), next: 'advance' };
}

/** Number and time of the ticket; a time that has passed is not promised again, and the agent sees who waits. */
function remindOfTicket(draft: Draft, desk: Desk): Draft {
  const { answerDueMs } = draft.state;
  const late = answerDueMs !== undefined && answerDueMs < desk.now;
  return late
    ? addPhrase(addFlag(draft, 'waits_too_long'), desk, 'ticket.late')
    : addPhrase(draft, desk, 'ticket.reminder');
}

/** All is well again before anything was looked at. */
function rejoice(draft: Draft, desk: Desk): Acted {
  const ended = patch(addPhrase(draft, desk, 'closing.glad'), { frames: [], ended: 'answered' });
  return { draft: addEffect(ended, { kind: 'close', outcome: 'answered' }), next: 'stay' };
}

function thank(draft: Draft, desk: Desk): Acted {
  if (draft.state.ticketNumber)
    return { draft: addPhrase(addPhrase(draft, desk, 'thanks'), desk, 'ticket.reminder'), next: 'stay' };
  return { draft: addPhrase(draft, desk, 'thanks'), next: draft.state.frames.length > 0 ? 'advance' : 'stay' };
}

function goBack(draft: Draft, desk: Desk): Acted {
  const place = draft.state.trail.at(-2);
  if (!place) return sayThenAsk(draft, desk, 'back.none');
  const trail = draft.state.trail.slice(0, -2);
  return {
    draft: patch(addPhrase(forget(draft, place, desk), desk, 'back'), { frames: place.frames, trail }),
    next: 'advance',
  };
}

/** Takes back what an earlier question had learnt, so that it is put again. */
function forget(draft: Draft, place: Place, desk: Desk): Draft {
  const step = stepAt(desk.guide, place.flow, place.step);
  if (step?.kind === 'do') {
    return patch(draft, { stepsTried: draft.state.stepsTried.filter((tried) => tried.step !== step.id) });
  }
  if (step?.kind !== 'ask') return draft;
  const slots = Object.fromEntries(Object.entries(draft.state.slots).filter(([slot]) => slot !== step.slot));
  return patch(draft, { slots, declined: draft.state.declined.filter((slot) => slot !== step.slot) });
}

function startOver(draft: Draft, desk: Desk): Acted {
  const { ticketNumber, answerDueMs } = draft.state;
  const fresh = newCase(draft.state, desk.guide);
  // An open ticket stays the case's ticket: starting over is about the questions, not about the queue.
  const kept = ticketNumber ? { ticketNumber, ...(answerDueMs === undefined ? {} : { answerDueMs }) } : {};
  const state = ticketNumber ? { ...draft.state, frames: [], trail: [], ...kept } : { ...fresh, ...kept };
  return {
    draft: pushFrame({ ...addPhrase(draft, desk, 'restart'), state }, { kind: 'open', asked: 0 }),
    next: 'advance',
  };
}

function cancel(draft: Draft, desk: Desk): Acted {
  if (draft.state.ticketNumber) return { draft: pushFrame(draft, { kind: 'cancel', asked: 0 }), next: 'advance' };
  const stopped = addPhrase(patch(draft, { frames: [], ended: 'abandoned' }), desk, 'cancelled');
  return { draft: addEffect(stopped, { kind: 'close', outcome: 'abandoned' }), next: 'stay' };
}
