/** The contract of the outbox and of timers, which is part of the store's. */

import type { ConversationId, Instant, Reply } from '#dialogs/message.ts';
import type { TimerKind } from '#dialogs/turn.ts';

/** What has been sent to a merchant, as far as platforms limit it. */
export interface Sent {
  /** When the merchant last wrote; 0 when all that came were taps. */
  readonly lastMerchantAtMs: Instant;
  /** Messages delivered since then. */
  readonly sentSince: number;
  /** When the merchant last tapped, on platforms that count taps by themselves. */
  readonly tapAtMs?: Instant;
  /** Messages delivered on the strength of that tap. */
  readonly sentSinceTap: number;
}

/** What has been sent, and how many messages still wait in the outbox. */
export interface Sending extends Sent {
  readonly waiting: number;
}

/** A message that is due to go out. */
export interface DueDelivery extends Sent {
  /** Unlike that of any other message, also of other databases; letters, digits and hyphens. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly senderId: string;
  /** Where the merchant last wrote from. */
  readonly address?: string;
  readonly reply: Reply;
  /** 1 at the first try, and at the first one after it was held. */
  readonly attempt: number;
  /** The merchant's last line as the lease found it. */
  readonly merchantSeq: number;
}

/** How a try to deliver ended. */
export type Settlement =
  | {
      readonly kind: 'delivered';
      /** How many messages the platform counts it as, and against which allowance; left out: one, of a message. */
      readonly counts?: { readonly messages: number; readonly allowance: 'message' | 'tap' };
      /** What the agent has to know of it; left out: nothing. */
      readonly line?: string;
    }
  /** `merchantSeq` as leased: when the merchant has written since, there is nothing to wait for. */
  | { readonly kind: 'held'; readonly line: string; readonly merchantSeq: number }
  | { readonly kind: 'retry'; readonly dueAtMs: Instant }
  | { readonly kind: 'refused'; readonly line: string };

/** Outbox. */
export interface DeliveryStore {
  /**
   * Leases messages that are due until `leasedUntilMs`: of each conversation only the oldest one not yet settled, so
   * that order holds.
   */
  claimDeliveries(now: Instant, limit: number, leasedUntilMs: Instant): Promise<readonly DueDelivery[]>;
  /**
   * Ends a lease. A refusal leaves an event line in the transcript for the agent. A held message waits until the
   * merchant's next message is accepted, and leaves an event line the first time it is held.
   */
  settle(id: string, settlement: Settlement, now: Instant): Promise<void>;
  /** When the next message is due or the next lease ends; undefined when nothing waits but held messages. */
  nextDeliveryAt(): Promise<Instant | undefined>;
  /** Turns a message that counted as delivered into a refused one, once, with an event line for the agent. */
  refuseDelivered(id: string, line: string, now: Instant): Promise<void>;
  /** What has been sent in a conversation and what waits; undefined when there is no such conversation. */
  sending(conversationId: ConversationId): Promise<Sending | undefined>;
}

/** Timers of conversations. */
export interface TimerStore {
  dueTimers(
    now: Instant,
    limit: number,
  ): Promise<readonly { readonly conversationId: ConversationId; readonly timer: TimerKind }[]>;
  nextTimerAt(): Promise<Instant | undefined>;
}
