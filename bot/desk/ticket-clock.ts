/** The clock of promised answers: every promise that is due soon or overdue becomes an event of its ticket. */

import type { Instant } from '#dialogs/message.ts';
import type { DeskStore } from '../store/store.ts';
import type { Job } from '../worker.ts';

/** What the clock needs. */
export interface TicketClockDependencies {
  readonly store: Pick<DeskStore, 'ringClock' | 'nextRingAt'>;
  readonly clock: () => Instant;
}

const MOST_AT_ONCE = 100;

/** The worker's job that watches the promises. */
export function createTicketClock({ store, clock }: TicketClockDependencies): Job {
  return {
    name: 'ticket-clock',
    async run() {
      while (await store.ringClock(clock(), MOST_AT_ONCE));
    },
    nextAt: () => store.nextRingAt(),
  };
}
