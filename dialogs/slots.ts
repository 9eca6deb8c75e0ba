/** Fills slots with what the merchant says, and reads serials back. */

import type { Entity, EntityKind } from '#knowledge/entities/entity.ts';
import { groupSerial } from '#knowledge/entities/serial.ts';
import { addFlag, addTrace, type Draft, patch, setSlot } from './draft.ts';
import type { DialogState, SlotValue } from './state.ts';

/** Facts below this only count when they were asked for. */
const SURE = 0.5;

/** Kinds of facts that have a slot of the same name: asked for by it, and kept in it whenever they are heard. */
export const SLOT_KINDS: readonly string[] = [
  'maker',
  'model',
  'sn',
  'tid',
  'mid',
  'iccid',
  'code',
  'phone',
  'network',
  'carrier',
  'scope',
  'screenText',
] satisfies EntityKind[];

/** Only a serial is read back; everything else is taken as said. */
const READ_BACK: readonly string[] = ['sn'];

/**
 * Puts a value into a slot; a serial that replaces another keeps the earlier one in the history, and nothing that the
 * register said of that one.
 */
export function fillSlot(draft: Draft, slot: string, value: string, source: SlotValue['source'] = 'typed'): Draft {
  const before = draft.state.slots[slot];
  if (before?.value === value) return draft;
  const filled = setSlot(withoutHalf(draft, slot, value), slot, {
    value,
    source,
    confirmed: !READ_BACK.includes(slot),
  });
  const traced = addTrace(filled, 'slot', before ? `${slot}: ${before.value} → ${value}` : `${slot}: ${value}`);
  if (slot !== 'sn' || !before) return traced;
  const another = forgetRegister(patch(traced, { snHistory: [...draft.state.snHistory, before.value] }));
  return addFlag(another, 'sn_corrected');
}

/** Eight digits of a serial that was cut short were no terminal number. */
function withoutHalf(draft: Draft, slot: string, value: string): Draft {
  const { tid, ...others } = draft.state.slots;
  return slot === 'sn' && tid && value.startsWith(tid.value) ? patch(draft, { slots: others }) : draft;
}

/** What the register said of one terminal, and that it is this merchant's, says nothing of another one. */
function forgetRegister(draft: Draft): Draft {
  const { slots, flags } = draft.state;
  const kept = Object.entries(slots).filter(([name, { source }]) => name === 'sn' || source !== 'lookup');
  return patch(draft, {
    slots: Object.fromEntries(kept),
    flags: flags.filter((flag) => flag !== REGISTER_MATCHED),
  });
}

/**
 * Keeps every fact of a message except the kinds in `leave`, which a reader has to judge. A serial already known is not
 * overwritten here: changing it is a correction.
 */
export function keepFacts(draft: Draft, entities: readonly Entity[], leave: readonly string[]): Draft {
  return entities
    .filter((entity) => SLOT_KINDS.includes(entity.kind) && !leave.includes(entity.kind) && entity.confidence >= SURE)
    .filter((entity) => !Object.entries(draft.state.slots).some(([slot, known]) => isTwice(entity, slot, known.value)))
    .filter((entity) => !entity.partial && !(entity.kind === 'sn' && draft.state.slots.sn))
    .reduce((next, entity) => fillSlot(next, entity.kind, entity.value), draft);
}

/** A number already known as something else, such as the serial sent once more where a phone number was asked. */
function isTwice(entity: Entity, slot: string, known: string): boolean {
  return slot !== entity.kind && known === entity.value && known.length > 4;
}

/** Confirms the serial that was read back. */
export function confirmSerial(draft: Draft): Draft {
  const sn = draft.state.slots.sn;
  return sn ? setSlot(addTrace(draft, 'slot', 'sn confirmed'), 'sn', { ...sn, confirmed: true }) : draft;
}

/** Mark of a case whose merchant gave a merchant number and a serial that belong together. */
export const REGISTER_MATCHED = 'register_matched';

/** A serial that the register gave is for the agent, until the merchant has proved whose terminal it is. */
function isTold({ slots, flags, knownDevice }: DialogState): boolean {
  const known = knownDevice !== undefined && knownDevice.serial === slots.sn?.value;
  return slots.sn?.source !== 'lookup' || known || flags.includes(REGISTER_MATCHED);
}

/** The device as it is read back, in the pieces that are known: model and grouped serial. */
export function deviceWords(state: DialogState): { model: string | undefined; serial: string | undefined } {
  const sn = isTold(state) ? state.slots.sn?.value : undefined;
  return { model: state.slots.model?.value, serial: sn === undefined ? undefined : groupSerial(sn) };
}
