/** The contract of the sinks' queue: what every sink still has to be told, and which tickets are known outside. */

import type { SinkStanding, TicketEvent } from '#adapters/desk-contract.ts';
import type { ExternalTicket, ExternalTickets } from '#adapters/tickets/sink-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { AuditNote } from '../audit.ts';

/** When a job is due that people have asked for, or that a process left behind: also while its sink is left alone. */
export const AT_ONCE = 0;

/** The kind of a job that erases an external ticket. */
export const ERASE = 'erase';

/** What a due job is about. */
export type SinkTask =
  | { readonly kind: 'ticket'; readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | { readonly kind: 'notice'; readonly type: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'erase'; readonly external: ExternalTicket };

/** A job that a sink has been leased. */
export interface DueSinkJob {
  /** Unlike that of any other job, also of other databases; letters, digits and hyphens. */
  readonly id: string;
  /** The database's own name, a part of every reference. */
  readonly installation: string;
  readonly sink: string;
  /** Jobs of one subject go out one after the other. */
  readonly subject: string;
  /** 1 at the first try. */
  readonly attempt: number;
  /** When it was put into the queue. */
  readonly atMs: Instant;
  /** The first and last row of the queue that it settles. */
  readonly rows: { readonly first: number; readonly last: number };
  /** True when it tells how the ticket stands rather than what happened. */
  readonly gathered: boolean;
  readonly task: SinkTask;
  readonly external?: ExternalTicket;
}

/** How a try ended; `external` is kept whenever it is given. */
export type SinkSettlement =
  | { readonly kind: 'done'; readonly external?: KnownOutside }
  | { readonly kind: 'retry'; readonly reason: string; readonly dueAtMs: Instant; readonly external?: KnownOutside }
  | { readonly kind: 'failed'; readonly reason: string; readonly external?: KnownOutside };

/** An external ticket as kept; `erasable` when the sink can delete it. */
export interface KnownOutside extends ExternalTicket {
  readonly erasable: boolean;
}

/** A notice to be queued. */
export interface NewSinkNotice {
  readonly type: string;
  /** What it is about, such as a renewal's number: notices of one subject go out in order. */
  readonly subject: string;
  /** Whose it is: erased with this conversation. */
  readonly conversationId?: ConversationId;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How much waits for a sink. */
export interface SinkCount {
  readonly sink: string;
  readonly waiting: number;
  readonly failed: number;
  /** When the one that has waited longest was queued. */
  readonly oldestAtMs?: Instant;
}

/** The queue of the sinks. Every promise that writes resolves only after COMMIT. */
export interface SinkStore extends ExternalTickets {
  /**
   * Says which sinks follow tickets from now on; the first ones hear nothing of what happened before them. `alone`: no
   * other process can hold a lease, so that those of the process before are ended.
   */
  beginSinks(sinks: readonly string[], alone: boolean): Promise<void>;
  /** Puts events that are not in the queue yet into it, for every one of these sinks; true when there may be more. */
  followEvents(sinks: readonly string[], now: Instant): Promise<boolean>;
  /** Puts a notice into the queue of a sink. */
  addNotice(sink: string, notice: NewSinkNotice, now: Instant): Promise<void>;
  /**
   * Leases what is due of one sink until `leasedUntilMs`: of each subject only the oldest; with `gather`, all that waits
   * of its ticket with it.
   */
  claimSinkJobs(
    sink: string,
    claim: { readonly now: Instant; readonly limit: number; readonly leasedUntilMs: Instant; readonly gather: boolean },
  ): Promise<readonly DueSinkJob[]>;
  /** Ends a lease; nothing happens when it is not ours any more. */
  settleSinkJob(job: DueSinkJob, settlement: SinkSettlement, now: Instant): Promise<void>;
  /** When the next job is due or its lease ends; AT_ONCE when one has to be tried whatever the sink's state. */
  nextSinkJobAt(sink: string): Promise<Instant | undefined>;
  /** How a ticket stands with every sink that knows of it or has to hear of it. */
  sinkStandings(number: string): Promise<readonly SinkStanding[]>;
  /** Makes failed jobs of a ticket and those that wait for their next try due AT_ONCE; false when there are none. */
  retrySink(number: string, sink: string, note: AuditNote): Promise<boolean>;
  sinkCounts(): Promise<readonly SinkCount[]>;
}
