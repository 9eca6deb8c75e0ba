/** Takes up what is known of the merchant's terminal before a word was said: bound to the conversation, or scanned. */

import type { BoundDevice } from './device-record.ts';
import { addPhrase, addTrace, type Desk, type Draft } from './draft.ts';
import { REGISTER_MATCHED } from './slots.ts';
import type { DialogState } from './state.ts';

/** Terminals whose merchant this conversation has proved to be. */
export function provedDevices({ bound = [] }: Pick<Desk, 'bound'>): readonly BoundDevice[] {
  return bound.filter(({ proof }) => proof !== 'sticker');
}

/** What was scanned or bound since the last one was taken up. */
function newlyKnown({ knownDevice }: DialogState, { bound = [] }: Pick<Desk, 'bound'>): BoundDevice | undefined {
  const [latest] = bound;
  return latest && latest.boundAtMs > (knownDevice?.atMs ?? 0) ? latest : undefined;
}

/** In the middle of a case the terminal stays the one it is about, once that is settled. */
function isFree({ frames, ticketNumber, slots: { sn } }: DialogState): boolean {
  if (sn === undefined) return true;
  const settled = sn.source !== 'lookup' || sn.confirmed;
  return ticketNumber === undefined && (!settled || frames.every(({ kind }) => kind === 'open'));
}

/**
 * Fills in model and serial of the terminal that the merchant most likely means: the one just scanned or bound, or the
 * only one there is. The serial waits to be confirmed, and whatever the merchant has said stands.
 */
export function recogniseDevice(state: DialogState, desk: Desk): DialogState {
  const proved = provedDevices(desk);
  const fresh = newlyKnown(state, desk);
  const device = fresh ?? (proved.length === 1 ? proved[0] : undefined);
  // Told that it is another one, the bot does not come back with it.
  if (!device || (state.snHistory.includes(device.serial) && !fresh)) return state;
  const known = { ...state, knownDevice: { serial: device.serial, atMs: fresh?.boundAtMs ?? device.boundAtMs } };
  const sn = state.slots.sn;
  if (sn?.value === device.serial) return known;
  const typed = sn !== undefined && sn.source !== 'lookup';
  if (!isFree(state) || (typed && !fresh)) return state;
  const { model: earlier, ...others } = state.slots;
  const model = (sn === undefined ? earlier : undefined) ?? modelOf(device);
  return {
    ...known,
    // What was proved of the one before says nothing of this one.
    flags: state.flags.filter((flag) => flag !== REGISTER_MATCHED),
    slots: { ...others, ...(model ? { model } : {}), sn: { value: device.serial, source: 'lookup', confirmed: false } },
  };
}

function modelOf({ model }: BoundDevice) {
  return model === undefined ? undefined : ({ value: model, source: 'lookup', confirmed: true } as const);
}

/** Says, once for each scan, which terminal is meant. */
export function greetDevice(draft: Draft, before: DialogState | undefined, desk: Desk): Draft {
  const { slots, knownDevice } = draft.state;
  const latest = desk.bound?.[0];
  if (!latest || latest.serial !== slots.sn?.value || knownDevice?.atMs === before?.knownDevice?.atMs) return draft;
  const traced = addTrace(draft, 'known-device', `${latest.proof}: ${latest.serial}`);
  if (latest.proof !== 'sticker' && latest.proof !== 'link') return traced;
  const key = `${latest.proof === 'link' ? 'bound' : 'scan'}.device${latest.model === undefined ? '-bare' : ''}`;
  return addPhrase(traced, desk, key, { model: latest.model, end: latest.serial.slice(-4) });
}
