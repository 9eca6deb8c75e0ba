/** The contract of renewals in the store. An application changes only in a turn of its conversation. */

import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Renewal, RenewalAction, RenewalStatus } from '#dialogs/renewal.ts';

/** What happened to an application. Systems of the institution follow it by `id`, which only grows. */
export interface RenewalEvent {
  readonly id: number;
  readonly number: string;
  readonly atMs: Instant;
  readonly kind: RenewalAction | 'opened';
  /** Where it stood afterwards. */
  readonly status: RenewalStatus;
  /** The agent; absent: the merchant. */
  readonly by?: string;
  /** An agent's reason. */
  readonly note?: string;
}

/** An event before the store numbers it. */
export type NewRenewalEvent = Omit<RenewalEvent, 'id' | 'number' | 'status'>;

/** What a turn writes of an application: the whole of it, and what happened. */
export interface RenewalWrites {
  readonly renewal: Renewal;
  readonly event?: NewRenewalEvent;
  /** A photo that comes in: its id among the papers, and its bytes, encrypted. */
  readonly photo?: { readonly id: string; readonly sealed: Uint8Array };
  /** Ids of photos that go. */
  readonly dropped?: readonly string[];
}

/** Which applications to list. */
export interface RenewalQuery {
  readonly status?: RenewalStatus;
  /** True: also those that have ended. */
  readonly ended?: boolean;
  readonly limit: number;
}

/** What can be done with applications. */
export interface RenewalStore {
  /** Opens one with the next number; a live one of the same conversation is given back as it is. */
  openRenewal(wish: Omit<Renewal, 'number'>): Promise<{ readonly renewal: Renewal; readonly isNew: boolean }>;
  renewal(number: string): Promise<Renewal | undefined>;
  /** Applications of a conversation, the latest first. */
  renewalsOf(conversationId: ConversationId): Promise<readonly Renewal[]>;
  /** Live ones first, the longest unchanged first. */
  renewals(query: RenewalQuery): Promise<readonly Renewal[]>;
  /** What happened to one, oldest first. */
  renewalEvents(number: string): Promise<readonly RenewalEvent[]>;
  /** What happened to all after the event `id`, oldest first. */
  renewalEventsAfter(id: number, limit: number): Promise<readonly RenewalEvent[]>;
  /** The encrypted bytes of a photo of this application; undefined when it has no such photo. */
  renewalPhoto(number: string, id: string): Promise<Uint8Array | undefined>;
}
