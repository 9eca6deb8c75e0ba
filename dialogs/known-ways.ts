/** Where a walk leads by what is known already, without asking: steps tried before, and guards that are cleared. */

import type { DoStep, Flow, FlowOutcome, Step, Target } from '#knowledge/guide.ts';
import { holds } from './conditions.ts';
import type { Draft } from './draft.ts';

/** A guard that is longer than this is a circle, and clears nothing. */
const MOST_STEPS = 100;

/** Whether a target ends the walk. */
export function isOutcome(target: Target): target is FlowOutcome {
  return target === 'resolved' || target === 'handoff' || target === 'answered' || target === 'abandoned';
}

/** Where a `do` step leads when it was tried before, by the outcome on record. */
export function wayAfter(step: DoStep, outcome: string): { readonly way: string; readonly target: Target } {
  const own = step.results.find((result) => result.means === outcome);
  if (own) return { way: own.id, target: own.go };
  if (outcome === 'cannot' || outcome === 'skipped') return { way: 'cannot', target: step.cannot };
  return { way: 'not-fixed', target: step.failed };
}

/** Whether walking the guard with what is known comes back: everything answered, and no answer that forbids the step. */
export function isCleared(guard: Flow, draft: Draft): boolean {
  let at = 0;
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = guard.steps[at];
    if (!step) return true;
    const target = holds(step.when, draft.state) ? knownWay(step, draft) : 'next';
    if (target === undefined || isOutcome(target)) return false;
    const index = target === 'next' ? at + 1 : guard.steps.findIndex((candidate) => candidate.id === target);
    if (target === 'done') return true;
    if (index < 0) return false;
    at = index;
  }
  return false;
}

/** Where a step leads without asking anything. */
function knownWay(step: Step, { state }: Draft): Target | undefined {
  switch (step.kind) {
    case 'say':
      return step.go;
    case 'branch':
      return step.branches.find((branch) => holds(branch.when, state))?.go ?? step.otherwise;
    case 'ask':
      return (
        step.choices.find((choice) => choice.id === state.slots[step.slot]?.value)?.go ??
        (state.declined.includes(step.slot) ? step.unsure : undefined)
      );
    case 'do': {
      const outcome = state.stepsTried.find((entry) => entry.step === step.id)?.outcome;
      return outcome && (outcome === 'fixed' ? fixedWay(step) : wayAfter(step, outcome).target);
    }
    default:
      return undefined;
  }
}

function fixedWay(step: DoStep): Target {
  return step.results.find((result) => result.means === 'fixed')?.go ?? step.fixed;
}
