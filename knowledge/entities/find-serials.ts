/** Finds serial numbers: after their label, or by their shape where nothing else explains them. */

import { passesLuhn } from './check-digits.ts';
import type { Device } from './device.ts';
import { isFree, record, type Scan } from './scan.ts';
import { normaliseSerial } from './serial.ts';

const LABEL =
  /(?:(?<![a-z0-9])s ?[/.]? ?n(?![a-z])\.?(?:号码?|码)?|serial(?: ?(?:number|num|no\.?|#))?|sn号|序列号码?|(?<![a-z])xu ?lie ?hao|序列码|序号|机身号|机身码|机身编号|设备号|设备编号|机器号|机器编号|机号)\s*(?:应该是|就是|是|为|给你|发你|在这|如下|\(sn\)|[:#=,]|is|was|\s)*\s*/g;
/** A serial with its name behind it. */
const NAMED_AFTERWARDS =
  /(?<![a-z0-9'’])([a-z0-9](?:[a-z0-9]|[ -](?=[a-z0-9])){5,26})\s*[,，]?\s*(?:(?:这|就|这个|那个)*是?(?:序列号|机身号|sn(?![a-z]))|is (?:the|my) (?:serial|sn))/g;
/** Letters, digits and signs for an unreadable character, in groups. */
const RUN = /[a-z0-9](?:[a-z0-9]|[?*□_](?=[a-z0-9?□_ ]|$)|[ -]{1,2}(?=[a-z0-9?□]))*[?*□_]*/y;
const UNREADABLE =
  /看不清|看不全|只看得(?:清|到|见)|只看到|看不见|看不到|模糊|磨损|磨掉|磨没|磨花|认不出|不清楚|缺一位|少一位|糊了|糊的|糊住|unreadable|can'?t read|cannot read|worn|not sure about the last/;

/** A stretch read as a serial. */
interface Reading {
  readonly value: string;
  readonly end: number;
  readonly partial: boolean;
}

const SHORTEST = 6;
const LONGEST = 24;

/** Finds serials behind a label; claims them before anything else can. */
export function findLabelledSerials(on: Scan, devices: readonly Device[]): void {
  for (const match of on.text.matchAll(LABEL)) {
    const start = pastModel(on.text, match.index + match[0].length);
    const reading = readSerial(on.text, start, devices);
    if (!reading || !isFree(on, start, reading.end)) continue;
    const partial = reading.partial || UNREADABLE.test(on.text);
    record(on, 'sn', reading.value, start, reading.end, partial ? 0.7 : 0.95, partial);
  }
}

/** Finds serials that are named only after they are told. */
export function findNamedSerials(on: Scan, devices: readonly Device[]): void {
  for (const match of on.text.matchAll(NAMED_AFTERWARDS)) {
    const reading = readSerial(on.text, match.index, devices);
    if (reading && isFree(on, match.index, reading.end))
      record(on, 'sn', reading.value, match.index, reading.end, 0.85, reading.partial);
  }
}

/** Some terminals print model and serial in one, as in V400m-324689776. */
function pastModel(text: string, start: number): number {
  const model = /^[a-z]{1,4}\d{1,4}[a-z]{0,3}-(?=[a-z0-9]{8,})/.exec(text.slice(start, start + 24))?.[0];
  return start + (model?.length ?? 0);
}

/** Finds serials by shape. Asked for, any run of six letters and digits will do; unasked, it must look like one. */
export function findSerials(on: Scan, devices: readonly Device[]): void {
  const asked = on.asked === 'sn';
  const starts = asked ? /(?<![a-z0-9'’])[a-z0-9]/g : UNNAMED;
  let past = 0;
  for (const match of on.text.matchAll(starts)) {
    if (match.index < past) continue;
    const reading = readSerial(on.text, match.index, devices);
    if (!reading || !isFree(on, match.index, reading.end)) continue;
    past = reading.end;
    const partial = reading.partial || (asked && UNREADABLE.test(on.text));
    const confidence = asked ? 0.9 : likelihood(on, reading.value);
    if (confidence > 0) record(on, 'sn', reading.value, match.index, reading.end, confidence, partial);
  }
}

/** One run, or three groups of three as a maker prints them. */
const UNNAMED =
  /(?<![a-z0-9'’])(?=[a-z0-9]*\d)[a-z0-9]{8,20}(?![a-z0-9])|(?<![a-z0-9'’-])\d{3}-\d{3}-\d{3}(?![a-z0-9-])/g;

/** Letters among digits make a serial; digits alone could be anything unless a model stands beside them. */
function likelihood(on: Scan, value: string): number {
  const digits = value.replace(/[^0-9]/g, '').length;
  if (digits < 5) return 0;
  const besideModel = on.found.some((entity) => entity.kind === 'model' && entity.confidence >= 0.5);
  if (digits < value.length) return besideModel ? 0.8 : 0.6;
  return besideModel && value.length >= 9 ? 0.7 : 0.4;
}

function readSerial(text: string, start: number, devices: readonly Device[]): Reading | undefined {
  RUN.lastIndex = start;
  const run = RUN.exec(text)?.[0];
  if (!run) return undefined;
  const taken = joinGroups(run);
  const partial = /[?*□_]/.test(taken);
  const value = partial ? taken.toUpperCase().replace(/[^A-Z0-9]/g, '') : normaliseSerial(taken, devices);
  const digits = value.replace(/[^0-9]/g, '').length;
  if (isCardNumber(value) || isOther(value)) return undefined;
  if (value.length < SHORTEST - (partial ? 1 : 0) || value.length > LONGEST || digits < 3) return undefined;
  return { value, end: start + taken.length, partial };
}

/** The beginning of a SIM's number, or an article number with a slip in it. */
function isOther(value: string): boolean {
  return /^8986\d{2}[\dA-F]{0,16}$/.test(value) || /^69\d{11}$/.test(value);
}

/** What redaction left as it was for want of a reason is still nobody's serial. */
function isCardNumber(value: string): boolean {
  return /^[3-6]\d{14,18}$/.test(value) && passesLuhn(value);
}

/** Letters before digits are the beginning of a serial when they are few and no word: NB 1234 5678, but not "meant 0821…". */
function mayBegin(group: string): boolean {
  return /\d/.test(group) || (group.length <= 3 && !SHORT_WORD.test(group));
}

const SHORT_WORD =
  /^(?:i|a|am|an|as|at|be|by|do|go|he|hi|if|in|is|it|its|me|my|no|not|num|nr|of|ok|on|or|so|sn|sns|the|to|two|too|up|us|was|we|yes|yep|and|but|for|got|has|one|now|new|old|our|see|say|try|use|who|why|you|wo|de|shi|zhe|na|hao|ma)$/;

/** Takes as many groups as belong together: "402 117 835" is one number, "0820456713 13800138000" is two. */
function joinGroups(run: string): string {
  const pieces = run.split(/([ -]{1,2})/);
  let taken = pieces[0] ?? '';
  if (!mayBegin(taken)) return taken;
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const group = pieces[at + 1] ?? '';
    const length = taken.replace(/[^a-z0-9]/g, '').length;
    const isMark = /^[?*□_]+$/.test(group);
    if (!isMark && !/\d/.test(group)) break;
    // A model often stands behind the serial: 0820331177 A920.
    if (/^\d{8,}$/.test(taken.replace(/[ -]/g, '')) && /^[a-z]/.test(group)) break;
    if (length + group.length > LONGEST || (length >= 8 && group.length >= 6)) break;
    taken += (pieces[at] ?? '') + group;
  }
  return taken;
}
