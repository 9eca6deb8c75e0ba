/** What the dialog remembers of a conversation: plain data that is stored after every turn. */

import type { Guide, Locale } from '#knowledge/guide.ts';
import type { Attachment, Instant } from './message.ts';
import type { VisitSlot } from './renewal.ts';
import type { TriedStep } from './ticket.ts';

/** A fact with where it came from. */
export interface SlotValue {
  readonly value: string;
  readonly source: 'typed' | 'photo' | 'lookup' | 'default';
  /** True when the merchant has confirmed the read-back, or when the kind needs none. */
  readonly confirmed: boolean;
}

/**
 * What the conversation is in the middle of. The last frame of the stack is the one that waits for the merchant:
 * - `flow` stands at a step of a symptom or procedure; an empty step is past the last one;
 * - `result` has heard that a `do` step is done and waits for how it went;
 * - `slot` waits for a value, `confirm` for a yes to the value read back;
 * - `clarify` waits for which of several symptoms is meant, `open` for any account of the trouble;
 * - `handoff` collects what the agent needs; `cancel` waits for a yes to withdrawing the ticket;
 * - `visit` waits for one of the times at which somebody could come for a renewal.
 */
export type Frame =
  | {
      readonly kind: 'flow';
      readonly flow: string;
      readonly step: string;
      readonly asked: number;
      /** At a link: how many links before it lead to the same flow; left out: none. */
      readonly nth?: number;
      /** At a step that was put together with others before it: their ids; one answer is for all of them. */
      readonly joined?: readonly string[];
    }
  | { readonly kind: 'result'; readonly step: string; readonly asked: number }
  | {
      readonly kind: 'slot';
      readonly slot: string;
      readonly asked: number;
      readonly optional: boolean;
      /** The digits so far of a number that is given piece by piece. */
      readonly part?: string;
    }
  | { readonly kind: 'confirm'; readonly slot: string; readonly asked: number }
  | { readonly kind: 'clarify'; readonly options: readonly string[]; readonly asked: number }
  | { readonly kind: 'open'; readonly asked: number }
  | { readonly kind: 'handoff'; readonly reason: string }
  | { readonly kind: 'cancel'; readonly asked: number }
  | { readonly kind: 'visit'; readonly renewal: string; readonly slots: readonly VisitSlot[]; readonly asked: number };

/** A question that was put, and the stack that put it. */
export interface Place {
  readonly flow: string;
  readonly step: string;
  readonly frames: readonly Frame[];
  /** What was asked, see `markOf`. */
  readonly mark?: string;
}

/** A case that is over: what it was about, and when it began. */
export interface PastCase {
  readonly symptom: string;
  readonly atMs: Instant;
}

/** The dialog's memory. */
export interface DialogState {
  readonly version: 1;
  readonly guideRevision: string;
  readonly locale: Locale;
  readonly channel: string;
  /** Bottom first. */
  readonly frames: readonly Frame[];
  readonly slots: Readonly<Record<string, SlotValue>>;
  /** Slots that the merchant could not or would not give. */
  readonly declined: readonly string[];
  readonly stepsTried: readonly TriedStep[];
  /** Catalogue ids of this case in the order they came up; a move to a neighbour keeps the earlier one. */
  readonly symptoms: readonly string[];
  /** The symptom being worked on. */
  readonly symptom?: string;
  /** Symptoms that wait until the present one has ended. */
  readonly queue: readonly string[];
  /** Questions already put, oldest first, with the stack as it stood: for "back" and for late answers. */
  readonly trail: readonly Place[];
  /** Misunderstandings in a row. */
  readonly misses: number;
  /** Verbatim first complaint. */
  readonly merchantWords?: string;
  readonly since?: Instant;
  readonly flags: readonly string[];
  readonly snHistory: readonly string[];
  readonly attachments: readonly Attachment[];
  /** Why the case went to people, once it did. */
  readonly handoffReason?: string;
  /** Number of the open ticket; `{ticketNumber}` until the store has given one. */
  readonly ticketNumber?: string;
  readonly answerDueMs?: Instant;
  /** Steps whose ids changed with the content, by the ids that buttons already sent still have. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Earlier cases of this conversation, the latest last. */
  readonly past?: readonly PastCase[];
  /** The terminal that was known before a word was said, and when the scan or the binding was that told it. */
  readonly knownDevice?: { readonly serial: string; readonly atMs: Instant };
  /** When numbers were given that did not belong together, the latest last; they outlive a case. */
  readonly registerMisses?: readonly Instant[];
  /** True once this case has had its one reminder. */
  readonly reminded?: boolean;
  /** How the last case ended; a new complaint then starts a new case. */
  readonly ended?: 'resolved' | 'answered' | 'abandoned';
}

/** The memory of a conversation that has not said anything yet. */
export function newState(guide: Guide, locale: Locale, channel: string): DialogState {
  return {
    version: 1,
    guideRevision: guide.revision,
    locale,
    channel,
    frames: [],
    slots: {},
    declined: [],
    stepsTried: [],
    symptoms: [],
    queue: [],
    trail: [],
    misses: 0,
    flags: [],
    snHistory: [],
    attachments: [],
  };
}

/** Slots that describe the merchant and the device rather than one case; they outlive it. */
const LASTING_SLOTS: readonly string[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'phone', 'carrier', 'network'];

/** Starts a new case in the same conversation: the device and the contact stay known, the trouble is forgotten. */
export function newCase(state: DialogState, guide: Guide): DialogState {
  const kept = Object.entries(state.slots).filter(([slot]) => LASTING_SLOTS.includes(slot));
  const fresh = { ...newState(guide, state.locale, state.channel), slots: Object.fromEntries(kept) };
  const past = pastCases(state);
  const { knownDevice, registerMisses } = state;
  return {
    ...fresh,
    ...(knownDevice === undefined ? {} : { knownDevice }),
    ...(registerMisses === undefined ? {} : { registerMisses }),
    ...(past.length > 0 ? { past } : {}),
  };
}

/** Earlier cases are remembered this far back, for "the third time this month". */
const PAST_CASES = 6;

function pastCases({ past = [], symptom, since }: DialogState): readonly PastCase[] {
  const all = symptom !== undefined && since !== undefined ? [...past, { symptom, atMs: since }] : past;
  return all.slice(-PAST_CASES);
}

/** The frame that waits for the merchant. */
export function topFrame(state: DialogState): Frame | undefined {
  return state.frames.at(-1);
}
