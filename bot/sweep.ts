/** Takes up what other processes on the same store left behind. */

import type { Instant } from '#dialogs/message.ts';
import type { TurnRunner } from './run-turn.ts';
import type { Sweep } from './store/processes.ts';
import type { Store } from './store/store.ts';
import type { Job } from './worker.ts';

/** What a sweep needs besides the store's own. */
export interface SweepDependencies {
  readonly store: Pick<Store, 'waitingConversations'>;
  readonly clock: () => Instant;
}

/** A merchant whom a living process has not answered by then is answered by any: that one may stand still. */
const STUCK_MS = 2_000;
/** What a killed process had sent off is still written after it is gone; until then, whatever waits is taken up. */
const AFTERMATH_MS = 1_000;

/** The worker's job: messages on their way out, for which `wakeAll` is called, and merchants who were not answered. */
export function createSweep(
  sweep: Sweep,
  { store, clock }: SweepDependencies,
  turns: Pick<TurnRunner, 'wake'>,
  wakeAll: () => void,
): Job {
  let goneMs = Number.NEGATIVE_INFINITY;
  return {
    name: 'sweep',
    async run() {
      if (await sweep.run()) goneMs = clock();
      const before = clock() - goneMs < AFTERMATH_MS ? undefined : clock() - STUCK_MS;
      for (const conversationId of await store.waitingConversations(before)) turns.wake(conversationId);
      wakeAll();
    },
    nextAt: async () => clock() + sweep.everyMs,
  };
}
