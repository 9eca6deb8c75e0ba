/** Finds in a simulated conversation what must never happen to a merchant. */

import { type DialogState, topFrame } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';

/** What must not happen, and answers that were asked for again because nobody could read them. */
export type Wrong = 'repeated' | 'known' | 'loop' | 'dead-end' | 'no-person' | 'false-fact' | 'misread';

/** The kinds of which a run may show none. */
export const NEVER: readonly Wrong[] = ['repeated', 'known', 'loop', 'dead-end', 'no-person', 'false-fact'];

/** One thing that went wrong, with where. */
export interface Finding {
  readonly wrong: Wrong;
  readonly at: string;
}

/** The question that stands: `step/…`, `result/…`, `slot/…`, or the kind of its frame; `undefined` when none does. */
export function questionOf(state: DialogState): string | undefined {
  const frame = topFrame(state);
  if (!frame) return undefined;
  switch (frame.kind) {
    case 'flow':
      return `step/${frame.step}`;
    case 'result':
      return `result/${frame.step}`;
    case 'slot':
      return `slot/${frame.slot}`;
    default:
      return frame.kind;
  }
}

/** The slot that a question fills, when it fills one. */
export function slotAsked(state: DialogState, guide: Guide): string | undefined {
  const frame = topFrame(state);
  if (frame?.kind === 'slot') return frame.slot;
  if (frame?.kind !== 'flow') return undefined;
  const step = guide.flows.get(frame.flow)?.steps.find(({ id }) => id === frame.step);
  return step?.kind === 'ask' ? step.slot : undefined;
}

/** Whether the bot left the merchant with nothing: no words, or no question, no ticket and no end. */
export function isDeadEnd(state: DialogState, replies: number): boolean {
  if (replies === 0) return true;
  return state.frames.length === 0 && state.ended === undefined && state.ticketNumber === undefined;
}
