/** Looks a terminal up in the register, and tells its merchant, and nobody else, which "expired" applies. */

import type { LookupStep, Target } from '#knowledge/guide.ts';
import {
  type BoundDevice,
  type DeviceQuery,
  type DeviceRecord,
  queryKey,
  type RegisterAnswer,
} from './device-record.ts';
import { addEffect, addFlag, addPhrase, addTrace, type Desk, type Draft, patch, setSlot } from './draft.ts';
import { type ExpiryCause, expiryCauses } from './expiry.ts';
import { provedDevices } from './known-devices.ts';
import type { Instant } from './message.ts';
import { localDay, sayDay } from './opening-hours.ts';
import { confirmSerial, fillSlot, REGISTER_MATCHED } from './slots.ts';
import type { DialogState, Frame } from './state.ts';

/** What comes of a lookup: a question first, or where the walk goes on. */
export type LookedUp =
  | { readonly kind: 'ask'; readonly draft: Draft; readonly frame: Frame }
  | { readonly kind: 'go'; readonly draft: Draft; readonly target: Target; readonly way: string };

/** Marks of pairs of numbers that do not belong together; after the second nobody may go on guessing. */
const NO_MATCH = 'register_no_match';
const CLOSED = 'register_closed';
/** Pairs that a conversation may get wrong in so long, whatever cases it begins. */
const MOST_MISSES = 4;
const MISSES_LAST_MS = 24 * 60 * 60_000;
/** Last characters of a serial that prove as much as the whole, together with the merchant number. */
const LAST_CHARACTERS = 4;

function isClosed({ flags, registerMisses = [] }: DialogState, now: Instant): boolean {
  return flags.includes(CLOSED) || registerMisses.filter((at) => now - at < MISSES_LAST_MS).length >= MOST_MISSES;
}

const answerTo = (draft: Draft, desk: Desk, query: DeviceQuery): RegisterAnswer | undefined =>
  desk.register?.get(queryKey(query)) ?? (isClosed(draft.state, desk.now) ? { kind: 'unknown' } : undefined);

/** Asks for what proves whose terminal it is, then says what the register says. Without a register it does nothing. */
export function lookUpDevice(draft: Draft, desk: Desk, step: LookupStep): LookedUp {
  if (!desk.register) return { kind: 'go', draft, target: step.go, way: 'no register' };
  const own = ownDevice(draft.state, desk);
  return own ? lookUpOwn(draft, desk, step, own) : lookUpByNumbers(draft, desk, step);
}

/** The terminal that has been proved to be this merchant's, where it is clear which one is meant. */
function ownDevice({ slots }: DialogState, desk: Desk): BoundDevice | undefined {
  const proved = provedDevices(desk);
  const sn = slots.sn?.value;
  if (sn !== undefined) return proved.find(({ serial }) => serial === sn);
  return proved.length === 1 ? proved[0] : undefined;
}

/** Nothing has to be proved again; a terminal that belongs to another merchant by now is no longer told of. */
function lookUpOwn(draft: Draft, desk: Desk, step: LookupStep, { serial, mid }: BoundDevice): LookedUp {
  const go = (next: Draft, way: string, target: Target = step.go): LookedUp => ({
    kind: 'go',
    draft: next,
    target,
    way,
  });
  const query = { serial };
  const answer = desk.register?.get(queryKey(query));
  if (!answer) return go(addEffect(draft, { kind: 'lookupDevice', query }), 'not asked yet');
  if (answer.kind === 'unavailable') return go(addPhrase(draft, desk, 'register.unavailable'), 'unavailable');
  const devices = answer.kind === 'found' ? answer.devices : [];
  const device = devices.find((one) => one.serial === serial && (mid === undefined || one.mid === mid));
  if (!device)
    return go(addPhrase(addTrace(draft, 'register', 'no longer theirs'), desk, 'register.no-match'), 'no match');
  return found(draft, desk, step, device);
}

function lookUpByNumbers(draft: Draft, desk: Desk, step: LookupStep): LookedUp {
  const { state } = draft;
  const go = (next: Draft, way: string): LookedUp => ({ kind: 'go', draft: next, target: step.go, way });
  if (isClosed(state, desk.now)) return go(draft, 'no more guesses');
  const slot = missingProof(state, desk);
  if (slot) return { kind: 'ask', draft, frame: { kind: 'slot', slot, asked: 0, optional: true } };
  const mid = state.slots.mid?.value;
  const sn = givenSerial(state, desk);
  if (mid === undefined || (sn === undefined && state.slots.snEnd === undefined)) return go(draft, 'not enough known');
  const query = sn === undefined ? { mid } : { serial: sn };
  const answer = answerTo(draft, desk, query);
  if (!answer) return go(addEffect(draft, { kind: 'lookupDevice', query }), 'not asked yet');
  if (answer.kind === 'unavailable') return go(addPhrase(draft, desk, 'register.unavailable'), 'unavailable');
  const device = answer.kind === 'found' ? findOwn(answer.devices, state, desk, mid) : undefined;
  if (!device) return go(refuse(draft, desk, query.serial, mid), 'no match');
  return found(addEffect(draft, { kind: 'bindDevice', serial: device.serial, mid }), desk, step, device);
}

