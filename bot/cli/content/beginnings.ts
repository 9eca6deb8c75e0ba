/** What may be known before a walk begins: an answer given in the first message, or a step tried already. */

import type { Flow, Guide, Step } from '#knowledge/guide.ts';
import { type Known, NOTHING_KNOWN } from '../chat/merchant.ts';
import { conditionsOf, conditionValues } from './answers.ts';

const TRIED = 'tried.';

/** Nothing known; each answer known; each step tried in vain; and what each condition of the walk asks for. */
export function beginningsOf(flow: Flow, guide: Guide): readonly Known[] {
  const steps = ownSteps(flow, guide, new Set());
  const all = [NOTHING_KNOWN, ...steps.flatMap((step) => [...fromStep(step), ...fromConditions(step, guide)])];
  return [...new Map(all.map((known) => [JSON.stringify(known), known])).values()];
}

/** The steps of a flow and of the procedures it links or goes to. */
function ownSteps(flow: Flow, guide: Guide, seen: Set<string>): readonly Step[] {
  if (seen.has(flow.id)) return [];
  seen.add(flow.id);
  return flow.steps.flatMap((step) => {
    const linked = step.kind === 'link' ? guide.flows.get(step.flow) : undefined;
    return linked?.kind === 'procedure' ? [step, ...ownSteps(linked, guide, seen)] : [step];
  });
}

function fromStep(step: Step): readonly Known[] {
  if (step.kind === 'ask') return step.choices.map(({ id }) => ({ ...NOTHING_KNOWN, slots: { [step.slot]: id } }));
  return step.kind === 'do' ? [{ ...NOTHING_KNOWN, tried: { [step.id]: 'not-fixed' } }] : [];
}

function fromConditions(step: Step, guide: Guide): readonly Known[] {
  return conditionsOf(step).flatMap((condition) =>
    Object.entries(condition).reduce<readonly Known[]>(
      (combined, [name, values]) =>
        combined.flatMap((known) =>
          values.flatMap((value) => (value === 'unknown' ? [known] : [add(known, name, value, guide)])),
        ),
      [NOTHING_KNOWN],
    ),
  );
}

function add(known: Known, name: string, value: string, guide: Guide): Known {
  if (name.startsWith(TRIED)) {
    const outcome = (value === 'any' ? 'not-fixed' : value) as Known['tried'][string];
    return { ...known, tried: { ...known.tried, [name.slice(TRIED.length)]: outcome } };
  }
  const [some = 'yes'] = conditionValues(guide).get(name) ?? [];
  return { ...known, slots: { ...known.slots, [name]: value === 'any' ? some : value } };
}
