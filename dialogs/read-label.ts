/** Tells what the codes on a terminal's label are: the serial, and the numbers that only look like one. */

import { isEan13, passesLuhn } from '#knowledge/entities/check-digits.ts';
import type { Device } from '#knowledge/entities/device.ts';
import { checkSerial, normaliseSerial } from '#knowledge/entities/serial.ts';
import type { PhotoCode, PhotoReading } from './photo.ts';

/** What a number on a label is; `other` is anything that no agent asks for, `serial?` might be the serial. */
export type LabelKind = 'sn' | 'serial?' | 'pn' | 'model' | 'imei' | 'ean' | 'mac' | 'iccid' | 'tid' | 'mid' | 'other';

/** One number on a label. */
export interface LabelNumber {
  readonly kind: LabelKind;
  readonly value: string;
  readonly format: PhotoCode['format'];
}

/** What a label says. */
export interface LabelFacts {
  /** The serial, when there is no doubt which number it is. */
  readonly sn?: string;
  /** The model as its maker writes it. */
  readonly model?: string;
  readonly iccid?: string;
  /** True when several numbers could be the serial. */
  readonly several: boolean;
  /** What else was read, for telling what is missing. */
  readonly kinds: readonly LabelKind[];
}

const KEYS: readonly (readonly [LabelKind, RegExp])[] = [
  ['sn', /^(?:s\/?n|ser|serial(?:[ _-]?(?:no|number|num))?|序列号|序列號|机身号|设备号)$/],
  ['pn', /^(?:p\/?n|part(?:[ _-]?(?:no|number))?|cfg|conf)$/],
  ['model', /^(?:model|mdl|product|type|型号|型號)$/],
  ['imei', /^(?:imei\d?|meid)$/],
  ['mac', /^(?:mac|wifi[ _-]?mac|bt[ _-]?mac|bt|wlan)$/],
  ['iccid', /^(?:iccid|sim)$/],
  ['ean', /^(?:ean|gtin|upc)$/],
  ['tid', /^(?:tid|终端号)$/],
  ['mid', /^(?:mid|商户号)$/],
];
/** Both over text that is trimmed and in which no two spaces stand side by side. */
const FIELD = /^["'{]* ?([\p{L}/ _-]{2,16}?\d?) ?["']? ?[:：=#] ?["']?(.+)$/u;
/** A label in front of its value without a sign between them: "SN 0821998877". */
const SPACED = /^(s\/?n|p\/?n|imei|iccid|model|mac)\.? (\S.*)$/i;
/** What closes a field that is written as in a program. */
const CLOSING = /["'}\s]/;
/** No label has a longer line. */
const MOST_CHARACTERS = 200;

/** Every number in a code; a square code may hold several. */
export function labelNumbers(code: PhotoCode, devices: readonly Device[]): readonly LabelNumber[] {
  const { format } = code;
  const isUrl = /^[a-z]+:\/\//i.test(code.text);
  const rest = isUrl ? (code.text.split('?')[1] ?? '') : code.text;
  const pieces = rest.split(/[;,|&\r\n\t]+/).filter((piece) => piece.trim() !== '');
  return pieces.flatMap((piece) => {
    const line = piece.slice(0, MOST_CHARACTERS).trim().replace(/\s+/g, ' ');
    const [, key, named] = FIELD.exec(line) ?? SPACED.exec(line) ?? [];
    const kind = key && KEYS.find(([, pattern]) => pattern.test(key.trim().toLowerCase()))?.[0];
    if (kind && named) return [{ kind, value: plainValue(kind, withoutClosing(named), devices), format }];
    // Nothing in an address or behind an unknown name is taken for the serial.
    if (isUrl || key) return [{ kind: 'other' as const, value: piece.trim(), format }];
    return [{ ...kindByShape(piece.trim(), format, devices), format }];
  });
}

function withoutClosing(written: string): string {
  let end = written.length;
  while (end > 1 && CLOSING.test(written.charAt(end - 1))) end -= 1;
  return written.slice(0, end);
}

function plainValue(kind: LabelKind, written: string, devices: readonly Device[]): string {
  if (kind === 'sn') return normaliseSerial(written, devices);
  if (kind === 'model') return modelIn(written, devices) ?? written.trim();
  return written.trim();
}

function kindByShape(
  text: string,
  format: PhotoCode['format'],
  devices: readonly Device[],
): Pick<LabelNumber, 'kind' | 'value'> {
  const value = text.toUpperCase();
  const bare = value.replace(/[ .:-]/g, '');
  const as = (kind: LabelKind) => ({ kind, value: bare });
  if (/^8986\d{14}[\dA-F]{1,2}$/.test(bare)) return as('iccid');
  if (format === 'ean' || isEan13(bare) || /^69\d{11}$/.test(bare)) return as('ean');
  if (/^\d{15}$/.test(bare)) return as(/^(?:35|86|01|99)/.test(bare) && passesLuhn(bare) ? 'imei' : 'mid');
  if (/^(?:[\dA-F]{2}[:-]){5}[\dA-F]{2}$/.test(value)) return as('mac');
  if (/^[\dA-F]{12}$/.test(bare) && /[A-F]/.test(bare)) return as('mac');
  const model = modelIn(text, devices);
  if (model && plain(model) === plain(text)) return { kind: 'model', value: model };
  // A model with something behind it, or letters between dashes, is a part number.
  if (model || (/[A-Z]/.test(value) && /[-/]/.test(value))) return { kind: 'pn', value };
  if (/^1[3-9]\d{9}$/.test(bare) || /^[3-6]\d{14,18}$/.test(bare)) return as('other');
  if (/^\d{8}$/.test(bare)) return as('tid');
  const digits = bare.replace(/\D/g, '').length;
  const isShaped = /^[A-Z0-9]{8,20}$/.test(bare) && digits >= 5;
  return { kind: isShaped ? 'serial?' : 'other', value: isShaped ? normaliseSerial(bare, devices) : value };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s-]/g, '');
}