/** Says what applies, and goes on where the step says for it. */
function found(draft: Draft, desk: Desk, step: LookupStep, device: DeviceRecord): LookedUp {
  const causes = expiryCauses(device, localDay(desk.guide.institution.hours.timeZone, desk.now));
  const type = causes[0]?.type ?? 'none';
  const told = tell(keepDevice(draft, device), device, causes, desk);
  return { kind: 'go', draft: told, target: step.ways[type] ?? step.found, way: `found: ${type}` };
}

/** A serial that the register itself gave proves nothing about the merchant; one on a sticker is as good as read. */
function givenSerial({ slots }: DialogState, { bound = [] }: Desk): string | undefined {
  const { sn } = slots;
  if (!sn) return undefined;
  return sn.source !== 'lookup' || bound.some(({ serial }) => serial === sn.value) ? sn.value : undefined;
}

function missingProof(state: DialogState, desk: Desk): string | undefined {
  const open = (slot: string): boolean => state.slots[slot] === undefined && !state.declined.includes(slot);
  const sn = givenSerial(state, desk);
  if (sn === undefined && !state.declined.includes('sn')) return 'sn';
  if (open('mid')) return 'mid';
  return sn === undefined && state.slots.mid && open('snEnd') ? 'snEnd' : undefined;
}

/** The one terminal of this merchant whose serial was given, whole or by its end. */
function findOwn(
  devices: readonly DeviceRecord[],
  state: DialogState,
  desk: Desk,
  mid: string,
): DeviceRecord | undefined {
  const sn = givenSerial(state, desk);
  const end = (state.slots.snEnd?.value ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  const own = devices.filter((device) => device.mid === mid);
  if (sn !== undefined) return own.find(({ serial }) => serial === sn);
  const ending = end.length >= LAST_CHARACTERS ? own.filter(({ serial }) => serial.endsWith(end)) : [];
  return ending.length === 1 ? ending[0] : undefined;
}

/** The same words whether the serial is unknown or somebody else's: the register is no oracle. */
function refuse(draft: Draft, desk: Desk, serial: string | undefined, mid: string): Draft {
  const { flags, registerMisses = [] } = draft.state;
  const mark = flags.includes(NO_MATCH) ? CLOSED : NO_MATCH;
  const counted = patch(draft, { registerMisses: [...registerMisses, desk.now].slice(-MOST_MISSES) });
  const traced = addTrace(counted, 'register', 'no terminal with these numbers');
  const missed = addEffect(traced, { kind: 'registerMiss', mid, ...(serial === undefined ? {} : { serial }) });
  return addPhrase(addFlag(missed, mark), desk, 'register.no-match');
}

function keepDevice(draft: Draft, device: DeviceRecord): Draft {
  const facts = { model: device.model, tid: device.tid, iccid: device.iccid, carrier: device.carrier };
  const filled = Object.entries(facts).reduce(
    (next, [slot, value]) => (value && !next.state.slots[slot] ? fillSlot(next, slot, value, 'lookup') : next),
    draft,
  );
  const known = filled.state.slots.sn ? filled : fillSlot(filled, 'sn', device.serial, 'lookup');
  return addFlag(confirmSerial(known), REGISTER_MATCHED);
}

function tell(draft: Draft, device: DeviceRecord, causes: readonly ExpiryCause[], desk: Desk): Draft {
  const { locale } = draft.state;
  const say = (day: string | undefined): string | undefined => day && sayDay(day, locale);
  const noted = setSlot(draft, 'expiryType', { value: causes[0]?.type ?? 'none', source: 'lookup', confirmed: true });
  const traced = addTrace(
    noted,
    'register',
    causes.map(({ phrase, endedOn = '' }) => `${phrase} ${endedOn}`).join('; '),
  );
  const told = causes.reduce(
    (next, { phrase, endedOn }) => addPhrase(next, desk, `register.${phrase}`, { endedOn: say(endedOn) }),
    addPhrase(traced, desk, 'register.found'),
  );
  const over = (type: string): boolean => causes.some((cause) => cause.phrase === type);
  const contract = over('contract') ? undefined : say(device.contractEndsOn);
  const sim = over('sim') ? undefined : say(device.simEndsOn);
  return addPhrase(addPhrase(told, desk, 'register.contract-until', { contract }), desk, 'register.sim-until', { sim });
}

/**
 * For the agent alone: the one terminal of a merchant who cannot read the serial. The merchant, of whom nothing is
 * proven, is not told.
 */
export function lookUpForAgent(draft: Draft, desk: Desk): Draft {
  const { slots, ticketNumber } = draft.state;
  if (!desk.register || ticketNumber === undefined || slots.sn || !slots.mid) return draft;
  const query = { mid: slots.mid.value };
  const answer = answerTo(draft, desk, query);
  if (!answer) return addEffect(draft, { kind: 'lookupDevice', query });
  const devices = answer.kind === 'found' ? answer.devices : [];
  const model = slots.model?.value.toLowerCase().replace(/\W/g, '');
  const fitting = devices.filter((device) => !model || device.model?.toLowerCase().replace(/\W/g, '') === model);
  const [device] = fitting;
  return device && fitting.length === 1 ? fillSlot(draft, 'sn', device.serial, 'lookup') : draft;
}
