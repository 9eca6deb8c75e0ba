/** Decides whether a content condition holds in a conversation. */

import type { Condition } from '#knowledge/guide.ts';
import type { DialogState } from './state.ts';

const TRIED = 'tried.';

/** Stands for whether a ticket is open, as `open`. */
const TICKET = 'ticket';
/** Stands for whether this is a question in between, as `yes`: something else goes on underneath. */
const ASIDE = 'aside';

function knownValue(name: string, state: DialogState): string | undefined {
  if (name === TICKET) return state.ticketNumber === undefined ? undefined : 'open';
  if (name === ASIDE) return state.frames.length > 1 ? 'yes' : undefined;
  if (!name.startsWith(TRIED)) return state.slots[name]?.value;
  const step = name.slice(TRIED.length);
  return state.stepsTried.find((tried) => tried.step === step)?.outcome;
}

/** True when every entry of the condition holds; an absent condition always does. */
export function holds(condition: Condition | undefined, state: DialogState): boolean {
  return Object.entries(condition ?? {}).every(([name, accepted]) => {
    const value = knownValue(name, state);
    if (value === undefined) return accepted.includes('unknown');
    return accepted.includes('any') || accepted.includes(value);
  });
}
