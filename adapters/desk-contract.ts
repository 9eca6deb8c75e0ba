/** What people at the desk can do with tickets, whichever tool they do it from. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Resolution, ResolutionCode, Ticket, TicketStatus } from '#dialogs/ticket.ts';
import type { TraceLine } from '#dialogs/turn.ts';
import type { Priority } from '#knowledge/guide.ts';

/** Who somebody is at the desk; bot/desk/permissions.ts says what each may do. */
export type DeskRole = 'viewer' | 'agent' | 'lead' | 'operator' | 'admin';

/**
 * What needs a role: to `look` at tickets, to `work` on them, to `direct` others' tickets, to `unmask` phone numbers, to
 * read figures (`report`) and the `audit` log, to `export` tickets, to mend `content`, and to manage `accounts`.
 */
export type DeskPermission =
  | 'look'
  | 'work'
  | 'direct'
  | 'unmask'
  | 'report'
  | 'audit'
  | 'export'
  | 'content'
  | 'accounts';

/** A person signed in to the desk. */
export interface DeskUser {
  readonly name: string;
  readonly role: DeskRole;
  /** When they last proved who they are; absent for programs, which never count as fresh. */
  readonly signedInAtMs?: Instant;
}

/** The plain actions, each with at most a text: what the terminal and simple buttons offer. */
export type TicketAction = 'claim' | 'reply' | 'note' | 'resolve' | 'handback';

/** What an agent can do with a ticket. */
export type DeskAction =
  | { readonly kind: 'claim' }
  /** Gives it to somebody, by name; the first agent, or by a lead another one. */
  | { readonly kind: 'assign'; readonly agent: string }
  /** Passes one's own ticket on, with a note for the colleague. */
  | { readonly kind: 'transfer'; readonly agent: string; readonly text?: string }
  /** Closes it as a double of another ticket of the same merchant or the same serial number. */
  | { readonly kind: 'merge'; readonly into: string }
  | { readonly kind: 'note'; readonly text: string }
  /** Goes to the merchant; `mediaRef` names a picture on the media shelf. */
  | { readonly kind: 'reply'; readonly text: string; readonly mediaRef?: string }
  /**
   * `fixedBy`: the id of the step that fixed it. Without a code: not said. `elsewhere`: it was closed in a system that
   * follows it, where whoever did so needs not have it here; only sinks say that.
   */
  | {
      readonly kind: 'resolve';
      readonly code?: ResolutionCode;
      readonly fixedBy?: string;
      readonly text?: string;
      readonly elsewhere?: true;
    }
  | { readonly kind: 'reopen'; readonly text?: string }
  | { readonly kind: 'handback'; readonly text?: string }
  /** Sends a refused message once more; `lineSeq` is its transcript line. */
  | { readonly kind: 'retryDelivery'; readonly lineSeq: number }
  /** Tells a sink at once what waits for it or has failed; `sink` is its name. */
  | { readonly kind: 'retrySink'; readonly sink: string }
  | { readonly kind: 'setPriority'; readonly priority: Priority; readonly reason: string };

/** Why an action or a request at the desk is refused. */
export type DeskRefusal =
  | 'not-found'
  | 'not-allowed'
  | 'not-fresh'
  | 'claimed-by-other'
  | 'not-claimed'
  | 'closed'
  | 'not-closed'
  | 'empty'
  | 'unknown-agent'
  | 'other-merchant'
  | 'not-refused'
  | 'unknown-step'
  | 'too-wide';

/** A refusal; `who` names the colleague who has the ticket. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: DeskRefusal;
  readonly who?: string;
}

/** How an action on a ticket ended. */
export type ActionResult = { readonly kind: 'ok'; readonly ticket: Ticket } | Refused;

/** What a platform still allows the desk to write to a merchant, until the merchant writes again. */
export interface ReplyRoom {
  /** False when an answer would wait for the merchant's next message. */
  readonly open: boolean;
  /** Messages left; absent: any number. */
  readonly left?: number;
  /** When the platform stops taking answers; absent: never, or it has stopped. */
  readonly untilMs?: Instant;
  /** Messages that wait to go out. */
  readonly waiting: number;
}

