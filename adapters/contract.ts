/** What every platform must offer to posdesk, and what it gets. */

import type { RequestHandler } from 'express';
import type { ConversationId, InboundMessage, Reply } from '#dialogs/message.ts';

/** Limits of a platform; the outbox and the render functions respect them. */
export interface ChannelLimits {
  /** Most tappable choices in one message; more become a numbered list. */
  readonly choices: number;
  /** Longest text of one message in UTF-8 bytes; longer ones are split at sentence borders. */
  readonly textBytes: number;
  /** Milliseconds after the merchant's last message in which we may write; absent: no limit. */
  readonly replyWindowMs?: number;
  /** Messages allowed per merchant message within the window; absent: no limit. */
  readonly quota?: number;
}

/** One message on its way out. */
export interface Delivery {
  /** Stable over retries; the platform's idempotency key where it has one. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly senderId: string;
  readonly reply: Reply;
  readonly attempt: number;
}

/** How a delivery ended. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** A platform that merchants write on. */
export interface Channel {
  readonly name: string;
  readonly limits: ChannelLimits;
  /** Where the platform calls us; mounted on the public listener at `path`. */
  readonly path: string;
  readonly handler: RequestHandler;
  /** Sends one message. Never throws for what the platform does; that is a `retry` or a `refused`. */
  deliver(delivery: Delivery): Promise<DeliveryResult>;
}

/** What the inbox tells a channel after COMMIT. */
export type Accepted =
  | { readonly kind: 'accepted'; readonly seq: number }
  | { readonly kind: 'duplicate'; readonly seq: number }
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number };

/** Where channels put what they receive. Resolves only when the message is on disk. */
export type Receive = (message: InboundMessage) => Promise<Accepted>;
