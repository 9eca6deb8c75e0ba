/** What an agent must know before anything can be done, and what of it is still missing. */

import type { Guide } from '#knowledge/guide.ts';
import type { DialogState } from './state.ts';

/** The slots that this case needs, in the order they are asked. */
export function neededSlots(state: DialogState, guide: Guide): readonly string[] {
  const present = state.symptom ? guide.flows.get(state.symptom) : undefined;
  return present?.kind === 'symptom' ? present.needs : guide.institution.requiredSlots;
}

/** Needed slots that are not known, whether or not the merchant could give them. */
export function missingSlots(state: DialogState, guide: Guide): readonly string[] {
  return neededSlots(state, guide).filter((slot) => state.slots[slot] === undefined);
}

/** The next slot worth asking for; a serial that has to be looked up by merchant number asks for that instead. */
export function nextNeed(state: DialogState, guide: Guide): string | undefined {
  const open = missingSlots(state, guide).find((slot) => !state.declined.includes(slot));
  if (open) return open;
  const snDeclined = state.declined.includes('sn') && state.slots.sn === undefined;
  const hasOtherWay = state.attachments.length > 0 || state.slots.mid !== undefined || state.declined.includes('mid');
  return snDeclined && !hasOtherWay ? 'mid' : undefined;
}
