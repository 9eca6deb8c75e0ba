/** The contract of the store: what is durable, and which steps are one transaction. Every engine keeps it. */

import type { Media } from '#adapters/contract.ts';
import type {
  AuditEntry,
  AuditQuery,
  TicketEvent,
  TicketQuery,
  TurnTrace,
  Undelivered,
} from '#adapters/desk-contract.ts';
import type { Conversation, Owner, TranscriptLine } from '#dialogs/conversation.ts';
import type { BoundDevice } from '#dialogs/device-record.ts';
import type { ConversationId, InboundMessage, Instant, Reply } from '#dialogs/message.ts';
import type { SensitiveKind } from '#dialogs/redact/sensitive-kind.ts';
import type { RedactedAcross } from '#dialogs/redact.ts';
import type { Renewal } from '#dialogs/renewal.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TimerKind, TraceLine } from '#dialogs/turn.ts';
import type { AuditNote } from '../audit.ts';
import type { AccountStore } from './account-store.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import type { DeliveryStore, Sending, TimerStore } from './delivery-store.ts';
import type { BindingStore, NewBinding, ReminderKey, ReminderStore, TokenStore } from './device-life.ts';
import type { DeviceStore } from './device-store.ts';
import type { PrivacyStore } from './privacy-store.ts';
import type { Signs, Sweep } from './processes.ts';
import type { RenewalStore, RenewalWrites } from './renewal-store.ts';
import type { ReportStore } from './report-store.ts';
import type { SinkStore } from './sink-store.ts';

/** A message from a platform with its secrets already taken out. */
export interface Arrival {
  readonly message: InboundMessage;
  readonly sensitive: readonly SensitiveKind[];
}

/** How a message was taken in; `seq` is its line in the conversation's transcript. */
export interface Stored {
  readonly kind: 'accepted' | 'duplicate';
  readonly seq: number;
}

/** Makes one arrival of the oldest of the messages that wait, and says how many it took, at least one. */
export type Gather = (waiting: readonly Arrival[]) => { readonly arrival: Arrival; readonly count: number };

/**
 * Which piece of work a turn takes up: the oldest waiting message, or what `gather` makes of the waiting ones, a timer
 * that is due, or an agent's action.
 */
export type TurnSource =
  | { readonly kind: 'message'; readonly conversationId: ConversationId; readonly gather?: Gather }
  | { readonly kind: 'timer'; readonly conversationId: ConversationId; readonly timer: TimerKind }
  | { readonly kind: 'ticket'; readonly number: string }
  /** An application for a renewal that somebody acts on. */
  | { readonly kind: 'renewal'; readonly number: string }
  /** Something to be said that nobody asked for. */
  | { readonly kind: 'notice'; readonly conversationId: ConversationId };

/** The work as found, inside the transaction that will settle it. */
export interface TurnWork {
  readonly conversation: Conversation;
  /** The message, when the source is one. */
  readonly arrival?: Arrival;
  /** False when the message is known to be the last one that waits in this conversation. */
  readonly more: boolean;
  /** Tickets of this conversation, newest first. */
  readonly tickets: readonly Ticket[];
  /** The number that a ticket opened in this turn gets. */
  readonly nextTicketNumber: string;
  readonly sending: Sending;
  /** The application, when the source is one. */
  readonly renewal?: Renewal;
  /** Terminals bound to the conversation, the latest first. */
  readonly bound: readonly BoundDevice[];
}

/** A transcript line before the store numbers it. Lines from the bot and from agents also go to the outbox. */
export interface NewLine {
  readonly from: 'bot' | 'agent' | 'note' | 'event';
  readonly text: string;
  readonly reply?: Reply;
  readonly author?: string;
}

/** A change of one of the conversation's clocks. */
export type TimerChange =
  | { readonly kind: 'set'; readonly timer: TimerKind; readonly dueAtMs: Instant }
  | { readonly kind: 'clear'; readonly timer: TimerKind };

/** How a case ended. */
export type CaseOutcome = 'resolved' | 'answered' | 'abandoned';

