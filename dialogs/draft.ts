/** A turn while it is being worked out: the growing state, the lines to say, the effects and the reasons. */

import type { Flow, Guide } from '#knowledge/guide.ts';
import type { BoundDevice, RegisterAnswer } from './device-record.ts';
import type { Instant, Receipt, ReplyChoice } from './message.ts';
import type { RenewalAnswer } from './renewal/ask-office.ts';
import { sayPhrase } from './say.ts';
import type { DialogState, Frame, SlotValue } from './state.ts';
import type { Effect, TraceLine } from './turn.ts';

/** What a turn may look at besides its own state. */
export interface Desk {
  readonly guide: Guide;
  readonly now: Instant;
  /** What the register of devices has answered so far, by `queryKey`; absent where there is no register. */
  readonly register?: ReadonlyMap<string, RegisterAnswer>;
  /** What the office of renewals has answered so far, by `renewalKey`; absent where there is none. */
  readonly renewals?: ReadonlyMap<string, RenewalAnswer>;
  /** Terminals bound to the conversation, the latest first; absent: none. */
  readonly bound?: readonly BoundDevice[];
  /** How many messages the platform still allows until the merchant writes again; absent: as many as needed. */
  readonly room?: number;
}

/** A turn in progress. Every function that changes it returns a new one. */
export interface Draft {
  readonly state: DialogState;
  readonly lines: readonly string[];
  readonly choices: readonly ReplyChoice[];
  readonly receipt?: Receipt;
  readonly effects: readonly Effect[];
  readonly trace: readonly TraceLine[];
  /** Pieces of the message that nothing has made use of yet; a question further on may be answered by one. */
  readonly unread?: readonly string[];
  /** The message that named the present symptom, cleaned; it may hold the answer to the first question as well. */
  readonly told?: string;
}

/** A draft, and whether the walk goes on or the conversation stays where it is. */
export interface Acted {
  readonly draft: Draft;
  readonly next: 'advance' | 'stay';
}

/** A turn that has done nothing yet. */
export function newDraft(state: DialogState): Draft {
  return { state, lines: [], choices: [], effects: [], trace: [] };
}

/** The draft with parts of its state replaced. */
export function patch(draft: Draft, changes: Partial<DialogState>): Draft {
  return { ...draft, state: { ...draft.state, ...changes } };
}

/** Adds a line to what will be said; an empty one, and one that this turn has said already, changes nothing. */
export function addLine(draft: Draft, line: string): Draft {
  return line === '' || draft.lines.includes(line) ? draft : { ...draft, lines: [...draft.lines, line] };
}

/** Adds a phrase to what will be said. */
export function addPhrase(
  draft: Draft,
  desk: Desk,
  key: string,
  extra: Readonly<Record<string, string | undefined>> = {},
): Draft {
  return addLine(draft, sayPhrase(key, draft.state, desk.guide, desk.now, extra));
}

/** Writes down why something was decided. */
export function addTrace(draft: Draft, by: string, says: string): Draft {
  return { ...draft, trace: [...draft.trace, { by, says }] };
}

/** Asks for work to be done once the turn is committed. */
export function addEffect(draft: Draft, effect: Effect): Draft {
  return { ...draft, effects: [...draft.effects, effect] };
}

/** Puts a frame on top of the stack. */
export function pushFrame(draft: Draft, frame: Frame): Draft {
  return patch(draft, { frames: [...draft.state.frames, frame] });
}

/** Takes the top frame off. */
export function popFrame(draft: Draft): Draft {
  return patch(draft, { frames: draft.state.frames.slice(0, -1) });
}

/** Replaces the top frame. */
export function replaceTop(draft: Draft, frame: Frame): Draft {
  return patch(draft, { frames: [...draft.state.frames.slice(0, -1), frame] });
}

/** Questions that wait for as long as it takes; what nobody has to answer is not put again and again. */
const PATIENT: readonly Frame['kind'][] = ['flow', 'result', 'open', 'clarify'];

/** Lets the question that stands not count as put once more: something else was answered or noted in between. */
export function asIfNotPut(draft: Draft): Draft {
  const top = draft.state.frames.at(-1);
  const counts = top && top.kind !== 'handoff' && PATIENT.includes(top.kind) && top.asked > 1;
  return counts ? replaceTop(draft, { ...top, asked: top.asked - 1 }) : draft;
}

/** Fills a slot, or changes it. */
export function setSlot(draft: Draft, slot: string, value: SlotValue): Draft {
  const declined = draft.state.declined.filter((name) => name !== slot);
  return patch(draft, { slots: { ...draft.state.slots, [slot]: value }, declined });
}

/** Notes that the merchant cannot or will not give a slot. */
export function declineSlot(draft: Draft, slot: string): Draft {
  return draft.state.declined.includes(slot) ? draft : patch(draft, { declined: [...draft.state.declined, slot] });
}

/** Adds a mark for the agent, once. */
export function addFlag(draft: Draft, flag: string): Draft {
  return draft.state.flags.includes(flag) ? draft : patch(draft, { flags: [...draft.state.flags, flag] });
}

/** A frame at the first step of a flow. */
export function flowFrame(flow: Flow): Frame {
  return { kind: 'flow', flow: flow.id, step: flow.steps[0]?.id ?? '', asked: 0 };
}
