/** Finds terminal, merchant, SIM, IMEI, article and phone numbers, by label first and then by shape. */

import { isEan13, passesLuhn } from './check-digits.ts';
import type { Device } from './device.ts';
import type { EntityKind } from './entity.ts';
import { findLabelledSerials } from './find-serials.ts';
import { isFree, record, type Scan } from './scan.ts';

const GAP = '(?:应该是|就是|是|为|[:#=]|is|was|\\s)*';
const LABELLED: readonly (readonly [kind: EntityKind, pattern: RegExp])[] = [
  ['iccid', new RegExp(`(?:iccid|sim卡?号|流量卡号|卡面号)${GAP}((?:\\d[ -]?){18,19}[\\da-f])`, 'g')],
  ['imei', new RegExp(`imei(?:号|码)?${GAP}((?:\\d[ -]?){14}\\d)(?!\\d)`, 'g')],
  [
    'tid',
    new RegExp(
      `(?:终端号|终端编号|终端代码|端末机号|终端(?=\\s*\\d{8}(?!\\d))|(?<![a-z])tid(?![a-z])|terminal (?:id|no\\.?|num(?:ber)?|#))${GAP}((?=[a-z]{0,4}\\d)[a-z0-9]{8,12})(?![a-z0-9])`,
      'g',
    ),
  ],
  [
    'mid',
    new RegExp(
      `(?:商户号|商户编号|商户代码|商编|商店代号|(?<![a-z])mid(?![a-z])|merchant (?:id|no\\.?|num(?:ber)?|#))${GAP}((?:\\d[ -]?){7,14}\\d)(?!\\d)`,
      'g',
    ),
  ],
  [
    'phone',
    new RegExp(
      `(?:电话|手机号?码?|联系方式|联系电话|号码|打给我|微信|phone|tel|mobile|cell|call me(?: at| on)?|whatsapp|contact)${GAP}(\\+?(?:\\d[ -]?){6,14}\\d)(?!\\d)`,
      'g',
    ),
  ],
];

const CN_MOBILE = /(?<![a-z0-9])(?:\+?86[ -]?)?(1[3-9]\d[ .-]?\d{4}[ .-]?\d{4})(?![a-z0-9])/g;
const INTERNATIONAL = /(?<![\w+])\+\d{1,3}[ ()-]{0,2}(?:\d[ ()-]{0,2}){6,12}\d(?!\d)/g;
const LANDLINE = /(?<![a-z0-9-])0\d{2,3}-\d{7,8}(?!\d)/g;
const UK_MOBILE = /(?<![a-z0-9])07\d{3} ?\d{3} ?\d{3}(?![a-z0-9])/g;
const ANY_PHONE = /(?<![a-z0-9])\+?(?:\d[ -]?){6,12}\d(?![a-z0-9])/g;
const RUN = /(?<![a-z0-9-])\d(?:[ -]?\d)*[a-f]?(?![a-z0-9?*□]|[ -]\d)/g;

/** Numbers that their labels name; a label always wins over a shape. */
export function findLabelledNumbers(on: Scan, devices: readonly Device[]): void {
  findLabelledSerials(on, devices);
  for (const [kind, pattern] of LABELLED) {
    for (const match of on.text.matchAll(pattern)) {
      const written = (match[1] ?? '').trimEnd();
      const start = match.index + match[0].indexOf(match[1] ?? '', match[0].length - (match[1] ?? '').length);
      if (!isFree(on, start, start + written.length)) continue;
      record(on, kind, plainValue(kind, written), start, start + written.length, kind === 'phone' ? 0.85 : 0.95);
    }
  }
}

