/** What goes in and out of a conversation, free of any platform. */

import type { Locale } from '#knowledge/guide.ts';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** Stable id of one person on one channel. */
export type ConversationId = Id<'conversation'>;
/** The platform's own message id; unique within its channel. */
export type MessageId = Id<'message'>;
/** Instant in epoch milliseconds. */
export type Instant = number;

/** A file that came with a message; the bytes stay with the channel or the store. */
export interface Attachment {
  readonly kind: 'image' | 'voice' | 'file';
  readonly name: string;
  /** Where the bytes are, in a form only the channel understands. */
  readonly ref: string;
}

/** One line from a merchant, as an adapter hands it to the inbox. */
export interface InboundMessage {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly senderId: string;
  readonly text: string;
  /** Id of the tapped choice, when the message is a tap. */
  readonly choiceId?: string;
  readonly attachments: readonly Attachment[];
  /** The language the channel's surface is in, when it tells. */
  readonly locale?: Locale;
  /** Where to answer, in a form only the channel understands; the latest one is kept. */
  readonly address?: string;
  /** What the platform counts this as; a tap or a scan may allow fewer answers than a message. */
  readonly counts?: 'message' | 'tap';
  readonly sentAtMs: Instant;
  readonly receivedAtMs: Instant;
}

/** One tappable answer. `id` comes back as `choiceId`. */
export interface ReplyChoice {
  readonly id: string;
  readonly label: string;
}

/** The line a ticket shows to its merchant. */
export interface Receipt {
  readonly ticketNumber: string;
  readonly lines: readonly string[];
}

/** One message to the merchant. Channels degrade what they lack: choices become a numbered list. */
export type Reply =
  /** `notice`: nobody asked for it, so that it waits for the hours in which people are told things. */
  | { readonly kind: 'text'; readonly text: string; readonly notice?: true }
  | { readonly kind: 'choices'; readonly text: string; readonly choices: readonly ReplyChoice[] }
  | { readonly kind: 'image'; readonly text: string; readonly url: string }
  | { readonly kind: 'receipt'; readonly text: string; readonly receipt: Receipt };
