/** A conversation: one person on one channel, and who speaks for the desk in it. */

import type { Attachment, ConversationId, Instant, Reply } from './message.ts';
import type { DialogState } from './state.ts';

/** Who answers: the bot, nobody yet (a ticket waits in the queue), an agent, or nobody because the case is closed. */
export type Owner = 'bot' | 'queue' | 'agent' | 'nobody';

/** A conversation as stored between turns. */
export interface Conversation {
  readonly id: ConversationId;
  readonly channel: string;
  readonly senderId: string;
  readonly owner: Owner;
  readonly state: DialogState | undefined;
}

/** One line of the transcript, in the order it happened; `seq` grows by one within the conversation. */
export interface TranscriptLine {
  readonly seq: number;
  readonly atMs: Instant;
  readonly from: 'merchant' | 'bot' | 'agent' | 'note' | 'event';
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** For lines from the bot: the whole reply. */
  readonly reply?: Reply;
  /** For lines from an agent: who wrote. */
  readonly author?: string;
  /** For merchant lines: the platform's message id, so that a page can match what it sent. */
  readonly messageId?: string;
}
