/** Reads the value that was asked for, and tells it from numbers of another kind. */

import type { Entity } from '#knowledge/entities/entity.ts';
import { checkSerial } from '#knowledge/entities/serial.ts';
import { namesIt } from '#knowledge/match/retells.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import { type DialogState, topFrame } from '../state.ts';
import type { Reader } from './reader.ts';

/** What a merchant may say beforehand that they will not give; cues named `refuses.<slot>` hear it. */
export const REFUSABLE: readonly string[] = ['phone', 'model', 'sn', 'mid'];

/** Slots that take any words when nothing better is known about their shape. */
const SHAPED: readonly string[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'code', 'phone', 'device'];
/** Numbers that people give in place of a serial, the most telling first. */
const OTHER_NUMBERS = ['iccid', 'mid', 'tid', 'imei', 'ean', 'phone'] as const;
/** A free answer longer than this is a story, not a value. */
const FREE_CHARACTERS = 80;

/** Asked for the device, model and serial are what may be refused. */
function refused(slot: string): readonly string[] {
  return slot === 'device' ? ['model', 'sn'] : [slot];
}

/** A value for the slot on top of the stack. */
export const readSlotValue: Reader = (hearing, state, desk) => {
  const frame = topFrame(state);
  if (frame?.kind !== 'slot') return undefined;
  if (hearing.message.attachments.length > 0) return { kind: 'photo' };
  if (hearing.cue('why-ask')) return { kind: 'why' };
  if (refused(frame.slot).some((slot) => hearing.cue(`refuses.${slot}`))) return { kind: 'pass', why: 'skipped' };
  const given = readGiven(frame.slot, hearing, state, desk);
  if (given) return given;
  if (hearing.cue('same-as-last') && (frame.slot === 'sn' || frame.slot === 'model'))
    return { kind: 'pass', why: 'unsure' };
  if (hearing.control('ctl-unsure')) return { kind: 'pass', why: 'unsure' };
  // "Yes" to "would you like to leave a number?" is not the number yet.
  if (hearing.control('ctl-yes') && !hearing.cue('not-wanted')) return { kind: 'again' };
  if (tellsOfStep(hearing, state, desk)) return { kind: 'remark' };
  return declines(hearing) ? { kind: 'pass', why: 'skipped' } : undefined;
};

/** "没有别的充电器", when the charger was tried before: no word about the number that is asked for now. */
function tellsOfStep({ utterance, control }: Hearing, { stepsTried, ticketNumber }: DialogState, desk: Desk): boolean {
  if (!control('ctl-cannot') || ticketNumber !== undefined) return false;
  return stepsTried.some(({ title }) => namesIt(utterance.normal, readUtterance(title, desk.guide.lexicon).normal));
}

function declines(hearing: Hearing): boolean {
  // "机器好了 不用了" has no need of a number because it has no need of the desk.
  if (hearing.cue('works-now')) return false;
  const controls = ['ctl-skip', 'ctl-cannot', 'ctl-cancel'];
  if (hearing.cue('not-wanted') || hearing.cue('unreadable') || controls.some((id) => hearing.control(id))) return true;
  // "不对 是00824568" puts something right.
  if (/\d{4}/.test(hearing.utterance.normal)) return false;
  // "没鼓" resembles a no and tells of the battery.
  return hearing.commands('ctl-no') || (hearing.control('ctl-no') && !hearing.cue('telling'));
}

