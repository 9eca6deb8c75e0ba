/** Which steps a turn brought a merchant to, and how steps ended in it: what step statistics count. Pure. */

import { type DialogState, topFrame } from '#dialogs/state.ts';

/** A step that was reached, or how it ended. */
export interface StepResult {
  readonly step: string;
  /** `reached`, or the outcome. */
  readonly result: string;
}

/** The step that waits for the merchant. */
function standingStep(state: DialogState | undefined): string | undefined {
  const frame = state && topFrame(state);
  if (frame?.kind === 'result') return frame.step;
  return frame?.kind === 'flow' && frame.step !== '' ? frame.step : undefined;
}

/** What is new in `after`. */
export function diffSteps(before: DialogState | undefined, after: DialogState | undefined): readonly StepResult[] {
  if (!after) return [];
  const known = new Set(before?.stepsTried.map(({ step, atMs }) => `${step} ${atMs}`));
  const ended = after.stepsTried
    .filter(({ step, atMs }) => !known.has(`${step} ${atMs}`))
    .map(({ step, outcome }) => ({ step, result: outcome }));
  const reached = standingStep(after);
  if (reached === undefined || reached === standingStep(before)) return ended;
  return [...ended, { step: reached, result: 'reached' }];
}
