/** Reads a durable transcript as it grows. The transcript is the truth; wake-ups only say when to look. */

import type { LineNews, Transcripts } from '#adapters/contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
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

/** News that are kept while nobody takes them; more are cheaper to read. */
const MOST_NEWS = 20;

/** What was heard of a transcript since it was last looked at. */
function createHeard() {
  let heard: LineNews[] = [];
  let incomplete = false;
  return {
    hear(news?: LineNews): void {
      if (news && heard.length < MOST_NEWS) heard.push(news);
      else incomplete = true;
    },
    /** The lines after a position and how far they reach; undefined when there is a gap, so that they must be read. */
    take(afterSeq: number): { readonly lines: readonly TranscriptLine[]; readonly upToSeq: number } | undefined {
      const news = heard;
      const gap = incomplete;
      heard = [];
      incomplete = false;
      if (gap) return undefined;
      const lines: TranscriptLine[] = [];
      let upToSeq = afterSeq;
      for (const one of news.filter((each) => each.upToSeq > afterSeq)) {
        if (one.afterSeq > upToSeq) return undefined;
        lines.push(...one.lines.filter(({ seq }) => seq > upToSeq));
        upToSeq = Math.max(upToSeq, one.upToSeq);
      }
      return { lines, upToSeq };
    },
  };
}

/** Hands over all lines after a position, then each new one as it is committed; returns the way to stop. */
export function followTranscript(transcripts: Transcripts, from: Position, follower: Follower): () => void {
  const heard = createHeard();
  let cursor = from.afterSeq;
  let stopped = false;
  let reading = false;
  let woken = false;
  const next = async (): Promise<readonly TranscriptLine[]> => {
    const told = heard.take(cursor);
    if (told) {
      cursor = told.upToSeq;
      return told.lines;
    }
    const lines = await transcripts.after(from.conversationId, cursor, READ_LINES);
    cursor = lines.at(-1)?.seq ?? cursor;
    // There may be more than one look brings.
    if (lines.length === READ_LINES) wake();
    return lines;
  };
  const readOn = async (): Promise<void> => {
    do {
      woken = false;
      for (const line of renderLines(await next())) {
        if (stopped) return;
        await follower.onLine(line);
      }
    } while (woken && !stopped);
  };
  const wake = (news?: LineNews): void => {
    heard.hear(news);
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

/** Waits for what comes after a message. */
export interface ReplyWatch {
  /** The lines after the message once the bot or an agent is among them, or what there is after `waitMs`. */
  replies(
    accepted: { readonly kind: 'accepted' | 'duplicate'; readonly seq: number },
    waitMs: number,
  ): Promise<readonly PageLine[]>;
  stop(): void;
}

const isAnswered = (lines: readonly PageLine[]): boolean =>
  lines.some(({ from }) => from === 'bot' || from === 'agent');

/** A watch that is set up before the message is brought in, so that nothing after it has to be read. */
export function watchReplies(transcripts: Transcripts, conversationId: ConversationId): ReplyWatch {
  const heard = createHeard();
  let next = Promise.withResolvers<void>();
  const unsubscribe = transcripts.subscribe(conversationId, (news) => {
    heard.hear(news);
    next.resolve();
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    async replies({ kind, seq }, waitMs) {
      let over = false;
      const end = (): void => {
        over = true;
        heard.hear();
        next.resolve();
      };
      // A message that was known has lines after it that are older than this watch.
      if (kind === 'duplicate') heard.hear();
      const lines: PageLine[] = [];
      let cursor = seq;
      for (;;) {
        next = Promise.withResolvers();
        const finished = over;
        const told = heard.take(cursor);
        lines.push(...renderLines(told?.lines ?? []));
        // Most are answered by the time they are stored, and nothing has to be waited for: neither a read nor an answer.
        if (!isAnswered(lines)) timer ??= setTimeout(end, waitMs);
        const more = told ? [] : await transcripts.after(conversationId, cursor, READ_LINES);
        cursor = told?.upToSeq ?? more.at(-1)?.seq ?? cursor;
        lines.push(...renderLines(more));
        if (finished || isAnswered(lines)) return lines;
        if (!over) await next.promise;
      }
    },
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
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