function readGiven(slot: string, hearing: Hearing, state: DialogState, desk: Desk): Intent | undefined {
  const found = (kind: string): Entity | undefined => hearing.entities.find((entity) => entity.kind === kind);
  if (slot === 'device') return found('sn') || found('model') ? { kind: 'facts' } : undefined;
  if (slot === 'sn') return readSerial(hearing, state, desk);
  // A serial that comes late is still the serial.
  const serial = (slot === 'mid' || slot === 'phone') && !state.slots.sn ? found('sn') : undefined;
  if (serial) return { kind: 'fill', slot: 'sn', value: serial.value };
  const entity = found(slot);
  const part = entity ? undefined : readPart(hearing);
  if (part) return part;
  if (entity && isKnownElsewhere(entity.value, slot, state)) return { kind: 'again' };
  if (entity) return { kind: 'fill', slot, value: entity.value };
  const maker = slot === 'model' ? makerNamed(hearing, desk) : undefined;
  if (maker) return { kind: 'fill', slot, value: maker };
  if (slot === 'code' && hearing.cue('no-code')) return { kind: 'pass', why: 'skipped' };
  if (!SHAPED.includes(slot) && isFreeAnswer(hearing))
    return { kind: 'fill', slot, value: hearing.message.text.trim() };
  return undefined;
}

/** "电话 138", then "0013", then "8000": a part of the number, put behind the parts before it. */
function readPart({ piece }: Hearing): Intent | undefined {
  if (piece === undefined || piece.kind === 'whole') return undefined;
  return piece.kind === 'part' ? { kind: 'part', value: piece.digits } : { kind: 'part' };
}

/** "不给电话", before anybody has asked: kept with the other facts of the message, and answered. */
export const readRefusal: Reader = (hearing, state) => {
  if (hearing.message.choiceId || state.frames.length === 0) return undefined;
  if (hearing.cue('why-ask') && topFrame(state)?.kind === 'flow') return { kind: 'again', phrase: 'why' };
  return REFUSABLE.some((slot) => hearing.cue(`refuses.${slot}`)) ? { kind: 'again', phrase: 'refused' } : undefined;
};

/** The maker's name, when that is all that is known of the model. */
function makerNamed({ utterance }: Hearing, { guide }: Desk): string | undefined {
  const said = utterance.normal.toLowerCase();
  const named = guide.devices.find(({ maker, aliases }) =>
    [maker.zh, ...maker.en.split('/'), ...aliases].some((name) => holdsName(said, name.toLowerCase())),
  );
  return named?.maker.zh;
}

/** Short Latin names stand in too many words. */
function holdsName(said: string, name: string): boolean {
  const at = said.indexOf(name);
  if (at < 0) return false;
  const beside = `${said[at - 1] ?? ' '}${said[at + name.length] ?? ' '}`;
  return !/^[a-z ]+$/.test(name) || !/[a-z0-9]/.test(beside);
}

/** The serial sent once more is not the phone number. */
function isKnownElsewhere(value: string, slot: string, state: DialogState): boolean {
  return Object.entries(state.slots).some(([name, known]) => name !== slot && known.value === value);
}

function isFreeAnswer(hearing: Hearing): boolean {
  const declined = hearing.control('ctl-unsure') || hearing.control('ctl-skip') || hearing.cue('still-failing');
  // "续约要什么资料", asked in between, is nobody's answer.
  if (hearing.asks || hearing.cue('question') || hearing.cue('asks-back')) return false;
  return !declined && hearing.message.text.trim() !== '' && hearing.message.text.length <= FREE_CHARACTERS;
}

/** A serial, a doubtful one, or another number in its place. */
export function readSerial(hearing: Hearing, state: DialogState, desk: Desk): Intent | undefined {
  const serial = hearing.entities.find((entity) => entity.kind === 'sn');
  const other = OTHER_NUMBERS.flatMap((kind) => hearing.entities.find((entity) => entity.kind === kind) ?? [])[0];
  if (!serial) return other && { kind: 'wrong-kind', got: other.kind, value: other.value };
  if (serial.partial) return { kind: 'doubtful', problem: 'partial', value: serial.value, lengths: [] };
  const model = hearing.entities.find((entity) => entity.kind === 'model')?.value ?? state.slots.model?.value;
  const checked = checkSerial(serial.value, model, desk.guide.devices);
  if (checked.kind === 'too-short')
    return { kind: 'doubtful', problem: 'short', value: serial.value, lengths: checked.lengths };
  if (checked.kind === 'too-long')
    return { kind: 'doubtful', problem: 'long', value: serial.value, lengths: checked.lengths };
  return { kind: 'fill', slot: 'sn', value: serial.value };
}
