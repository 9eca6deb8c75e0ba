/** The sinks: every ticket event goes to each of them, in order, as often as it takes, and never in a merchant's way. */

import type { TicketSink } from '#adapters/tickets/sink-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Logger } from './log.ts';
import { createSinkFollower } from './sinks/follow-events.ts';
import { createSinkQueue, type SinkReport } from './sinks/sink-queue.ts';
import type { NewSinkNotice } from './store/sink-store.ts';
import type { Store } from './store/store.ts';
import { startWorker } from './worker.ts';

/** What the sinks run on. */
export interface SinksDependencies {
  readonly store: Store;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** A number from 0 up to 1, for jitter. */
  readonly random?: () => number;
  /** The page of a ticket in the console. */
  readonly ticketUrl: (number: string) => string;
  /** Hears how every try ended. */
  readonly report?: SinkReport;
}

/** The sinks while they run. */
export interface Sinks {
  /** Resolves when what is due now has been tried, also what the tries made due. */
  settle(): Promise<void>;
  /** Ends what is under way; what waits stays in the store. */
  stop(): Promise<void>;
}

/**
 * Queues a notice for every sink that takes notices; it goes out after COMMIT, is tried again like any other job, and is
 * erased with the conversation it belongs to. Resolves when it is on disk.
 */
export type Notify = (notice: NewSinkNotice) => Promise<void>;

/** Where notices go: the sinks of these that take them. */
export function createNotify(store: Store, sinks: readonly TicketSink[], clock: () => Instant): Notify {
  const takers = sinks.filter((sink) => sink.notify !== undefined);
  return async (notice) => {
    for (const { name } of takers) await store.addNotice(name, notice, clock());
  };
}

/** Starts to tell the sinks; those that listen by themselves are started by whoever opened them. */
export async function startSinks(sinks: readonly TicketSink[], dependencies: SinksDependencies): Promise<Sinks> {
  const { store, clock, log } = dependencies;
  const names = sinks.map((sink) => sink.name);
  await store.beginSinks(names, store.sweep === undefined);
  const queues = sinks.map((sink) => createSinkQueue(sink, dependencies));
  const workers = queues.map((queue) => {
    const worker = startWorker(queue, clock, log);
    queue.onSettled(worker.wake);
    return worker;
  });
  const wakeQueues = (): void => {
    for (const worker of workers) worker.wake();
  };
  const follower = names.length > 0 && startWorker(createSinkFollower(names, store, clock, wakeQueues), clock, log);
  const forget = store.onChange((change) => {
    if (follower && change.desk) follower.wake();
  });
  if (follower) follower.wake();
  wakeQueues();
  return {
    async settle() {
      for (let before = -1, now = 0; before !== now; ) {
        before = now;
        if (follower) follower.wake();
        if (follower) await follower.rest();
        wakeQueues();
        for (const worker of workers) await worker.rest();
        for (const queue of queues) await queue.idle();
        now = queues.reduce((sum, queue) => sum + queue.tries(), 0);
      }
    },
    async stop() {
      forget();
      if (follower) await follower.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all(queues.map((queue) => queue.stop()));
    },
  };
}