function plainValue(kind: EntityKind, written: string): string {
  if (kind === 'phone') return phoneOf(written);
  return written.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function phoneOf(written: string): string {
  const digits = written.replace(/\D/g, '');
  return /^861[3-9]\d{9}$/.test(digits) ? digits.slice(2) : digits;
}

/** Numbers that their shape gives away. */
export function findNumbers(on: Scan): void {
  findPhones(on, MARKED_PHONES);
  findRuns(on);
  findPhones(on, [...PLAIN_PHONES, ...(on.asked === 'phone' ? ([[ANY_PHONE, 0.8]] as const) : [])]);
  if (on.asked === 'tid') findAskedTid(on);
}

/** Their signs tell that they are telephone numbers … */
const MARKED_PHONES = [
  [INTERNATIONAL, 0.8],
  [LANDLINE, 0.7],
] as const;
/** … and these only their digits. */
const PLAIN_PHONES = [
  [CN_MOBILE, 0.9],
  [UK_MOBILE, 0.6],
] as const;

function findPhones(on: Scan, patterns: readonly (readonly [RegExp, number])[]): void {
  for (const [pattern, confidence] of patterns) {
    for (const match of on.text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      const digits = phoneOf(match[0]);
      if (pattern === ANY_PHONE && !mayBePhone(digits)) continue;
      if (isFree(on, match.index, end)) record(on, 'phone', digits, match.index, end, confidence);
    }
  }
}

/** A mobile number with a digit too few or too many is none; eight digits from 0, 1 or 3 on are a terminal number. */
function mayBePhone(digits: string): boolean {
  return !(/^1[3-9]\d+$/.test(digits) && digits.length !== 11) && !/^[013]\d{7}$/.test(digits);
}

/** Runs of digits by their length; groups are joined where only the whole makes sense. */
function findRuns(on: Scan): void {
  for (const match of on.text.matchAll(RUN)) {
    const whole = match[0].replace(/[ -]/g, '');
    const parts = match[0].split(/[ -]/);
    if (parts.every((part) => part.length <= 6) && classify(on, whole)) {
      keep(on, whole, match.index, match.index + match[0].length);
      continue;
    }
    let at = match.index;
    // Someone who is asked for the serial writes it in groups; one group is no number of its own.
    const oneSerial = on.asked === 'sn' && parts.some((part) => part.length < 6);
    for (const part of oneSerial ? [] : parts) {
      keep(on, part, at, at + part.length);
      at += part.length + 1;
    }
  }
}

function keep(on: Scan, digits: string, start: number, end: number): void {
  const shape = classify(on, digits);
  if (shape && isFree(on, start, end)) record(on, shape[0], digits.toUpperCase(), start, end, shape[1]);
}

function classify(on: Scan, digits: string): readonly [EntityKind, number] | undefined {
  if (/^8986\d{14}[\da-f]{1,2}$/.test(digits)) return ['iccid', 0.95];
  if (/^\d{15}$/.test(digits)) return isImei(digits) ? ['imei', 0.8] : ['mid', on.asked === 'mid' ? 0.95 : 0.8];
  if (/^\d{13}$/.test(digits) && isEan13(digits)) return ['ean', 0.8];
  // Eight digits alone are the number printed on every receipt more often than a serial.
  if (/^\d{8}$/.test(digits) && (on.asked !== 'phone' || !mayBePhone(digits)))
    return ['tid', on.asked === 'tid' ? 0.95 : on.asked === 'sn' || on.asked === 'phone' ? 0.6 : 0.4];
  return undefined;
}

function findAskedTid(on: Scan): void {
  for (const match of on.text.matchAll(/(?<![a-z0-9])(?=[a-z]*\d)[a-z0-9]{8,12}(?![a-z0-9])/g)) {
    const end = match.index + match[0].length;
    if (isFree(on, match.index, end)) record(on, 'tid', match[0].toUpperCase(), match.index, end, 0.8);
  }
}

/** Type allocation codes begin with the number of the issuing body; 35, 86, 01 and 99 cover what is sold. */
function isImei(digits: string): boolean {
  return /^(?:35|86|01|99)/.test(digits) && passesLuhn(digits);
}
