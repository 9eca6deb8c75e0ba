/** Looks through threads of tickets whose merchants may still write, each when its own conversation has changed. */

import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId } from '#dialogs/message.ts';
import type { Desk } from '../desk-contract.ts';
import type { TellThread, TicketThread } from './ticket-thread.ts';

/** Threads that are looked through while their merchants may still write. */
export interface ThreadWatch<Failure> {
  watch(thread: TicketThread<Failure>): void;
  forget(number: string): void;
  /** Begins to look after every change at the desk; returns the way to stop. */
  start(desk: Pick<Desk, 'subscribe'>): () => Promise<void>;
}

/** How to look. */
export interface WatchOptions<Failure> {
  /** How long after a change: what is written meanwhile is told with it. */
  readonly lookAfterMs: number;
  /** How often all of them, since news of other processes may be lost; five minutes when absent. */
  readonly lookAtAllMs?: number;
  readonly onFailure: (failure: Failure) => void;
}

const LOOK_AT_ALL_MS = 5 * 60_000;

/** Watches threads: what merchants write is no event of a ticket, so that no job of a sink comes with it. */
export function createThreadWatch<Failure>(
  tell: TellThread<Failure>,
  { lookAfterMs, lookAtAllMs = LOOK_AT_ALL_MS, onFailure }: WatchOptions<Failure>,
): ThreadWatch<Failure> {
  const watched = new Map<string, TicketThread<Failure>>();
  /** What could not be told waits here for the next look. */
  let owed: readonly ConversationId[] = [];
  const look = async (conversations: ReadonlySet<ConversationId>): Promise<void> => {
    const threads = [...watched.values()].filter(({ conversationId }) => conversations.has(conversationId));
    owed = [];
    for (const [at, thread] of threads.entries()) {
      const failure = await tell(thread).catch(() => undefined);
      if (failure === undefined) continue;
      // The others would fare no better.
      owed = threads.slice(at).map(({ conversationId }) => conversationId);
      return onFailure(failure);
    }
  };
  return {
    watch: (thread) => void watched.set(thread.number, thread),
    forget: (number) => void watched.delete(number),
    start(desk) {
      const stopping = new AbortController();
      let changed = new Set<ConversationId>();
      let looking: Promise<void> | undefined;
      const run = async (): Promise<void> => {
        while (changed.size > 0 && !stopping.signal.aborted) {
          await pause(lookAfterMs, undefined, { signal: stopping.signal }).catch(() => {});
          const these = new Set([...changed, ...owed]);
          changed = new Set();
          if (!stopping.signal.aborted) await look(these);
        }
        looking = undefined;
      };
      const wake = (...conversations: readonly ConversationId[]): void => {
        for (const one of conversations) changed.add(one);
        if (changed.size > 0) looking ??= run();
      };
      const forget = desk.subscribe((conversationId) => wake(conversationId));
      const timer = setInterval(() => {
        wake(...[...watched.values()].map(({ conversationId }) => conversationId));
      }, lookAtAllMs);
      return async () => {
        clearInterval(timer);
        forget();
        stopping.abort();
        await looking;
      };
    },
  };
}
