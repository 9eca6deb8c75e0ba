/** Finds the step that a place in the walk stands at. */

import type { AskStep, Choice, DoStep, Guide, Step } from '#knowledge/guide.ts';
import type { Frame } from './state.ts';

/** The step of a flow by both ids; `undefined` when the content has no such flow or step. */
export function stepAt(guide: Guide, flow: string, step: string): Step | undefined {
  return guide.flows.get(flow)?.steps.find(({ id }) => id === step);
}

/** The step that a frame stands at; `undefined` for a frame that stands at none. */
export function stepOf(guide: Guide, frame: Frame | undefined): Step | undefined {
  return frame?.kind === 'flow' ? stepAt(guide, frame.flow, frame.step) : undefined;
}

/** The step of a frame that has put it to the merchant. */
function putStep(guide: Guide, frame: Frame | undefined): Step | undefined {
  return frame?.kind === 'flow' && frame.asked > 0 ? stepOf(guide, frame) : undefined;
}

/** The question that a frame has put; `undefined` when it has put none. */
export function putAsk(guide: Guide, frame: Frame | undefined): AskStep | undefined {
  const step = putStep(guide, frame);
  return step?.kind === 'ask' ? step : undefined;
}

/** The thing to do that a frame has put; `undefined` when it has put none. */
export function putDo(guide: Guide, frame: Frame | undefined): DoStep | undefined {
  const step = putStep(guide, frame);
  return step?.kind === 'do' ? step : undefined;
}

/** The closed answers of a step; none where it asks for nothing. */
export function answersOf(step: Step): readonly Choice[] {
  if (step.kind === 'ask') return step.choices;
  return step.kind === 'do' ? step.results : [];
}
