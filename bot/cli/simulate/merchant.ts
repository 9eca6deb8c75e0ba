/** A simulated merchant: what is wrong, which device, how much patience, and how they type. */

import { checkSerial } from '#knowledge/entities/serial.ts';
import type { Guide, Locale, Symptom } from '#knowledge/guide.ts';
import { drawFault, type Fault } from './fault.ts';
import type { Random } from './random.ts';

/** How somebody types. Shares are between 0 and 1. */
export interface Style {
  /** Share of answers given by a button where there is one. */
  readonly taps: number;
  /** Whether lines with typos, pinyin, dialect and dictation are this merchant's. */
  readonly noisy: boolean;
  /** Share of messages that come in pieces. */
  readonly pieces: number;
}

/** What a merchant does besides answering; the share of turns with it. */
export interface Habits {
  readonly digresses: number;
  readonly waits: number;
  readonly unsureFirst: number;
  readonly corrects: number;
  readonly wantsPerson: number;
  /** Gives an earlier answer once more, or puts it right. */
  readonly returns: number;
  /** Brings up another trouble, once. */
  readonly changesTopic: number;
  /** Mistypes the serial, and puts it right with the next message. */
  readonly slips: number;
}

/** The terminal in front of the merchant. */
export interface Terminal {
  readonly model: string;
  readonly sn: string;
  readonly tid: string;
  readonly mid: string;
  readonly iccid: string;
  readonly phone: string;
}

/** One merchant. */
export interface Merchant {
  readonly locale: Locale;
  readonly fault: Fault;
  readonly symptom: Symptom;
  readonly terminal: Terminal;
  /** Turns after which the merchant gives up. */
  readonly patience: number;
  readonly style: Style;
  readonly habits: Habits;
  /** Whether the first message gives the model. */
  readonly givesModel: boolean;
  /** What has happened so far that happens once: `topic`, and `serial` while a mistyped one stands. */
  readonly done: Set<'topic' | 'serial'>;
}

const LOCALES: readonly Locale[] = ['zh-Hans', 'zh-Hans', 'zh-Hans', 'zh-Hant', 'en'];

function digits(count: number, random: Random): string {
  return Array.from({ length: count }, () => random.below(10)).join('');
}

function drawTerminal(guide: Guide, random: Random): Terminal {
  const makers = guide.devices.filter(({ models }) => models.length > 0);
  const device = random.pick(makers);
  const model = random.pick(device?.models ?? []) ?? 'A920';
  const length = random.pick(device?.serialLengths ?? []) ?? 12;
  const drawn = `${1 + random.below(9)}${digits(length - 1, random)}`;
  // Eight digits are a terminal number to everybody; such serials begin with letters.
  const lettered = length === 8 ? `3C${digits(6, random)}` : drawn;
  const fits = checkSerial(lettered, model, guide.devices).kind;
  return {
    model,
    sn: fits === 'ok' || fits === 'unknown' ? lettered : drawn,
    tid: `3${digits(7, random)}`,
    mid: `8983${digits(11, random)}`,
    iccid: `898600${digits(14, random)}`,
    phone: `138${digits(8, random)}`,
  };
}

function drawHabits(random: Random): Habits {
  const sometimes = (share: number, most: number): number => (random.chance(share) ? random.next() * most : 0);
  return {
    digresses: sometimes(0.35, 0.3),
    waits: sometimes(0.3, 0.25),
    unsureFirst: sometimes(0.25, 0.3),
    corrects: sometimes(0.2, 0.2),
    wantsPerson: sometimes(0.15, 0.2),
    returns: sometimes(0.2, 0.25),
    changesTopic: sometimes(0.12, 0.25),
    slips: sometimes(0.15, 0.8),
  };
}

/** Draws one merchant. */
export function drawMerchant(guide: Guide, random: Random): Merchant {
  const symptoms = [...guide.flows.values()].filter((flow) => flow.kind === 'symptom');
  const symptom = random.pick(symptoms);
  if (!symptom) throw new Error('The content has no symptom to simulate');
  return {
    locale: random.pick(LOCALES) ?? 'zh-Hans',
    fault: drawFault(symptom, guide, random),
    symptom,
    terminal: drawTerminal(guide, random),
    patience: 4 + random.below(18),
    style: {
      taps: random.pick([0, 0.3, 0.6, 1]) ?? 0.5,
      noisy: random.chance(0.5),
      pieces: random.chance(0.15) ? 0.5 : 0,
    },
    habits: drawHabits(random),
    givesModel: random.chance(0.12),
    done: new Set(),
  };
}
