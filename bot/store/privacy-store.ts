/** The contract of privacy: erasing a person, and ending what has been kept long enough. Every engine keeps it. */

import type { ConversationId, Instant } from '#dialogs/message.ts';

/** The same ticket in another system. */
export interface ErasedOutside {
  /** Such as `redmine`. */
  readonly sink: string;
  /** Its number there, or how the sink finds it. */
  readonly id: string;
  readonly url?: string;
  /** True when posdesk deletes it there by itself as soon as that system answers; false: people have to. */
  readonly queued: boolean;
}

/** What became of a person's rows. */
export interface Erasure {
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly erasedAtMs: Instant;
  /** Rows that are gone, by table; tables that held nothing are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Numbers of the tickets that are gone; they are not given out again. */
  readonly tickets: readonly string[];
  /** Addresses of the same tickets in other systems, where people have to erase them. */
  readonly links: readonly string[];
  /** Where else the tickets were known. */
  readonly outside: readonly ErasedOutside[];
}

/** Before which instant something is old enough to go, by kind. */
export interface ExpiryLimits {
  /** Photos, voice messages and files, whoever sent them. */
  readonly mediaBeforeMs: Instant;
  /** Transcript and dialog state of a conversation, by its last line; not while one of its tickets is live. */
  readonly conversationsBeforeMs: Instant;
  /** Closed tickets with their history, by their last change. */
  readonly ticketsBeforeMs: Instant;
  /** Applications for renewals with their papers, by when they ended; left out: kept. */
  readonly renewalsBeforeMs?: Instant;
  /** Applications that were never sent in, by their last change; left out: kept. */
  readonly renewalDraftsBeforeMs?: Instant;
  /** Why the bot did what it did, and step statistics. */
  readonly tracesBeforeMs: Instant;
  /**
   * Ids of messages that were taken in, messages put aside, messages that were sent or refused, and the marks of mail,
   * chat tools and helpdesks for tickets that are gone or were closed as long ago.
   */
  readonly queuesBeforeMs: Instant;
  /** That card data was seen, and how often. */
  readonly securityEventsBeforeMs: Instant;
  /** Sign-ins, links and failed tries, by when they ended. */
  readonly signInsBeforeMs: Instant;
}

/** Erasure and retention. */
export interface PrivacyStore {
  /**
   * Deletes a conversation with everything that belongs to it, in one transaction; undefined when there is none. The
   * audit log stays: it names tickets by number and holds no words of merchants.
   */
  erase(conversationId: ConversationId, now: Instant): Promise<Erasure | undefined>;
  /** Deletes what is older than the limits, in small transactions; resolves with the rows gone by kind. */
  expire(limits: ExpiryLimits): Promise<Readonly<Record<string, number>>>;
  /** Takes deleted bytes off the disk as far as the engine can. */
  scrub(): Promise<void>;
}
