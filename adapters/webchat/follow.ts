/** Reads a durable transcript as it grows. The transcript is the truth; wake-ups only say when to look. */

import type { Transcripts } from '#adapters/contract.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { renderLines } from './render.ts';
import type { HistoryPage, PageLine } from './wire.ts';

const READ_LINES = 200;

/** Which part of which transcript to read. */
export interface Position {
  readonly conversationId: ConversationId;
  /** Lines above this are wanted. */
  readonly afterSeq: number;
}

/** What becomes of the lines. */
export interface Follower {
  /** Gets every line once, in order, and the next one only when it has resolved. */
  onLine(line: PageLine): Promise<void>;
  /** Called at most once, when the transcript cannot be read; nothing follows it. */
  onFault(): void;
}

/** Hands over all lines after a position, then each new one as it is committed; returns the way to stop. */
export function followTranscript(transcripts: Transcripts, from: Position, follower: Follower): () => void {
  let cursor = from.afterSeq;
  let stopped = false;
  let reading = false;
  let woken = false;
  const readOn = async (): Promise<void> => {
    do {
      woken = false;
      const lines = await transcripts.after(from.conversationId, cursor, READ_LINES);
      for (const line of lines) {
        if (stopped) return;
        cursor = line.seq;
        for (const shown of renderLines([line])) await follower.onLine(shown);
      }
      if (lines.length === READ_LINES) woken = true;
    } while (woken && !stopped);
  };
  const wake = (): void => {
    woken = true;
    if (reading || stopped) return;
    reading = true;
    readOn()
      .catch(() => {
        stop();
        follower.onFault();
      })
      .finally(() => {
        reading = false;
        // A wake-up between the last look and here would otherwise wait for the next one.
        if (woken && !stopped) wake();
      });
  };
  const unsubscribe = transcripts.subscribe(from.conversationId, wake);
  const stop = (): void => {
    stopped = true;
    unsubscribe();
  };
  wake();
  return stop;
}

/** The lines after a position once the bot or an agent is among them, or what there is after `waitMs`. */
export async function awaitReplies(
  transcripts: Transcripts,
  from: Position,
  waitMs: number,
): Promise<readonly PageLine[]> {
  let next = Promise.withResolvers<void>();
  let over = false;
  const unsubscribe = transcripts.subscribe(from.conversationId, () => next.resolve());
  const timer = setTimeout(() => {
    over = true;
    next.resolve();
  }, waitMs);
  try {
    for (;;) {
      next = Promise.withResolvers<void>();
      const finished = over;
      const lines = renderLines(await transcripts.after(from.conversationId, from.afterSeq, READ_LINES));
      if (finished || lines.some((line) => line.from === 'bot' || line.from === 'agent')) return lines;
      if (!over) await next.promise;
    }
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}

/** The newest lines below `before`, oldest first and at most `limit`, and where the lines before them begin. */
export async function readHistory(
  transcripts: Transcripts,
  conversationId: ConversationId,
  before: number,
  limit: number,
): Promise<HistoryPage> {
  const read = (afterSeq: number) => readBelow(transcripts, { conversationId, afterSeq }, before, limit);
  // The lines just below are a page further up in most cases; the whole transcript is read only when they are not.
  const start = Number.isSafeInteger(before) ? Math.max(0, before - limit - 1) : 0;
  let kept = await read(start);
  if (kept.length === 0 && start > 0) kept = await read(0);
  const first = kept[0]?.seq ?? 0;
  return { lines: kept, ...(first > 1 ? { before: first } : {}) };
}

/** The last `limit` lines between a position and `before`. */
async function readBelow(
  transcripts: Transcripts,
  from: Position,
  before: number,
  limit: number,
): Promise<readonly PageLine[]> {
  let cursor = from.afterSeq;
  let kept: readonly PageLine[] = [];
  for (;;) {
    const lines = await transcripts.after(from.conversationId, cursor, READ_LINES);
    const below = lines.filter((line) => line.seq < before);
    kept = [...kept, ...renderLines(below)].slice(-limit);
    cursor = lines.at(-1)?.seq ?? cursor;
    if (lines.length < READ_LINES || below.length < lines.length) return kept;
  }
}
