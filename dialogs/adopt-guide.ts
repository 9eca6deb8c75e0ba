/** Brings a conversation that began under an earlier state of the content to the present one. */

import type { Flow, Guide, Step } from '#knowledge/guide.ts';
import { markOf } from './mark.ts';
import type { DialogState, Frame, Place, SlotValue } from './state.ts';
import { stepAt } from './step-at.ts';

type FlowFrame = Extract<Frame, { kind: 'flow' }>;

/** New ids of steps by the ones that they had. */
type Renamed = Readonly<Record<string, string>>;

/**
 * Brings a stored state to the present content. A step that only has a new id is recognised by its words. Where a step
 * is gone, its flow goes on behind the last question that is still there; what was answered or tried stays so, and
 * nothing that was not asked counts as asked. A case whose symptom is gone goes to people.
 */
export function adoptGuide(state: DialogState, guide: Guide): DialogState {
  if (state.guideRevision === guide.revision) return state;
  const renamed = renamedSteps(state, guide);
  const named = renameSteps(state, renamed, guide);
  const trail = named.trail.flatMap((place) => {
    return stepAt(guide, place.flow, place.step) ? [{ ...place, frames: adoptFrames(place.frames, named, guide) }] : [];
  });
  const kept: DialogState = {
    ...named,
    trail,
    frames: adoptFrames(named.frames, named, guide),
    queue: state.queue.filter((id) => guide.flows.has(id)),
    guideRevision: guide.revision,
    ...(Object.keys(renamed).length > 0 ? { renamed: { ...state.renamed, ...renamed } } : {}),
  };
  return lostSymptom(state, guide) ? toPeople(kept) : kept;
}

/** Steps on the trail or on record that the content now has under another id. */
function renamedSteps({ trail, stepsTried }: DialogState, guide: Guide): Renamed {
  const all = [...guide.flows.values()];
  const ids = new Set(all.flatMap((flow) => flow.steps.map((step) => step.id)));
  const asked = trail
    .filter(({ flow, step }) => !stepAt(guide, flow, step))
    .flatMap(({ flow, step, mark }) => {
      const home = guide.flows.get(flow);
      const twin = mark && stepMarked(home ? [home, ...all] : all, mark);
      return twin ? [[step, twin.id] as const] : [];
    });
  const tried = stepsTried
    .filter(({ step }) => !ids.has(step))
    .flatMap(({ step, title }) => {
      const twin = all.flatMap((flow) => flow.steps).find((one) => one.kind === 'do' && hasTitle(one, title));
      return twin ? [[step, twin.id] as const] : [];
    });
  return Object.fromEntries([...tried, ...asked]);
}

function stepMarked(flows: readonly Flow[], mark: string): Step | undefined {
  return flows.flatMap((flow) => flow.steps).find((step) => markOf(step) === mark);
}

function hasTitle(step: Extract<Step, { kind: 'do' }>, title: string): boolean {
  return Object.values(step.title).includes(title);
}

/** Gives what was asked, answered and tried its new names. */
function renameSteps(state: DialogState, renamed: Renamed, guide: Guide): DialogState {
  const nameOf = (id: string): string => renamed[id] ?? id;
  const nameFrame = (frame: Frame): Frame => {
    if (frame.kind === 'result') return { ...frame, step: nameOf(frame.step) };
    if (frame.kind !== 'flow' || stepAt(guide, frame.flow, frame.step)) return frame;
    return { ...frame, step: nameOf(frame.step) };
  };
  return {
    ...state,
    frames: state.frames.map(nameFrame),
    stepsTried: state.stepsTried.map((tried) => ({ ...tried, step: nameOf(tried.step) })),
    slots: { ...renameSlots(state.slots, renamed, guide), ...state.slots },
    declined: [...new Set([...state.declined, ...state.declined.map((slot) => slotOf(nameOf(slot), guide) ?? slot)])],
    trail: state.trail.map(
      (place): Place => ({
        ...place,
        step: stepAt(guide, place.flow, place.step) ? place.step : nameOf(place.step),
        frames: place.frames.map(nameFrame),
      }),
    ),
  };
}

/** The slot of a question by its step id. */
function slotOf(id: string, guide: Guide): string | undefined {
  for (const flow of guide.flows.values()) {
    const step = flow.steps.find((candidate) => candidate.id === id);
    if (step?.kind === 'ask') return step.slot;
  }
  return undefined;
}

/** A question without a slot of its own keeps its answer under its id, which is another now. */
function renameSlots(slots: DialogState['slots'], renamed: Renamed, guide: Guide): Readonly<Record<string, SlotValue>> {
  return Object.fromEntries(
    Object.entries(renamed).flatMap(([before, after]) => {
      const value = slots[before];
      const slot = slotOf(after, guide);
      return value && slot ? [[slot, value]] : [];
    }),
  );
}

function adoptFrames(frames: readonly Frame[], state: DialogState, guide: Guide): readonly Frame[] {
  const adopted = frames.flatMap((frame, index): readonly Frame[] => {
    if (frame.kind === 'flow') return adoptFlow(frame, frames[index + 1], state, guide);
    if (frame.kind !== 'clarify') return [frame];
    const options = frame.options.filter((id) => guide.flows.has(id));
    return [options.length > 0 ? { ...frame, options } : { kind: 'open', asked: 0 }];
  });
  return adopted.filter((frame, index) => {
    if (frame.kind !== 'result') return true;
    const below = adopted[index - 1];
    return below?.kind === 'flow' && below.step === frame.step && below.asked > 0;
  });
}

function adoptFlow(frame: FlowFrame, above: Frame | undefined, { trail }: DialogState, guide: Guide): readonly Frame[] {
  const flow = guide.flows.get(frame.flow);
  if (!flow) return [];
  const places = trail.filter((place) => place.flow === frame.flow);
  const step = stepAt(guide, frame.flow, frame.step);
  if (frame.step === '' || step) {
    const before = places.findLast((place) => place.step === frame.step)?.mark?.split(':')[0];
    const changed = step !== undefined && before !== undefined && before !== step.kind;
    return [changed ? { ...frame, asked: 0 } : frame];
  }
  const last = places.findLast((place) => flow.steps.some((candidate) => candidate.id === place.step));
  const caller = stepThatPut(frame, above, flow);
  if (caller) return [{ ...frame, step: caller.id }];
  return [{ kind: 'flow', flow: flow.id, step: last?.step ?? flow.steps[0]?.id ?? '', asked: 0 }];
}

/** The step that put what stands above it on the stack. */
function stepThatPut({ nth = 0 }: FlowFrame, above: Frame | undefined, flow: Flow): Step | undefined {
  if (above?.kind === 'slot') return flow.steps.find((step) => step.kind === 'collect' && step.slot === above.slot);
  if (above?.kind !== 'flow') return undefined;
  return flow.steps.filter((step) => step.kind === 'link' && step.flow === above.flow)[nth];
}

/** Whether the walk of the case's own symptom was under way and is not there any more. */
function lostSymptom({ frames, symptom }: DialogState, guide: Guide): boolean {
  if (symptom === undefined || guide.flows.has(symptom)) return false;
  return frames.some((frame) => frame.kind === 'flow' && frame.flow === symptom);
}

function toPeople(state: DialogState): DialogState {
  const reason = state.handoffReason ?? 'steps-exhausted';
  return { ...state, handoffReason: reason, frames: [{ kind: 'handoff', reason }] };
}