/** Everything that a turn writes, in one transaction with the settling of its source. */
export interface TurnWrites {
  readonly owner: Owner;
  readonly state: DialogState | undefined;
  readonly lines: readonly NewLine[];
  /** Tickets opened or changed, whole. */
  readonly tickets: readonly Ticket[];
  readonly timers: readonly TimerChange[];
  readonly securityEvents: readonly { readonly type: string; readonly count: number }[];
  readonly trace: readonly TraceLine[];
  readonly outcome?: CaseOutcome;
  /** Numbers of tickets to whose agents the merchant has written while they are at it. */
  readonly wroteTo?: readonly string[];
  /** The agent who acts, for the history of the tickets; absent: the bot, the merchant or a clock. */
  readonly by?: string;
  /** The message could not be worked on and is put aside; it is kept for people to look at. */
  readonly deadLetter?: boolean;
  /** Pictures that must go, by their names on the shelf. */
  readonly deletedMedia?: readonly string[];
  /** Terminals that the merchant has proved to be theirs. */
  readonly bindings?: readonly NewBinding[];
  /** Numbers that did not belong together, as `missKeys` counts them. */
  readonly misses?: readonly { readonly serial?: string; readonly mid: string }[];
  /** False: the merchant wants no reminders any more. */
  readonly wantsReminders?: boolean;
  /** Reminders that the lines are; when one of them was written before, nothing is. */
  readonly reminders?: readonly ReminderKey[];
  /** An application that changed. */
  readonly renewal?: RenewalWrites;
  /** The merchant's page reads the transcript itself, so that the lines need no way out. */
  readonly delivered?: true;
}

/** What a turn decides: what to write (nothing, when an action is refused) and what to tell the caller. */
export interface TurnDecision<Result> {
  readonly writes?: TurnWrites;
  readonly result: Result;
  /** True when something has to be found out first: nothing is written, and the work waits as it was. */
  readonly later?: true;
  /** What the audit log keeps of it, also of an action that is refused. */
  readonly audit?: readonly AuditNote[];
}

/** Finds secrets that were spread over a conversation's last messages and a new one. */
export type LookBack = (previous: readonly string[], text: string) => RedactedAcross;

/** Answers a message in the transaction that takes it in. */
export interface AtOnce {
  readonly now: Instant;
  /** As in `runTurn`, but asked only while nothing else waits in the conversation; `later` lets the message wait. */
  decide(work: TurnWork): TurnDecision<unknown>;
}

/** Inbox and turns. */
export interface TurnStore {
  /**
   * Stores a message and its transcript line once; a message already known changes nothing. What `lookBack` finds is
   * masked in the earlier messages too, wherever they are stored. `onStored` is called once for a new message, as soon
   * as its turn can be run: where one process has the store to itself before it is durable, as whatever comes of the
   * turn is durable later still. With `atOnce` the turn may be part of it; then nothing waits and `onStored` is not
   * called, and a turn that fails takes the message with it.
   */
  accept(arrival: Arrival, lookBack?: LookBack, onStored?: () => void, atOnce?: AtOnce): Promise<Stored>;
  /** Conversations with messages that wait for their turn, oldest first; only those received before an instant. */
  waitingConversations(beforeMs?: Instant): Promise<readonly ConversationId[]>;
  /**
   * Takes up one piece of work, lets `decide` say what comes of it, and commits both together. `decide` is pure and
   * synchronous. Undefined when there is nothing to take up.
   */
  runTurn<Result>(
    source: TurnSource,
    now: Instant,
    decide: (work: TurnWork) => TurnDecision<Result>,
  ): Promise<Result | undefined>;
  /** Puts the oldest waiting message of a conversation aside without an answer. */
  putAside(conversationId: ConversationId): Promise<void>;
}

/** Which tickets to list; `after` is the place of the last one of the page before, its heap by `heapOf`. */
export interface TicketListQuery extends Omit<TicketQuery, 'cursor'> {
  readonly after?: {
    readonly heap: number;
    readonly priority: string;
    readonly answerDueMs: Instant;
    readonly ordinal: number;
  };
}

