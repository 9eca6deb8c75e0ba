/** Knows whether answers come too late, so that new messages are turned away rather than queued past usefulness. */

import type { Instant } from '#dialogs/message.ts';

/** What a watch tells. */
export interface LagWatch {
  /** A message that came in at `receivedAtMs` has just been answered. */
  answered(receivedAtMs: Instant): void;
  /** True while answers come too late. */
  isBehind(): boolean;
}

/** Longer than any pause in which pieces of a message are waited for, with room for a slow disk. */
const LATE_MS = 3_500;
/** One late answer says little: the message may have waited for another reason. */
const IN_A_ROW = 20;
/** A watch that has heard of no answer for so long knows nothing. */
const FRESH_MS = 1_000;

/** A watch over the turns of this process. */
export function createLagWatch(clock: () => Instant): LagWatch {
  let late = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    answered(receivedAtMs) {
      lastMs = clock();
      late = lastMs - receivedAtMs > LATE_MS ? late + 1 : 0;
    },
    isBehind: () => late >= IN_A_ROW && clock() - lastMs < FRESH_MS,
  };
}
