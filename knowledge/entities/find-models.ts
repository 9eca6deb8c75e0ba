/** Finds the model of a terminal: known models in any spelling, and unknown ones behind the word "model". */

import { indexPatterns, type PatternIndex } from '#knowledge/match/pattern-index.ts';
import type { Device } from './device.ts';
import { claim, isFree, mention, record, type Scan } from './scan.ts';

interface KnownModel {
  readonly name: string;
  readonly pattern: RegExp;
  /** What a text that names it holds once it is squeezed. */
  readonly squeezed: string;
  /** Letters and digits; the shorter, the less it says by itself. */
  readonly size: number;
  readonly makers: readonly RegExp[];
  /** Only the end of the name; it counts where the maker is named too. */
  readonly short: boolean;
}

/** Words for a kind of device that stand among the makers' names. */
const KINDS_OF_DEVICE = new Set(['手刷', '小蓝牙', '电签', 'mpos']);
const LABEL_BEFORE = /(?:型号|机型|(?<![a-z])model(?: ?(?:no\.?|number|name))?)(?:是|为|[:#=]|is|\s)*$/;
const UNKNOWN_LABELLED =
  /(?:型号|机型|(?<![a-z])model(?: ?(?:no\.?|number|name))?)(?:是|为|[:#=]|is|\s)*((?=[a-z -]{0,12}\d)[a-z][a-z0-9-]{1,14}(?: ?(?:pro|plus|lite|se|mini|max))?)(?![a-z0-9])/g;
/** One to four capitals, two to four digits: the shape of nearly every model name. */
const UNKNOWN_SHAPE = /(?<![A-Za-z0-9.-])[A-Z]{1,4}\d{2,4}[A-Za-z]?(?![A-Za-z0-9-])/g;
const NOT_A_MODEL = /^(?:T(?=\d{4}$)|GD|ISO|SN|TID|MID|UTF|MD|SHA|AES|RSA|WPA|USB|IP|QR|COVID|RMB|USD|RESP|ERR|RC|P)\d/;
const PART_NUMBER = /(?<![a-z])(?:p\/n|pn|料号|part (?:no\.?|number))\s*(?:[:#]\s*)?([a-z0-9][a-z0-9-]+)/g;

/** The models and makers of a register, each looked up by the words that it cannot be named without. */
interface Register {
  readonly models: readonly KnownModel[];
  readonly squeezed: PatternIndex;
  readonly makers: readonly (readonly [device: Device, pattern: RegExp])[];
  readonly named: PatternIndex;
}

const registers = new WeakMap<readonly Device[], Register>();

function registerOf(devices: readonly Device[]): Register {
  const known = registers.get(devices);
  if (known) return known;
  const models = compile(devices);
  const makers = devices.flatMap((device) => makersOf(device).map((pattern) => [device, pattern] as const));
  const register = {
    models,
    squeezed: indexPatterns(models.map((model) => new RegExp(model.squeezed))),
    makers,
    named: indexPatterns(makers.map(([, pattern]) => pattern)),
  };
  registers.set(devices, register);
  return register;
}

/** Finds models. The brand of a bank or reseller on the sticker is no model, nor is a kind of device. */
export function findModels(on: Scan, devices: readonly Device[]): void {
  const register = registerOf(devices);
  const squeezed = squeeze(on.text);
  for (const number of register.squeezed.candidates(squeezed)) {
    const model = register.models[number] as KnownModel;
    if (!squeezed.includes(model.squeezed)) continue;
    if (model.short && !isShortNameMeant(on, model)) continue;
    for (const match of on.text.matchAll(model.pattern)) {
      const end = match.index + match[0].length;
      if (!isFree(on, match.index, end)) continue;
      if (isDenied(on.text, match.index, end)) claim(on, match.index, end);
      else record(on, 'model', model.name, match.index, end, confidenceOf(on, model, match.index));
    }
  }
  for (const match of on.text.matchAll(PART_NUMBER)) claim(on, match.index, match.index + match[0].length);
  findUnknown(on);
  findMakers(on, register);
}

/** The end of a name counts beside its maker, and alone where the model was asked for. */
function isShortNameMeant(on: Scan, model: KnownModel): boolean {
  const alone = on.asked === 'model' && squeeze(on.text) === model.squeezed;
  return alone || model.makers.some((maker) => maker.test(on.text));
}

/** Shorter Latin names are the beginning of too many other words. */
const MAKER_LETTERS = 3;

/** The maker, by any of its names; it says less than a model, and what a short model name belongs to. */
function findMakers(on: Scan, { makers, named }: Register): void {
  let found: Device | undefined;
  for (const number of named.candidates(on.text)) {
    const [device, maker] = makers[number] as Register['makers'][number];
    const match = device === found ? undefined : maker.exec(on.text);
    if (!match || (/^[a-z]/.test(match[0]) && match[0].length < MAKER_LETTERS)) continue;
    const end = match.index + match[0].length;
    findBehindMaker(on, end);
    mention(on, 'maker', device.maker.zh, match.index, end, 0.8);
    found = device;
  }
}

/** What has the shape of a model and stands right behind the maker is one, whether it is known or not. */
function findBehindMaker(on: Scan, at: number): void {
  const match = /^[ -]?(?:的|型号)?([a-z]{1,5}[ -]?\d{2,4}[a-z]{0,2})(?![a-z0-9-])/.exec(on.text.slice(at, at + 16));
  if (!match?.[1] || NOT_A_MODEL.test(match[1].toUpperCase())) return;
  const start = at + match[0].length - match[1].length;
  const end = start + match[1].length;
  if (isFree(on, start, end)) record(on, 'model', on.raw.slice(start, end).toUpperCase(), start, end, 0.7);
}

const makers = new WeakMap<Device, readonly RegExp[]>();

function makersOf(device: Device): readonly RegExp[] {
  const known = makers.get(device) ?? makerPatterns(device);
  makers.set(device, known);
  return known;
}

/** Whether a model is one of this maker's; `maker` as the entity of that kind names it. */
export function isMadeBy(model: string, maker: string, devices: readonly Device[]): boolean {
  return devices.some((device) => device.maker.zh === maker && device.models.includes(model));
}

/** 不是A920 是A930; 刚说的N910不对 是N920. */
function isDenied(text: string, start: number, end: number): boolean {
  const before = /(?:(?<!是)不是|不叫|并非|(?<![a-z])not(?: an?| the)?)\s*$/.test(
    text.slice(Math.max(0, start - 8), start),
  );
  return before || /^\s*(?:不对|说错|错了|写错|is wrong|was wrong)/.test(text.slice(end, end + 10));
}

function confidenceOf(on: Scan, model: KnownModel, start: number): number {
  if (LABEL_BEFORE.test(on.text.slice(Math.max(0, start - 24), start))) return 0.95;
  if (model.makers.some((maker) => maker.test(on.text))) return 0.95;
  if (on.asked === 'model') return 0.85;
  if (!/\d/.test(model.name)) return 0.3;
  // A short name beside a serial that is called so is a name.
  if (model.size <= 2) {
    const beside = on.found.some(({ kind, confidence }) => kind === 'sn' && confidence >= 0.9);
    return beside || isNamedShort(on, start) ? 0.6 : 0.3;
  }
  return model.size === 3 ? 0.55 : 0.9;
}

/** A K9 with a verdict on it: K9主管密码忘了. Codes, tables and rooms are called so too, and A and E begin codes. */
function isNamedShort(on: Scan, start: number): boolean {
  const written = on.raw.slice(start, start + 12);
  const before = on.raw.slice(Math.max(0, start - 6), start);
  return (
    /^[B-DF-Z]\d(?: ?(?:那台|这台|机|\p{Script=Han}{2}))/u.test(written) &&
    !/^..\s?(?:号|桌|房|包|座|楼|区|栋|柜|排|错|故|报|代码|是什么|是啥|什么|怎么|啥)/u.test(written) &&
    !/[\p{Script=Han}A-Za-z0-9.-]$/u.test(before)
  );
}

function findUnknown(on: Scan): void {
  for (const match of on.text.matchAll(UNKNOWN_LABELLED)) {
    const written = match[1] ?? '';
    const start = match.index + match[0].length - written.length;
    const end = start + written.length;
    if (isFree(on, start, end)) record(on, 'model', on.raw.slice(start, end), start, end, 0.75);
  }
  const raw = on.raw.slice(0, on.text.length);
  for (const match of raw.matchAll(UNKNOWN_SHAPE)) {
    const end = match.index + match[0].length;
    const named = /^ ?(?:号|的)?(?:故障|错误|报错|代码|桌|柜|房|座|楼|error|code)/i.test(raw.slice(end, end + 6));
    const announced =
      named ||
      /(?:代码|错误|报错|码|显示|提示|报|code|error|resp|shows?|says?)\s*[:：]?\s*$/i.test(
        raw.slice(Math.max(0, match.index - 8), match.index),
      );
    if (announced || NOT_A_MODEL.test(match[0]) || !isFree(on, match.index, end)) continue;
    record(on, 'model', match[0], match.index, end, on.asked === 'model' ? 0.7 : 0.5);
  }
}

function compile(devices: readonly Device[]): readonly KnownModel[] {
  const models = devices.flatMap((device) => {
    const makers = makersOf(device);
    return device.models
      .filter((name) => /[a-z0-9]/i.test(name))
      .flatMap((name) =>
        [name, ...shortNameOf(name, device.models)].map((written) => ({
          name,
          pattern: spellings(written),
          squeezed: squeeze(partsOf(written).join('')),
          size: written.replace(/[^a-z0-9]/gi, '').length,
          makers,
          short: written !== name,
        })),
      );
  });
  return models.sort((a, b) => b.size - a.size);
}

/** 联迪A8 is an APOS A8, unless the maker has an A8 as well. */
function shortNameOf(name: string, models: readonly string[]): readonly string[] {
  const end = /\s([a-z]+\d+[a-z]*)$/i.exec(name)?.[1];
  return end === undefined || models.filter((one) => one.endsWith(end)).length > 1 ? [] : [end];
}

const partsOf = (name: string): readonly string[] => name.toLowerCase().match(/\p{Script=Han}+|[a-z]+|\d+/gu) ?? [];

/** All spellings of a model name are one when squeezed. */
const squeeze = (text: string): string => text.replace(/[\s-]+/g, '').replaceAll('o', '0');

/** `A920 Pro` is also a920pro, A-920 PRO, a 920 pro and A92OPro. */
function spellings(name: string): RegExp {
  const body = partsOf(name)
    .map((part) => part.replaceAll('0', '[0o]'))
    .join('[\\s-]{0,2}');
  return new RegExp(`(?<![a-z0-9])${body}(?![a-z0-9])`, 'gu');
}

function makerPatterns(device: Device): readonly RegExp[] {
  const names = [device.maker.zh, ...device.maker.en.toLowerCase().split('/'), ...device.aliases];
  return names
    .filter((name) => !KINDS_OF_DEVICE.has(name) && name.trim() !== '')
    .map((name) => {
      const body = name
        .toLowerCase()
        .replace(/[^\p{L}\p{N} ]/gu, '.')
        .replaceAll(' ', ' ?');
      return /^[a-z]/.test(name.toLowerCase())
        ? new RegExp(`(?<![a-z])${body}(?![a-z]{2})`, 'u')
        : new RegExp(body, 'u');
    });
}
