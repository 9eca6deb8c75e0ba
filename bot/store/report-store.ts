/** The contract of the figures: what is counted over turns and tickets in a range of time. Every engine keeps it. */

import type { TimeRange } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** A value and how often it occurred. */
export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** Durations at certain shares of a sorted list. */
export interface StoredDurations {
  readonly count: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
}

/** What was counted. */
export interface StoredFigures {
  /** Cases that the bot ended, by how. */
  readonly outcomes: readonly Counted[];
  readonly opened: number;
  readonly symptoms: readonly Counted[];
  readonly resolutions: readonly Counted[];
  readonly ratings: readonly Counted[];
  readonly timeToResolve: StoredDurations;
  readonly waiting: StoredDurations;
  readonly kept: number;
  readonly broken: number;
  readonly steps: readonly {
    readonly step: string;
    readonly reached: number;
    readonly fixed: number;
    readonly gaveUp: number;
  }[];
  readonly agents: readonly {
    readonly agent: string;
    readonly live: number;
    readonly resolved: number;
    readonly firstAnswers: number;
    readonly medianAnswerMs?: number;
  }[];
  /** Instants of opening and of resolution, by hour: the start of the hour in UTC and a count. */
  readonly openedByHour: readonly { readonly atMs: Instant; readonly count: number }[];
  readonly resolvedByHour: readonly { readonly atMs: Instant; readonly count: number }[];
  readonly now: { readonly open: number; readonly claimed: number; readonly waiting: number; readonly overdue: number };
}

/** A merchant's line that the bot could not read. */
export interface UnmatchedLine {
  readonly conversationId: string;
  readonly seq: number;
  readonly atMs: Instant;
  readonly channel: string;
  readonly text: string;
}

/** Figures. */
export interface ReportStore {
  figures(range: TimeRange, now: Instant): Promise<StoredFigures>;
  /** Tickets opened in the range, oldest first, at most `limit`, after a counting part of the number. */
  ticketsOpened(range: TimeRange, limit: number, afterOrdinal: number): Promise<readonly Ticket[]>;
  /** Lines whose turn says that nobody could read them, the newest first. */
  unmatchedLines(limit: number): Promise<readonly UnmatchedLine[]>;
  /** Channels that tickets came from. */
  ticketChannels(): Promise<readonly string[]>;
}