/** A ticket named beside another one. */
export interface TicketRef {
  readonly number: string;
  readonly status: TicketStatus;
  readonly priority: Priority;
  readonly symptoms: readonly string[];
  readonly openedAtMs: Instant;
  readonly agent?: string;
  readonly resolution?: Resolution;
  /** Its first line. */
  readonly summary: string;
  /** Why it is named: what it has in common with the ticket shown. */
  readonly because: 'merchant' | 'serial' | 'symptom' | 'merged';
}

/** What happened to a ticket, in the order it happened. Sinks follow it by `id`, which only grows. */
export interface TicketEvent {
  readonly id: number;
  readonly number: string;
  readonly atMs: Instant;
  readonly kind: TicketEventKind;
  /** The agent; absent: the bot, the merchant or the clock. */
  readonly by?: string;
  /** Fields that changed; the edit history. A value that was or is not there is absent. */
  readonly changes?: readonly TicketChange[];
}

/** Kinds of events of a ticket. `dueSoon` and `overdue` come from the clock, once for each promise. */
export type TicketEventKind =
  | 'opened'
  | 'claimed'
  | 'assigned'
  | 'waiting'
  | 'handedBack'
  | 'resolved'
  | 'reopened'
  | 'cancelled'
  | 'merged'
  | 'rated'
  /** The merchant has written once more to the agent who has the ticket; nothing else about it is new. */
  | 'wrote'
  | 'changed'
  | 'dueSoon'
  | 'overdue';

