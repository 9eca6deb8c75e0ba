/** What every platform must offer to posdesk, and what it gets. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { DeviceQuery, RegisterAnswer } from '#dialogs/device-record.ts';
import type { ConversationId, InboundMessage, Instant, Reply } from '#dialogs/message.ts';

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
  /** What a tap on a menu or a scan allows by itself, where the platform does not count it as a message. */
  readonly tap?: { readonly quota: number; readonly windowMs: number };
  /** The channel can tell a merchant by other means that an answer waits: it is given that answer too, with room 0. */
  readonly reminds?: true;
  /** The merchant's page reads the transcript itself: what a turn says is delivered by being stored. */
  readonly readsTranscript?: true;
}

/** One message on its way out. */
export interface Delivery {
  /** Stable over retries; the platform's idempotency key where it has one. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly senderId: string;
  /** Where the merchant last wrote from, as the channel gave it with the message. */
  readonly address?: string;
  readonly reply: Reply;
  readonly attempt: number;
  /** How many of its messages the platform still allows for this merchant; absent: no limit. 0: only to remind. */
  readonly room?: number;
}

/** How a delivery ended. A message that is held goes out when the merchant writes again. */
export type DeliveryResult =
  /**
   * `messages`: how many the platform counts it as, such as the parts of a long text; left out: one. `perhapsTwice`: an
   * earlier try may have come through as well, and the platform cannot be asked.
   */
  | { readonly kind: 'delivered'; readonly messages?: number; readonly perhapsTwice?: true }
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a listener gives to a `QuickHandler`. */
export interface QuickTerms {
  /** What every answer carries: names and values in turn. */
  readonly headers: readonly string[];
  /** Answers for a fault of ours, and notes it. */
  fail(fault: unknown, response: ServerResponse): void;
}

/**
 * Answers the request that comes most often without Express, which costs more than all else that HTTP does for it. False,
 * with nothing read or written: the request is one for `handler`, as everything is that looks in any way unusual.
 */
export type QuickHandler = (request: IncomingMessage, response: ServerResponse, terms: QuickTerms) => boolean;

/** A platform that merchants write on. */
export interface Channel {
  readonly name: string;
  readonly limits: ChannelLimits;
  /** Where the platform calls us; mounted on the public listener at `path`. */
  readonly path: string;
  readonly handler: RequestHandler & { readonly quick?: QuickHandler };
  /** Sends one message. Never throws for what the platform does; that is a `retry` or a `refused`. */
  deliver(delivery: Delivery): Promise<DeliveryResult>;
  /** Opens what the channel needs besides its handler, such as a socket; returns the way to stop. */
  start?(): Promise<() => Promise<void>>;
  /** Asks the platform whether the settings work: one finding for each of them. */
  check?(): Promise<readonly ChannelFinding[]>;
}

/** One thing that `check` looked at, in words for the operator, in both languages. */
export interface ChannelFinding {
  readonly ok: boolean;
  /** What was looked at, such as `access token`. */
  readonly what: string;
  /** What to do when it is not right. */
  readonly remedy?: string;
}

/** Keeps small texts of a channel over restarts, such as how far it has read. */
export interface Notebook {
  read(key: string): Promise<string | undefined>;
  write(key: string, value: string): Promise<void>;
  /** Writes a key that nobody has written yet; false when somebody has. */
  writeOnce(key: string, value: string): Promise<boolean>;
  /** All notes whose keys begin so. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: string }[]>;
  /** Takes a note out; with `value`, only while it says that. */
  erase(key: string, value?: string): Promise<void>;
}

/** Keeps the bytes of photos and voice. */
export interface MediaShelf {
  /** Resolves with the `ref` for the attachment once the bytes are on disk. */
  put(media: Media): Promise<string>;
  get(ref: string): Promise<Media | undefined>;
}

/** The bytes of a photo, a voice message or a file. */
export interface Media {
  readonly bytes: Uint8Array;
  /** Such as `image/jpeg`. */
  readonly contentType: string;
}

/** Where terminals are looked up: the register of the institution, in posdesk's own store or behind its own service. */
export interface DeviceDirectory {
  /** Never rejects; a register that cannot be reached in time is `unavailable`. */
  lookup(query: DeviceQuery): Promise<RegisterAnswer>;
  /** False while there is nothing in it; absent: it is always there. */
  isOn?(): boolean;
}

/**
 * Says that the code on a terminal was scanned, or a link to it opened, in a conversation that may not have begun: the next
 * turn knows the terminal. False when the token was altered, is too old or was ended, which then means nothing. Never
 * rejects.
 */
export type Scan = (conversationId: ConversationId, token: string, kind: 'sticker' | 'link') => Promise<boolean>;

/** The form of what stands in a code on a terminal; whether it means anything, only `Scan` can tell. */
export const DEVICE_TOKEN: RegExp = /^[A-Za-z0-9_-]{34}$/;

/** What every channel is given. */
export interface ChannelDependencies {
  readonly receive: Receive;
  readonly media: MediaShelf;
  readonly notebook: Notebook;
  /** Left out: codes on terminals mean nothing. */
  readonly scan?: Scan;
  /** Says that a message counted as delivered never reached the merchant; the agent is told why. */
  readonly undelivered: (deliveryId: string, reason: string) => Promise<void>;
  /** Calls `show` while an agent writes an answer to a merchant of any channel; absent: nobody says so. */
  readonly whileWriting?: (show: (conversationId: ConversationId) => void) => void;
  /** Writes a warning to the log; fields hold no secrets and no words of merchants. */
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly now: () => Instant;
}

/** What the inbox tells a channel after COMMIT. */
export type Accepted =
  | { readonly kind: 'accepted'; readonly seq: number }
  | { readonly kind: 'duplicate'; readonly seq: number }
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number };

/** Where channels put what they receive. Resolves only when the message is on disk. */
export type Receive = (message: InboundMessage) => Promise<Accepted>;

/** Lines of a transcript that have just become durable: all for the merchant above `afterSeq`, up to `upToSeq`. */
export interface LineNews {
  readonly afterSeq: number;
  readonly upToSeq: number;
  readonly lines: readonly TranscriptLine[];
}

/** The transcript as live pages read it: durable lines by sequence, and a wake-up when there are more. */
export interface Transcripts {
  /** Lines with a sequence above `seq`, oldest first. */
  after(conversationId: ConversationId, seq: number, limit: number): Promise<readonly TranscriptLine[]>;
  /** Calls `wake` after every commit that touched the conversation, with its lines where they are at hand; returns the way to stop. */
  subscribe(conversationId: ConversationId, wake: (news?: LineNews) => void): () => void;
}
