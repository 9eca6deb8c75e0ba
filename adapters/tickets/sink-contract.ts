/** What a place outside posdesk that follows tickets must offer, and what it gets. */

import type { RequestHandler } from 'express';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { ChannelFinding, Notebook } from '../contract.ts';
import type { Desk, TicketEvent } from '../desk-contract.ts';

/** The ticket as it is known in a sink. */
export interface ExternalTicket {
  /** How the sink itself finds it: an issue's number, a message's timestamp. */
  readonly id: string;
  /** Where people see it: http or https. Absent: nowhere of its own. */
  readonly url?: string;
  /** What else the sink has to remember of it, at most a few hundred characters, no words of merchants. */
  readonly memory?: string;
}

/** One step that brings a sink up to date about one ticket. */
export interface SinkJob {
  /** Stable over retries, and unlike that of any other job, also of other databases: an idempotency key. */
  readonly id: string;
  /** Names the ticket towards the outside, unlike that of any other database: what a lookup before creating looks for. */
  readonly reference: string;
  /** As it is now, not as it was when the events happened. */
  readonly ticket: Ticket;
  /** What happened since the last job, oldest first; at least one. Exactly one for a sink that takes `each`. */
  readonly events: readonly TicketEvent[];
  /** As last settled with this sink; absent: it is not known to have one. */
  readonly external?: ExternalTicket;
  /** 1 at the first try. Above it, an earlier one may have come through without our knowing. */
  readonly attempt: number;
  /** The ticket's page in the console. */
  readonly url: string;
  /** Lines of the transcript above a sequence, oldest first, at most 200; card data is already taken out. */
  readonly transcript: (afterSeq: number) => Promise<readonly TranscriptLine[]>;
  /** Aborted when time is up; whatever comes after is not heard any more. */
  readonly signal: AbortSignal;
}

/** Something to tell that is no event of a ticket, such as a renewal that was approved. */
export interface SinkNotice {
  /** Stable over retries; the idempotency key. */
  readonly id: string;
  /** Such as `renewal.approved`. */
  readonly type: string;
  readonly atMs: Instant;
  /** Plain JSON; no card data. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/**
 * How a job ended. `external` is kept whenever it is given, also of a job that comes again. A retry that is `whole` says
 * that the sink takes nothing at all (it is down, our key is refused), so that its other jobs wait too.
 */
export type SinkResult =
  | { readonly kind: 'done'; readonly external?: ExternalTicket }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly whole?: true;
      readonly external?: ExternalTicket;
    }
  /** Coming again would not help; people see it at the ticket, with a button to try again all the same. */
  | { readonly kind: 'refused'; readonly reason: string; readonly external?: ExternalTicket };

/** A place outside posdesk that follows tickets. Reasons are for operators: no secrets, no words of merchants. */
export interface TicketSink {
  /** Such as `redmine`; the store keeps external tickets under it, so it never changes. */
  readonly name: string;
  /** `latest`: the ticket as it is now, with all events that waited. `each`: every event by itself. */
  readonly takes: 'each' | 'latest';
  /** Never rejects for what the other side does. Jobs of one ticket come one after the other, in order. */
  deliver(job: SinkJob): Promise<SinkResult>;
  /** Deletes the ticket there, when its merchant is erased; absent: people have to. */
  erase?(external: ExternalTicket, signal: AbortSignal): Promise<SinkResult>;
  /** Absent: it hears of tickets only. */
  notify?(notice: SinkNotice): Promise<SinkResult>;
  /** Where the other side calls us: mounted on the public listener. It checks by itself who calls. */
  readonly route?: { readonly path: string; readonly handler: RequestHandler };
  /**
   * Asks whether it is reached, knows us and lets us post: one finding each, as far as that can be told without making
   * or sending anything.
   */
  check?(): Promise<readonly ChannelFinding[]>;
  /** Begins to listen or to ask for what is said there; returns the way to stop. */
  start?(): Promise<() => Promise<void>>;
}

/** External tickets as sinks look them up when somebody there does something. */
export interface ExternalTickets {
  /** The number of our ticket; undefined when there is none of that id in that sink. */
  numberOf(sink: string, externalId: string): Promise<string | undefined>;
  /** The external ticket of ours. */
  ofTicket(sink: string, number: string): Promise<ExternalTicket | undefined>;
  /**
   * External tickets whose own is not closed, or was changed after `changedAfterMs`; at most 500, the newest first, those
   * older than our ticket `before` when it is given.
   */
  followed(sink: string, changedAfterMs: Instant, before?: string): Promise<readonly FollowedTicket[]>;
}

/** One of our tickets that a sink knows. */
export interface FollowedTicket {
  readonly number: string;
  readonly conversationId: ConversationId;
  readonly external: ExternalTicket;
}

/** What every sink is given. */
export interface SinkDependencies {
  /** Agents act from the sink as users of the desk, with its checks of roles and its audit log. */
  readonly desk: Desk;
  readonly externals: ExternalTickets;
  /** Keeps small texts over restarts. */
  readonly notebook: Notebook;
  /** The language of the agents. */
  readonly locale: Locale;
  /** Writes a warning to the log; fields hold no secrets and no words of merchants. */
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly now: () => Instant;
}