/** One field of a ticket before and after; lists and objects as JSON. */
export interface TicketChange {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

/** The trace of one turn: why the bot did what it did. */
export interface TurnTrace {
  /** The transcript line the turn ended with. */
  readonly seq: number;
  readonly atMs: Instant;
  readonly lines: readonly TraceLine[];
}

/** A message to the merchant that has not arrived, by its transcript line. */
export interface Undelivered {
  readonly seq: number;
  /** `held`: waits for the merchant to write again. `refused`: only a retry sends it. */
  readonly state: 'waiting' | 'held' | 'refused';
}

/** How a ticket stands with one sink, as the desk shows it. */
export interface SinkStanding {
  readonly sink: string;
  /** `due`: on its way, or tried again at `nextAtMs`. `failed`: only a retry sends it. */
  readonly state: 'current' | 'due' | 'failed';
  /** Where people see the ticket there. */
  readonly url?: string;
  /** Its number there, where people know it by one. */
  readonly externalId?: string;
  /** Why the last try did not work. */
  readonly reason?: string;
  readonly attempts: number;
  readonly nextAtMs?: Instant;
}

/** A ticket as an agent opens it. */
export interface OpenedTicket {
  readonly ticket: Ticket;
  readonly transcript: readonly TranscriptLine[];
  /** Absent where the platform limits nothing. */
  readonly room?: ReplyRoom;
  readonly trace: readonly TurnTrace[];
  /** Messages that have not reached the merchant; the reason stands in the event line after each. */
  readonly undelivered: readonly Undelivered[];
  /** Earlier tickets with the same symptom, resolved ones first: how was it solved then? */
  readonly similar: readonly TicketRef[];
  /** Other tickets of the same merchant or the same serial number, the newest first. */
  readonly history: readonly TicketRef[];
  readonly events: readonly TicketEvent[];
  /** Where else it is known, or has to be; absent: nowhere. */
  readonly sinks?: readonly SinkStanding[];
  /** True when phone numbers are masked for this user; a lead with a fresh sign-in may lift that. */
  readonly masked: boolean;
}

/** Which tickets to list. */
export interface TicketQuery {
  readonly status?: TicketStatus;
  readonly priority?: Priority;
  /** A name; the empty text: nobody's. */
  readonly agent?: string;
  readonly channel?: string;
  /** Part of the number, serial, TID, MID, model, name, phone or the merchant's words; case does not matter. */
  readonly search?: string;
  /** At most 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** A page of tickets: what waits for the desk, then what waits for merchants or the bot, then closed; most urgent first. */
export interface TicketPage {
  readonly tickets: readonly Ticket[];
  /** Asks for the next page; absent on the last one. */
  readonly next?: string;
}

/** A range of time, the end not included; at most 400 days. */
export interface TimeRange {
  readonly fromMs: Instant;
  readonly toMs: Instant;
}

/** The figures of a range of time. Durations are milliseconds; a median of nothing is absent. */
export interface Reports {
  readonly range: TimeRange;
  /** Cases that ended or went to people in the range. `deflection`: share ended without a ticket, 0 to 1. */
  readonly cases: {
    readonly resolvedByBot: number;
    readonly answeredByBot: number;
    readonly abandoned: number;
    readonly ticketsOpened: number;
    readonly deflection?: number;
  };
  /** From the ticket's opening to its resolution: until the merchant takes money again. */
  readonly timeToResolve: Durations;
  /** From the ticket's opening to the agent's first answer. */
  readonly waiting: Durations;
  /** Tickets answered in the range, or due in it and still unanswered, by whether the promise was kept. */
  readonly promises: { readonly kept: number; readonly broken: number };
  readonly ratings: { readonly good: number; readonly fair: number; readonly poor: number };
  readonly symptoms: readonly { readonly symptom: string; readonly tickets: number }[];
  /** Per step: how often it was reached, fixed it, and was the last one tried before the merchant gave up. */
  readonly steps: readonly StepFigures[];
  /** Resolution codes and how often they were given. */
  readonly resolutions: readonly { readonly code: ResolutionCode; readonly tickets: number }[];
  readonly agents: readonly AgentFigures[];
  /** Tickets opened in each hour of the day, in the institution's time zone; 24 figures. */
  readonly load: readonly number[];
  /** Per day of the range, in the institution's time zone. */
  readonly days: readonly { readonly day: string; readonly opened: number; readonly resolved: number }[];
  /** How things stand now, whatever the range. */
  readonly now: { readonly open: number; readonly claimed: number; readonly waiting: number; readonly overdue: number };
}

/** How long something took. */
export interface Durations {
  readonly count: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
}

/** How one step of the troubleshooting tree does. */
export interface StepFigures {
  readonly step: string;
  readonly title: string;
  readonly reached: number;
  readonly fixed: number;
  readonly gaveUp: number;
}

/** What one agent did. */
export interface AgentFigures {
  readonly agent: string;
  /** Tickets they have now. */
  readonly live: number;
  readonly resolved: number;
  readonly firstAnswers: number;
  readonly medianAnswerMs?: number;
}

/** One entry of the audit log. */
export interface AuditEntry {
  /** Counts without a gap from 1. */
  readonly seq: number;
  readonly atMs: Instant;
  readonly user: string;
  readonly role: string;
  /** Such as `ticket.reply`, `ticket.view`, `ticket.unmask`, `sign-in.password`, `export.tickets`. */
  readonly action: string;
  /** The ticket, the person or what else it was about. */
  readonly subject: string;
  /** `ok`, or why it was refused. */
  readonly outcome: string;
  /** Never words of merchants. */
  readonly details?: Readonly<Record<string, string | number>>;
  /** SHA-256, hexadecimal, over the hash before it and the canonical JSON of this entry. */
  readonly hash: string;
}

/** Which entries to list, the newest first. */
export interface AuditQuery {
  readonly user?: string;
  readonly subject?: string;
  /** Only entries before this `seq`. */
  readonly before?: number;
  readonly limit: number;
}

/** Entries, and whether the whole chain holds; `brokenAt` is the first entry that does not. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next?: number;
  readonly chain: { readonly entries: number; readonly brokenAt?: number };
}

/** The desk as consoles and sinks see it. Every member checks the role and writes the audit log itself. */
export interface Desk {
  tickets(user: DeskUser, query: TicketQuery): Promise<TicketPage>;
  /** `unmask` shows phone numbers to those who may, and is audited. */
  ticket(user: DeskUser, number: string, unmask?: boolean): Promise<OpenedTicket | Refused>;
  act(user: DeskUser, number: string, action: DeskAction): Promise<ActionResult>;
  reports(user: DeskUser, range: TimeRange): Promise<Reports | Refused>;
  audit(user: DeskUser, query: AuditQuery): Promise<AuditPage | Refused>;
  /** Tickets opened in the range as CSV for a spreadsheet, safe against formulas. Needs a fresh sign-in. */
  exportTickets(user: DeskUser, range: TimeRange): Promise<string | Refused>;
  /** Calls `wake` after every commit that changed a ticket, with its conversation; returns the way to stop. */
  subscribe(wake: (conversationId: ConversationId) => void): () => void;
}