/** The longest model name that the text begins with, as in `A920-0AW-RD5`. */
function modelIn(text: string, devices: readonly Device[]): string | undefined {
  const head = text.trim().toLowerCase();
  return devices
    .flatMap(({ models }) => models)
    .filter((model) => {
      const name = model.toLowerCase();
      const after = head.charAt(name.length);
      return head.startsWith(name) && (after === '' || /[^a-z0-9]/.test(after));
    })
    .sort((one, other) => other.length - one.length)[0];
}

/** Reads a label from the codes of all photos of a message. `model` is what is known of the terminal already. */
export function readLabel(
  photos: readonly PhotoReading[],
  model: string | undefined,
  devices: readonly Device[],
): LabelFacts {
  const numbers = photos.flatMap(({ codes }) => codes.flatMap((code) => labelNumbers(code, devices)));
  const firstOf = (kind: LabelKind): string | undefined => numbers.find((number) => number.kind === kind)?.value;
  const part = firstOf('pn');
  const printed = firstOf('model') ?? (part === undefined ? undefined : modelIn(part, devices));
  const iccid = firstOf('iccid');
  const doubtful = photos.some(({ unread }) => unread.length > 0);
  const serials = findSerials(numbers, printed ?? model, devices, doubtful);
  const [sn] = serials;
  return {
    ...(sn !== undefined && serials.length === 1 ? { sn } : {}),
    ...(printed === undefined ? {} : { model: printed }),
    ...(iccid === undefined ? {} : { iccid }),
    several: serials.length > 1,
    kinds: [...new Set(numbers.map(({ kind }) => kind))],
  };
}

/** The numbers that can be the serial: those that say so, else those of the documented form, else the only one left. */
function findSerials(
  numbers: readonly LabelNumber[],
  model: string | undefined,
  devices: readonly Device[],
  doubtful: boolean,
): readonly string[] {
  const values = (kept: readonly LabelNumber[]): readonly string[] => [...new Set(kept.map(({ value }) => value))];
  const fits = ({ value }: LabelNumber): string => checkSerial(value, model, devices).kind;
  const named = numbers.filter((number) => number.kind === 'sn');
  if (named.length > 0) return values(named.filter((number) => /^[A-Z0-9]{6,24}$/.test(number.value)));
  const shaped = numbers.filter((number) => number.kind === 'serial?');
  const documented = shaped.filter((number) => fits(number) === 'ok');
  if (documented.length > 0) return values(documented);
  // Code 39 has no check digit: where nothing documents the form, a piece of one could pass for the whole.
  const rest = shaped.filter((number) => fits(number) === 'unknown' && number.format !== 'code39');
  return doubtful ? [] : values(rest);
}
