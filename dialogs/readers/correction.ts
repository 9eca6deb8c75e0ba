/** Reads a correction of a fact that was given before. */

import { checkSerial } from '#knowledge/entities/serial.ts';
import type { Desk } from '../draft.ts';
import { type Hearing, isSlipOf, TERMINAL_NUMBER } from '../hear.ts';
import { type DialogState, topFrame } from '../state.ts';
import type { Reader } from './reader.ts';

const COUNTS: Readonly<Record<string, number>> = {
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
};
/** Over text in which no two spaces stand side by side. */
const LAST_DIGITS =
  /(?:最后|后面|后|尾号|尾|末尾|末|last)\s?([1-6一二两三四]|one|two|three|four)?\s?(?:个)?(?:位数字|位数|位|数字|数|字|digits?(?: of (?:the |my |that )?(?:serial(?: number)?|sn|number))?)?\s?(?:(?:打|写|说|报)?错了?|不对|(?:are |is )?wrong)?[,，]?\s?(?:应该)?(?:是|为|系|are|is|should be)?\s?(?=[a-z]{0,6}[0-9])([0-9a-z]{1,6})(?![0-9a-z])/;
const WRONG = /(不对|说错|打错|写错|错了|不是这个|应该是|更正|改成|改为|correction|wrong|i meant|should be|actually)/;

/** A serial with its last digits put right, as in "最后两位是59"; `undefined` when the message says no such thing. */
export function correctLastDigits(serial: string, normal: string): string | undefined {
  const match = LAST_DIGITS.exec(normal.replace(/\s+/g, ' '));
  const digits = match?.[2]?.toUpperCase();
  if (!digits || digits.length >= serial.length) return undefined;
  const said = match?.[1];
  const count = said === undefined ? digits.length : (COUNTS[said] ?? Number(said));
  return count === digits.length ? serial.slice(0, -count) + digits : undefined;
}

const NTH_DIGIT = /第([0-9]{1,2}|[一二三四五六七八九十])位(?:数|数字)?(?:应该|要)?(?:是|为)([0-9a-z])(?![0-9a-z])/;
const NUMERALS = '一二三四五六七八九十';

/** A serial with one character put right, as in "第三位是3". */
function correctNthDigit(serial: string, normal: string): string | undefined {
  const [, place = '', digit = ''] = NTH_DIGIT.exec(normal) ?? [];
  const at = NUMERALS.includes(place) && place !== '' ? NUMERALS.indexOf(place) + 1 : Number(place);
  if (!digit || !(at >= 1 && at <= serial.length)) return undefined;
  return serial.slice(0, at - 1) + digit.toUpperCase() + serial.slice(at);
}

/** The present serial with the characters that the message puts right. */
function patchedSerial(hearing: Hearing, state: DialogState): string | undefined {
  const present = state.slots.sn?.value;
  if (present === undefined) return undefined;
  const { normal } = hearing.utterance;
  const patched = correctLastDigits(present, normal) ?? correctNthDigit(present, normal);
  return patched === present ? undefined : patched;
}

function newSerial(hearing: Hearing, state: DialogState): string | undefined {
  const present = state.slots.sn?.value;
  if (present === undefined) return undefined;
  const found = hearing.entities.find((entity) => entity.kind === 'sn' && !entity.partial)?.value;
  // "I meant 0821004659" is no serial that begins with MEANT.
  const given = found?.replace(/^[A-Z]{4,}(?=\d{6,}$)/, '');
  return given !== present ? given : undefined;
}

/** Whether a serial has a shape that the one known, which nobody has confirmed, lacks: the first was another number. */
function fitsBetter(serial: string, { slots }: DialogState, { guide }: Desk): boolean {
  const { sn, model } = slots;
  if (sn === undefined || sn.confirmed) return false;
  const isShort = sn.value.length <= TERMINAL_NUMBER && serial.length > TERMINAL_NUMBER;
  return isShort && ['ok', 'unknown'].includes(checkSerial(serial, model?.value, guide.devices).kind);
}

/** A fact put right: while it is read back, or later with words that say so. */
export const readCorrection: Reader = (hearing, state, desk) => {
  const patched = patchedSerial(hearing, state);
  if (patched) return { kind: 'correct', slot: 'sn', value: patched };
  const confirming = topFrame(state)?.kind === 'confirm';
  const serial = newSerial(hearing, state);
  const slip = serial !== undefined && isSlipOf(serial, state.slots.sn?.value ?? '');
  const better = serial !== undefined && fitsBetter(serial, state, desk);
  if (serial && (confirming || slip || better || WRONG.test(hearing.utterance.normal)))
    return { kind: 'correct', slot: 'sn', value: serial };
  if (!WRONG.test(hearing.utterance.normal)) return undefined;
  const changed = hearing.entities.find((entity) => {
    const known = state.slots[entity.kind]?.value;
    return entity.kind !== 'sn' && known !== undefined && known !== entity.value;
  });
  return changed && { kind: 'correct', slot: changed.kind, value: changed.value };
};

/** "对了" opens a new topic elsewhere; after a read-back it is a yes. */
const ASSENT = /^(对|啱|是|没错|正确|嗯|好|yes|yep|right|correct|ok)/;

/** Yes or no to what was read back, or to withdrawing the ticket. */
export const readConfirmation: Reader = (hearing, state) => {
  const frame = topFrame(state);
  if (frame?.kind !== 'confirm' && frame?.kind !== 'cancel') return undefined;
  if (hearing.control('ctl-no') || /^(不对|错了|wrong)/.test(hearing.utterance.normal))
    return { kind: 'confirm', yes: false };
  const agrees = hearing.control('ctl-yes') || hearing.control('ctl-fixed');
  if (agrees || ASSENT.test(hearing.utterance.normal)) return { kind: 'confirm', yes: true };
  return undefined;
};
