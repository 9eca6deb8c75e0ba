/** Logs and counts what an open store says of itself. */

import type { Logger } from '../log.ts';
import type { StoreListener } from '../store/sqlite.ts';
import type { Meter } from './meter.ts';

/** A listener that tells log and meter. */
export function createStoreListener(log: Logger | undefined, meter: Meter): StoreListener {
  return {
    onCheckpointsGivenUp(why) {
      log?.error('checkpoints-given-up', { why });
      meter.count('checkpoints_given_up_total');
    },
  };
}
