/** Leaves a walk where a fact that came late would have led elsewhere at its beginning. */

import { follow } from './advance.ts';
import { holds } from './conditions.ts';
import { type Desk, type Draft, patch } from './draft.ts';
import type { Frame } from './state.ts';

/**
 * A walk that begins by branching on what is known branches again when one of these facts is told later: "走的网线" in
 * the walk for Wi-Fi. `told` are the slots of this message. `undefined` where the walk goes on as it is.
 */
export function turnOff(draft: Draft, told: readonly string[], desk: Desk): Draft | undefined {
  const { frames, trail } = draft.state;
  const at = frames.findLastIndex((one) => one.kind === 'flow' && desk.guide.flows.get(one.flow)?.kind === 'symptom');
  const frame = frames[at];
  const flow = frame?.kind === 'flow' ? desk.guide.flows.get(frame.flow) : undefined;
  // What stands before the branch only asks for the facts it turns on.
  const first = flow?.steps.find(({ kind }) => kind !== 'link');
  if (!flow || first?.kind !== 'branch') return undefined;
  const branch = first.branches.find(
    ({ when }) => holds(when, draft.state) && Object.keys(when).some((slot) => told.includes(slot)),
  );
  if (!branch || branch.go === 'next') return undefined;
  if (trail.some((place) => place.flow === branch.go || (place.flow === flow.id && place.step === branch.go)))
    return undefined;
  const beginning: Frame = { kind: 'flow', flow: flow.id, step: first.id, asked: 0 };
  return follow(patch(draft, { frames: [...frames.slice(0, at), beginning] }), desk, first, branch.go, 'told later');
}
