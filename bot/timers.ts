/** Timers of conversations: each one that is due becomes an event of its conversation. */

import type { Instant } from '#dialogs/message.ts';
import type { TurnRunner } from './run-turn.ts';
import type { TimerStore } from './store/delivery-store.ts';
import type { Job } from './worker.ts';

/** What timers need. */
export interface TimerDependencies {
  readonly store: TimerStore;
  readonly turns: Pick<TurnRunner, 'runTimer'>;
  readonly clock: () => Instant;
}

const MOST_AT_ONCE = 100;

/** The worker's job that runs the timers. */
export function createTimers({ store, turns, clock }: TimerDependencies): Job {
  return {
    name: 'timers',
    async run() {
      for (;;) {
        const due = await store.dueTimers(clock(), MOST_AT_ONCE);
        if (due.length === 0) return;
        await Promise.all(due.map(({ conversationId, timer }) => turns.runTimer(conversationId, timer)));
      }
    },
    nextAt: () => store.nextTimerAt(),
  };
}
