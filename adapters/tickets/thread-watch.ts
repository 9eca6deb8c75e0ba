/** Looks through threads of tickets whose merchants may still write, each when its own conversation has changed. */

import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId } from '#dialogs/message.ts';
import type { Desk } from '../desk-contract.ts';
import type { TellThread, TicketThread } from './ticket-thread.ts';

/** Threads that are looked through while their merchants may still write. */
export interface ThreadWatch<Failure> {
  watch(thread: TicketThread<Failure>): void;
  forget(number: string): void;
  /** Begins with the threads that are open, to look after every change at the desk; resolves with the way to stop. */
  start(desk: Pick<Desk, 'subscribe'>): Promise<() => Promise<void>>;
}

/** How to look. */
export interface WatchOptions<Failure> {
  /**
   * A page of the threads of tickets that are open, whichever process has told of them, the newest first; those older than
   * the ticket `before` when it is given, and none after the last.
   */
  readonly open: (before?: string) => Promise<readonly TicketThread<Failure>[]>;
  /** How long after a change: what is written meanwhile is told with it. */
  readonly lookAfterMs: number;
  /** How often all that are open then, since news of other processes may be lost; five minutes when absent. */
  readonly lookAtAllMs?: number;
  readonly onFailure: (failure: Failure) => void;
}

const LOOK_AT_ALL_MS = 5 * 60_000;
/** Each is asked for news when all are looked at; of so many, the oldest are left to the console. */
const MOST_WATCHED = 5_000;

async function listOpen<Failure>(open: WatchOptions<Failure>['open']): Promise<readonly TicketThread<Failure>[]> {
  const listed: TicketThread<Failure>[] = [];
  while (listed.length < MOST_WATCHED) {
    const page = await open(listed.at(-1)?.number);
    if (page.length === 0) break;
    listed.push(...page);
  }
  return listed;
}

/** Takes up threads of processes that are gone, and lets go of those that others have closed. */
function createRenew<Failure>(
  watched: Map<string, TicketThread<Failure>>,
  open: WatchOptions<Failure>['open'],
): () => Promise<void> {
  /** Not listed as open at the last look: just posted, or closed by another process. */
  let missing: ReadonlySet<string> = new Set();
  return async () => {
    const listed = await listOpen(open);
    for (const thread of listed) watched.set(thread.number, thread);
    if (listed.length >= MOST_WATCHED) return;
    const isListed = new Set(listed.map(({ number }) => number));
    const others = [...watched.keys()].filter((number) => !isListed.has(number));
    for (const number of others) if (missing.has(number)) watched.delete(number);
    missing = new Set(others);
  };
}

/** Watches threads: what merchants write is no event of a ticket, so that no job of a sink comes with it. */
export function createThreadWatch<Failure>(
  tell: TellThread<Failure>,
  { open, lookAfterMs, lookAtAllMs = LOOK_AT_ALL_MS, onFailure }: WatchOptions<Failure>,
): ThreadWatch<Failure> {
  const watched = new Map<string, TicketThread<Failure>>();
  const renew = createRenew(watched, open);
  /** What could not be told waits here for the next look. */
  let owed: readonly ConversationId[] = [];
  const look = async (conversations: ReadonlySet<ConversationId>, stopping: AbortSignal): Promise<void> => {
    const threads = [...watched.values()].filter(({ conversationId }) => conversations.has(conversationId));
    owed = [];
    for (const [at, thread] of threads.entries()) {
      if (stopping.aborted) return;
      const failure = await tell(thread, stopping).catch(() => undefined);
      if (failure === undefined) continue;
      // The others would fare no better.
      owed = threads.slice(at).map(({ conversationId }) => conversationId);
      return onFailure(failure);
    }
  };
  return {
    watch: (thread) => void watched.set(thread.number, thread),
    forget: (number) => void watched.delete(number),
    async start(desk) {
      await renew();
      const stopping = new AbortController();
      let changed = new Set<ConversationId>();
      let looking: Promise<void> | undefined;
      const run = async (): Promise<void> => {
        while (changed.size > 0 && !stopping.signal.aborted) {
          await pause(lookAfterMs, undefined, { signal: stopping.signal }).catch(() => {});
          const these = new Set([...changed, ...owed]);
          changed = new Set();
          if (!stopping.signal.aborted) await look(these, stopping.signal);
        }
        looking = undefined;
      };
      const wake = (...conversations: readonly ConversationId[]): void => {
        for (const one of conversations) changed.add(one);
        if (changed.size > 0) looking ??= run();
      };
      const forget = desk.subscribe((conversationId) => wake(conversationId));
      const lookAtAll = async (): Promise<void> => {
        await renew().catch(() => {});
        if (!stopping.signal.aborted) wake(...[...watched.values()].map(({ conversationId }) => conversationId));
      };
      const timer = setInterval(lookAtAll, lookAtAllMs);
      return async () => {
        clearInterval(timer);
        forget();
        stopping.abort();
        await looking;
      };
    },
  };
}
