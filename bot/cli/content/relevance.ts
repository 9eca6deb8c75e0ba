/** What can still matter to a conversation: two that agree on it go on alike, so a walk is explored once for both. */

import { rateCase } from '#dialogs/priority.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { TriedStep } from '#dialogs/ticket.ts';
import { targetsOf } from '#knowledge/check-walks.ts';
import type { DoStep, Flow, Guide, Step } from '#knowledge/guide.ts';
import { conditionsOf } from './answers.ts';

type Tried = Pick<TriedStep, 'step' | 'outcome'>;

/** Slots that decide how a case is handed off, whatever the walk. */
const HANDOFF_SLOTS = ['scope', 'fallback', 'model', 'sn', 'mid'];

/** The names that a step looks at: slots, and steps tried as `tried.<step>`. */
function consulted(step: Step): readonly string[] {
  const names = [...consultedConditions(step)];
  if (step.kind === 'ask' || step.kind === 'collect') names.push(step.slot);
  if (step.kind === 'lookup') names.push('code');
  if (step.kind === 'do') names.push(`tried.${step.id}`);
  return names;
}

function consultedConditions(step: Step): readonly string[] {
  return conditionsOf(step).flatMap((condition) => Object.keys(condition));
}

/** Makes the key of a state: equal keys mean equal futures. */
export function createKey(guide: Guide): (state: DialogState) => string {
  const classOf = createOutcomeClass(guide);
  const cache = new Map<string, ReadonlySet<string>>();
  const namesFrom = (flow: string, step: string): ReadonlySet<string> => {
    const place = `${flow}/${step}`;
    const known = cache.get(place) ?? collectNames(guide, flow, step);
    cache.set(place, known);
    return known;
  };
  return (state) => {
    const names = new Set(HANDOFF_SLOTS);
    for (const frame of state.frames)
      if (frame.kind === 'flow') for (const name of namesFrom(frame.flow, frame.step)) names.add(name);
    for (const name of guide.institution.requiredSlots) names.add(name);
    for (const name of needsOf(state.symptom, guide)) names.add(name);
    return keyOf(state, names, rateCase(state, guide, 0).priority, classOf);
  };
}

/** Names outcomes of a step alike when nothing in the content tells them apart. */
function createOutcomeClass(guide: Guide): (tried: Tried) => string {
  const steps = [...guide.flows.values()].flatMap((flow) => flow.steps);
  const looked = new Set(steps.flatMap(consultedConditions));
  const tasks = Map.groupBy(
    steps.filter((step) => step.kind === 'do'),
    ({ id }) => id,
  );
  return ({ step, outcome }) => {
    if (looked.has(`tried.${step}`)) return outcome;
    const target = (task: DoStep): string => {
      const own = task.results.find(({ means }) => means === outcome);
      return own?.go ?? (outcome === 'cannot' || outcome === 'skipped' ? task.cannot : task.failed);
    };
    return (tasks.get(step) ?? []).map(target).join();
  };
}

function keyOf(
  state: DialogState,
  names: ReadonlySet<string>,
  priority: string,
  classOf: (tried: Tried) => string,
): string {
  const slots = Object.entries(state.slots)
    .filter(([slot]) => names.has(slot))
    .map(([slot, { value, confirmed }]) => `${slot}=${value}${confirmed ? '' : '?'}`);
  const tried = state.stepsTried
    .filter(({ step }) => names.has(`tried.${step}`))
    .map((tried) => `${tried.step}=${classOf(tried)}`);
  const declined = state.declined.filter((slot) => names.has(slot));
  const { frames, symptom, queue, flags, ended, misses, ticketNumber } = state;
  const marks = flags.filter((flag) => flag.startsWith('priority_') || flag === 'asked_human');
  const parts = [slots.sort(), tried.sort(), [...declined].sort(), [...marks].sort()];
  return JSON.stringify([state.trail.length, frames, symptom, queue, priority, ended, misses, ticketNumber, ...parts]);
}

function needsOf(symptom: string | undefined, guide: Guide): readonly string[] {
  const flow = symptom === undefined ? undefined : guide.flows.get(symptom);
  return flow?.kind === 'symptom' ? flow.needs : [];
}

/** Every name looked at from a place on, in whichever flow the walk then comes to. */
function collectNames(guide: Guide, flowId: string, stepId: string): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const open: (readonly [Flow, number])[] = [];
  const enter = (id: string): void => {
    const flow = guide.flows.get(id);
    if (!flow) return;
    open.push([flow, 0]);
    for (const need of needsOf(id, guide)) names.add(need);
  };
  const start = guide.flows.get(flowId);
  if (start) open.push([start, start.steps.findIndex(({ id }) => id === stepId)]);
  for (let place = open.pop(); place; place = open.pop()) {
    const [flow, index] = place;
    const step = flow.steps[index];
    if (!step || seen.has(`${flow.id}/${step.id}`)) continue;
    seen.add(`${flow.id}/${step.id}`);
    for (const name of consulted(step)) names.add(name);
    for (const target of [...targetsOf(step), 'next']) {
      const sibling = flow.steps.findIndex(({ id }) => id === target);
      if (target === 'next') open.push([flow, index + 1]);
      else if (sibling >= 0) open.push([flow, sibling]);
      else enter(target);
    }
    if (step.kind === 'link') enter(step.flow);
    if (step.kind === 'do' && step.guard) enter(step.guard);
  }
  return names;
}
