/** The ticket: all that an agent needs to help without asking twice. A field not known is absent, never invented. */

import type { Locale, Priority, StepOutcome } from '#knowledge/guide.ts';
import type { Attachment, ConversationId, Instant } from './message.ts';

/** Where a ticket stands between the merchant's problem and its end. */
export type TicketStatus = 'open' | 'claimed' | 'waiting' | 'resolved' | 'reopened' | 'cancelled';

/** A step that the merchant tried, and how it ended. */
export interface TriedStep {
  readonly step: string;
  readonly title: string;
  readonly outcome: StepOutcome;
  readonly atMs: Instant;
  /** The merchant's own words about the result. */
  readonly words?: string;
}

/** An answer to a question of the walk that the ticket has no field of its own for. */
export interface TicketAnswer {
  readonly slot: string;
  /** Id of the choice, or the words where the question was open. */
  readonly value: string;
  /** Question and answer in the merchant's language. */
  readonly asked: string;
  readonly said: string;
}

/** What of a ticket is worded rather than quoted, in one language. */
export interface AgentTexts {
  readonly priorityReason: string;
  readonly summary: string;
  /** Titles of the steps tried, in their order. */
  readonly steps: readonly string[];
}

/** What the dialog knows about a case; the desk adds number, status and times. */
export interface TicketDraft {
  readonly priority: Priority;
  readonly priorityReason: string;
  /** Catalogue ids, the one being worked on first; `unknown` when the merchant never said what is wrong. */
  readonly symptoms: readonly string[];
  /** Verbatim first complaint, card data removed. */
  readonly merchantWords?: string;
  readonly screenText?: string;
  readonly code?: string;
  readonly model?: string;
  readonly sn?: string;
  readonly snSource?: 'typed' | 'photo' | 'lookup';
  readonly snConfirmed?: boolean;
  /** Serials given before the present one, oldest first. */
  readonly snHistory?: readonly string[];
  readonly tid?: string;
  readonly mid?: string;
  readonly iccid?: string;
  readonly contactName?: string;
  readonly contactPhone?: string;
  readonly callWindow?: string;
  readonly network?: string;
  readonly carrier?: string;
  readonly scope?: string;
  readonly impact?: string;
  readonly fallback?: string;
  readonly stepsTried: readonly TriedStep[];
  /** In the order they were first given; absent where nothing else was asked. */
  readonly answers?: readonly TicketAnswer[];
  readonly since?: string;
  readonly expiryType?: string;
  readonly flags: readonly string[];
  /** At most three lines: what is wrong, what was tried, what is needed. */
  readonly summary: string;
  /** The same in every language for the agent who reads it; quotations stay as the merchant wrote them. */
  readonly forAgents?: Readonly<Record<Locale, AgentTexts>>;
  readonly language: Locale;
  readonly channel: string;
  readonly attachments: readonly Attachment[];
  /** Names of fields the agent needs and the merchant could not give. */
  readonly missing: readonly string[];
}

/** How a case was solved, as the agent says; for statistics. */
export const RESOLUTION_CODES = [
  'fixed-with-merchant',
  'fixed-by-us',
  'replaced',
  'site-visit',
  'sent-to-bank',
  'explained',
  'duplicate',
  'not-reached',
  'other',
] as const;

/** One of the resolution codes. */
export type ResolutionCode = (typeof RESOLUTION_CODES)[number];

/** How a ticket ended. */
export interface Resolution {
  readonly code?: ResolutionCode;
  /** Id of the step that fixed it, when one did. */
  readonly fixedBy?: string;
  readonly atMs: Instant;
  /** The agent; absent when the bot solved it. */
  readonly by?: string;
}

/** What the merchant thought of it, by one tap. */
export type Rating = 'good' | 'fair' | 'poor';

/** What the desk adds to a ticket; a new draft from the dialog leaves it as it is. */
export interface DeskFields {
  /** When an agent first wrote to the merchant. */
  readonly firstAnswerAtMs?: Instant;
  readonly resolution?: Resolution;
  readonly rating?: Rating;
  /** When the merchant was asked for a rating; absent again once a ticket that has none goes on. */
  readonly ratingAskedAtMs?: Instant;
  /** The ticket that this one is a double of. */
  readonly mergedInto?: string;
  /** True once people have set the priority; the dialog's own estimate no longer counts. */
  readonly prioritySet?: true;
}

/** A ticket as stored and shown. */
export interface Ticket extends TicketDraft, DeskFields {
  readonly number: string;
  readonly conversationId: ConversationId;
  readonly status: TicketStatus;
  readonly openedAtMs: Instant;
  readonly updatedAtMs: Instant;
  /** When the merchant was told to expect an answer. */
  readonly answerDueMs: Instant;
  readonly agent?: string;
}
