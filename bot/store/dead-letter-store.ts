/** The contract of messages that were put aside: people see them, and let them be tried again or leave them be. */

import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';

/** A merchant's message that could not be worked on. */
export interface DeadLetter {
  readonly id: number;
  readonly conversationId: ConversationId;
  readonly channel: string;
  /** Its line in the transcript. */
  readonly seq: number;
  readonly atMs: Instant;
  readonly text: string;
  /** Newest ticket of the conversation, where there is one. */
  readonly ticket?: string;
}

/** Messages put aside. */
export interface DeadLetterStore {
  /** The newest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Lets a message wait for its turn again and wakes whoever takes it; false when it is not put aside any more. */
  retryDeadLetter(id: number, note: AuditNote): Promise<boolean>;
  /** Ends a message for good; its line stays in the transcript. False when it is not put aside any more. */
  discardDeadLetter(id: number, note: AuditNote): Promise<boolean>;
}
