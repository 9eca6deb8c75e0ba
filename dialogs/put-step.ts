/** Puts a step of a walk to the merchant, and remembers that it was put. */

import type { AskStep, DoStep, Wording } from '#knowledge/guide.ts';
import { addLine, type Desk, type Draft, patch, replaceTop } from './draft.ts';
import { markOf } from './mark.ts';
import type { ReplyChoice } from './message.ts';
import { helpStuck, withPerson } from './prompts.ts';
import { sayWording } from './say.ts';
import type { Frame } from './state.ts';

type FlowFrame = Extract<Frame, { kind: 'flow' }>;

/** How far "back" reaches. */
const TRAIL_PLACES = 12;

/** Puts a step of the walk; whoever is stuck at it is offered a person beside its answers. */
export function putStep(
  draft: Draft,
  desk: Desk,
  frame: FlowFrame,
  step: AskStep | DoStep,
  wording: Wording,
  choices: readonly ReplyChoice[],
): Draft {
  const asked = addLine(
    markAsked(helpStuck(draft, frame.asked, desk), frame, step),
    sayWording(wording, draft.state, desk.guide, desk.now),
  );
  return { ...asked, choices: withPerson(choices, step.id, frame.asked, draft.state, desk) };
}

/** Whether the step was put before: just now, or before something else came first. */
export function wasPut({ state }: Draft, { asked, flow, step }: FlowFrame): boolean {
  return asked > 0 || state.trail.some((place) => place.flow === flow && place.step === step);
}

function markAsked(draft: Draft, frame: FlowFrame, step: AskStep | DoStep): Draft {
  const last = draft.state.trail.at(-1);
  const mark = markOf(step);
  const here = { flow: frame.flow, step: frame.step, frames: draft.state.frames, ...(mark ? { mark } : {}) };
  const again = last?.flow === here.flow && last.step === here.step;
  const trail = again ? draft.state.trail : [...draft.state.trail, here].slice(-TRAIL_PLACES);
  return patch(replaceTop(draft, { ...frame, asked: frame.asked + 1 }), { trail });
}