/** Tickets and transcripts, as last committed. */
export interface TicketStore {
  /** What waits for us, then what waits for somebody else, then closed; each by priority, then by the promised answer. */
  tickets(query: TicketListQuery): Promise<readonly Ticket[]>;
  ticket(number: string): Promise<Ticket | undefined>;
  /** Lines above `after`, oldest first; `forMerchant` leaves notes and events out. */
  transcript(
    conversationId: ConversationId,
    query: { readonly after: number; readonly limit: number; readonly forMerchant: boolean },
  ): Promise<readonly TranscriptLine[]>;
  /** Traces of a conversation's turns, oldest first. */
  traces(conversationId: ConversationId, limit: number): Promise<readonly TurnTrace[]>;
  /** Messages of a conversation that have not reached the merchant, oldest first. */
  undelivered(conversationId: ConversationId): Promise<readonly Undelivered[]>;
  /** Other tickets that share one of these with a ticket, the newest first. */
  related(
    number: string,
    like: { readonly [Column in 'conversation_id' | 'sn' | 'mid' | 'symptom' | 'merged_into']?: string },
    limit: number,
  ): Promise<readonly Ticket[]>;
  /** What the dialog remembers of a conversation; `undefined` when there is none. */
  dialogState(conversationId: ConversationId): Promise<DialogState | undefined>;
  /** What happened to a ticket, oldest first. */
  ticketEvents(number: string): Promise<readonly TicketEvent[]>;
  /** What happened to all tickets after the event `id`, oldest first. On Postgres ids of two turns that commit at the same moment may show up out of order. */
  eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]>;
  /** Makes a refused message due again; false when that line was not refused. */
  retryDelivery(conversationId: ConversationId, seq: number, now: Instant, note: AuditNote): Promise<boolean>;
}

/** The clock of answers promised, and the audit log. */
export interface DeskStore {
  /** Adds an event to every ticket whose answer is due soon or overdue, once for each promise; true when there were any. */
  ringClock(now: Instant, limit: number): Promise<boolean>;
  nextRingAt(): Promise<Instant | undefined>;
  appendAudit(notes: readonly AuditNote[]): Promise<void>;
  auditEntries(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Goes through the whole chain. */
  verifyAudit(): Promise<{ readonly entries: number; readonly brokenAt?: number }>;
}

/** What channels keep: photos, and notes of their own. */
export interface ShelfStore {
  /** Keeps the bytes; resolves with a name that nobody can guess. */
  saveMedia(media: Media, now: Instant): Promise<string>;
  media(ref: string): Promise<Media | undefined>;
  note(key: string): Promise<string | undefined>;
  saveNote(key: string, value: string): Promise<void>;
  /** Saves a note unless there is one under the key; false when there is. */
  saveNoteOnce(key: string, value: string): Promise<boolean>;
  /** Notes whose keys begin so. */
  notes(prefix: string): Promise<readonly { readonly key: string; readonly value: string }[]>;
  /** Takes a note out; with `value`, only while it says that. */
  eraseNote(key: string, value?: string): Promise<void>;
}

/** How much of what the store holds, for health and metrics. */
export interface StoreCounts {
  readonly waitingMessages: number;
  readonly deadMessages: number;
  readonly waitingDeliveries: number;
  readonly refusedDeliveries: number;
  readonly securityEvents: number;
  readonly tickets: Readonly<Record<string, number>>;
  /** When the message that has waited longest came in; absent when none waits. */
  readonly oldestMessageAtMs?: Instant;
  /** When the longest waiting reply that is not held was written. */
  readonly oldestDeliveryAtMs?: Instant;
}

/** What a commit changed, for those who keep pages live. */
export interface Change {
  readonly conversationId: ConversationId;
  /** True when agents should look: a ticket changed, or a conversation with a live ticket moved on. */
  readonly desk: boolean;
  /** True when there is something new to deliver. */
  readonly outbox: boolean;
  /** True when a timer was set. */
  readonly timers: boolean;
  /** True when a message that was put aside waits for its turn again. */
  readonly inbox?: boolean;
  /** True when a ticket was written, whose promise the clock has to know. */
  readonly promises?: boolean;
  /** The transcript lines that it added after the line `afterSeq`, all of them; left out: there may be some. */
  readonly added?: { readonly afterSeq: number; readonly lines: readonly TranscriptLine[] };
  /** True when other processes may have changed any conversation, as news of theirs were missed; `conversationId` is none. */
  readonly missed?: true;
}

/** The durable side of posdesk. Every promise that writes resolves only after COMMIT. */
export interface Store
  extends TurnStore,
    DeliveryStore,
    TimerStore,
    TicketStore,
    DeskStore,
    ReportStore,
    ShelfStore,
    AccountStore,
    PrivacyStore,
    DeadLetterStore,
    DeviceStore,
    RenewalStore,
    BindingStore,
    TokenStore,
    ReminderStore,
    SinkStore {
  /** Frees what processes that are gone had taken; absent where one process has the store to itself. */
  readonly sweep?: Sweep;
  /** Absent where one process has the store to itself. */
  readonly signs?: Signs;
  counts(): Promise<StoreCounts>;
  /** Calls `listener` after every commit that changed a conversation; returns the way to stop. */
  onChange(listener: (change: Change) => void): () => void;
  /** Waits for running work and closes the database. */
  close(): Promise<void>;
}
