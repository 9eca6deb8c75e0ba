/** Puts several things to do into one message where the platform allows few more until the merchant writes again. */

import type { DoStep, StepOutcome } from '#knowledge/guide.ts';
import { addTrace, type Desk, type Draft, patch, replaceTop } from './draft.ts';
import { sayPhrase } from './say.ts';
import { type Frame, topFrame } from './state.ts';
import { putDo } from './step-at.ts';

/** With this many messages left, or fewer, steps are joined. */
const LOW_ROOM = 2;
/** More at once than anybody does. */
const MOST_JOINED = 3;

type FlowFrame = Extract<Frame, { kind: 'flow' }>;

/** Whether a step may be put together with the one after it: nothing but "did it help?" can come of it. */
export function mayJoin(frame: FlowFrame, step: DoStep, { room }: Desk): boolean {
  return room !== undefined && room <= LOW_ROOM && frame.asked === 0 && step.results.length === 0 && !step.destructive;
}

/**
 * One message out of a step and what would follow it if it did not help, `next`; the step alone where that is no other
 * thing to do. Until the merchant answers nobody knows how the step went.
 */
export function joinSteps(put: Draft, next: Draft, step: DoStep, desk: Desk): Draft {
  const frame = topFrame(next.state);
  const added = next.lines.slice(put.lines.length);
  const [line] = added;
  const fits = frame?.kind === 'flow' && frame.asked === 1 && putDo(desk.guide, frame) !== undefined;
  const joined = [step.id, ...(frame?.kind === 'flow' ? (frame.joined ?? []) : [])];
  const more = next.effects.length > put.effects.length || next.receipt !== undefined;
  if (!fits || more || line === undefined || added.length > joined.length || joined.length >= MOST_JOINED) return put;
  const otherwise = sayPhrase('join.otherwise', next.state, desk.guide, desk.now, { step: line });
  const stepsTried = next.state.stepsTried.map((tried) =>
    tried.step === step.id ? { ...tried, outcome: 'unsure' as const } : tried,
  );
  const traced = addTrace(patch(next, { stepsTried }), 'join', `${joined.join(', ')} in one message; few are left`);
  return replaceTop({ ...traced, lines: [...put.lines, otherwise, ...added.slice(1)] }, { ...frame, joined });
}

/** Gives the steps of one message the outcome that its answer implies for them. */
export function settleJoined(draft: Draft, outcome: StepOutcome): Draft {
  const frame = topFrame(draft.state);
  const joined = frame?.kind === 'flow' ? (frame.joined ?? []) : [];
  if (joined.length === 0) return draft;
  const known = outcome === 'not-fixed' ? 'not-fixed' : outcome === 'fixed' ? 'done' : 'unsure';
  const stepsTried = draft.state.stepsTried.map((tried) =>
    joined.includes(tried.step) ? { ...tried, outcome: known as StepOutcome } : tried,
  );
  return patch(draft, { stepsTried });
}
