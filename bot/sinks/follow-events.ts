/** Puts every ticket event into the queue of every sink, once. */

import type { Instant } from '#dialogs/message.ts';
import type { SinkStore } from '../store/sink-store.ts';
import type { Job } from '../worker.ts';

/** How often to look without being woken: events of other processes, whose news may be late. */
const LOOK_MS = 5_000;

/** The worker's job; `wake` is called when there is something new in the queues. */
export function createSinkFollower(
  sinks: readonly string[],
  store: Pick<SinkStore, 'followEvents'>,
  clock: () => Instant,
  wake: () => void,
): Job {
  return {
    name: 'sink-follower',
    async run() {
      while (await store.followEvents(sinks, clock()));
      wake();
    },
    nextAt: async () => clock() + LOOK_MS,
  };
}
