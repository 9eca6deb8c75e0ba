/** Finds the step that a place in the walk stands at. */

import type { Guide, Step } from '#knowledge/guide.ts';

/** The step of a flow by both ids; `undefined` when the content has no such flow or step. */
export function stepAt(guide: Guide, flow: string, step: string): Step | undefined {
  return guide.flows.get(flow)?.steps.find(({ id }) => id === step);
}
