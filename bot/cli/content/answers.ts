/** Every answer that a merchant can give to what a walk asks: the buttons, and the words that no button has. */

import type { ReplyChoice } from '#dialogs/message.ts';
import { type DialogState, topFrame } from '#dialogs/state.ts';
import type { Condition, Guide, Step } from '#knowledge/guide.ts';
import type { Said } from '../chat/merchant.ts';

const SKIP: Said = { merchant: '跳过' };
const UNSURE: Said = { merchant: '不知道' };
/** How people report what no button says. */
const RESULTS = [
  ['fixed', { merchant: '好了,可以用了' }],
  ['not-fixed', { merchant: '还是不行' }],
  ['cannot', { merchant: '做不了' }],
] as const;

/** A value of the right shape for each slot that has one. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  model: ['A920'],
  sn: ['0821004695'],
  tid: ['30012345'],
  mid: ['898310148160568'],
  iccid: ['89860012345678901233'],
  phone: ['13800138000'],
  code: ['51'],
  screenText: ['交易超时'],
  since: ['上周二下午'],
};
const FREE_SAMPLE = '在城西万达一楼';

/** The question that stands, as a step of the content. */
export function standingStep(state: DialogState, guide: Guide): Step | undefined {
  const frame = state.frames.findLast((candidate) => candidate.kind === 'flow');
  if (frame?.kind !== 'flow') return undefined;
  return guide.flows.get(frame.flow)?.steps.find(({ id }) => id === frame.step);
}

/** What can be answered here, the buttons first. */
export function answersTo(state: DialogState, offered: readonly ReplyChoice[], guide: Guide): readonly Said[] {
  const frame = topFrame(state);
  const taps = offered.map(({ label }): Said => ({ tap: label }));
  if (frame?.kind === 'slot')
    return [...taps, ...answersToSlot(frame.slot, guide), ...(taps.length > 0 ? [] : [UNSURE])];
  // A serial that is denied is asked for again, and that again can be denied.
  if (frame?.kind === 'confirm') return taps.slice(0, 1);
  const step = standingStep(state, guide);
  if (step?.kind === 'ask') {
    const unsure = step.choices.some(({ id }) => id === 'unsure');
    return unsure ? taps : [...taps, UNSURE];
  }
  if (step?.kind === 'do') {
    const missing = RESULTS.filter(([id]) => !offered.some((choice) => choice.id === `${step.id}:${id}`));
    return [...taps, ...missing.map(([, said]) => said), SKIP];
  }
  return taps;
}

function answersToSlot(slot: string, guide: Guide): readonly Said[] {
  const named = slot === 'code' ? [...(conditionValues(guide).get(slot) ?? [])] : [];
  const values = new Set([...(SAMPLES[slot] ?? [FREE_SAMPLE]), ...named]);
  return [...values].map((merchant) => ({ merchant }));
}

const valuesOf = new WeakMap<Guide, ReadonlyMap<string, ReadonlySet<string>>>();

/** The values of each slot that conditions of the content name. */
export function conditionValues(guide: Guide): ReadonlyMap<string, ReadonlySet<string>> {
  const known = valuesOf.get(guide);
  if (known) return known;
  const found = new Map<string, Set<string>>();
  for (const flow of guide.flows.values()) {
    for (const condition of flow.steps.flatMap(conditionsOf)) {
      for (const [name, values] of Object.entries(condition)) {
        const set = found.get(name) ?? new Set();
        found.set(name, set);
        for (const value of values) if (value !== 'any' && value !== 'unknown') set.add(value);
      }
    }
  }
  valuesOf.set(guide, found);
  return found;
}

/** Every condition that a step holds. */
export function conditionsOf(step: Step): readonly Condition[] {
  return [...(step.when ? [step.when] : []), ...(step.kind === 'branch' ? step.branches.map(({ when }) => when) : [])];
}
