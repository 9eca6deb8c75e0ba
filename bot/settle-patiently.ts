/** Notes what became of a delivery although the store is away for a moment, so that nobody is told the same twice. */

import { setTimeout as pause } from 'node:timers/promises';
import { StorageFault } from './faults.ts';

const AGAIN_MS = 250;

/** How long to go on. */
export interface Patience {
  /** At most this long, in milliseconds: as long as nobody else can have taken the same work. */
  readonly forMs: number;
  /** Once this is aborted there is one more try at the most. */
  readonly stopping?: AbortSignal;
}

/** Calls `settle` until the store takes it; rejects with the last StorageFault, and at once with any other error. */
export async function settlePatiently(settle: () => Promise<void>, { forMs, stopping }: Patience): Promise<void> {
  const untilMs = performance.now() + forMs;
  for (;;) {
    try {
      return await settle();
    } catch (error) {
      if (!(error instanceof StorageFault) || performance.now() > untilMs || stopping?.aborted) throw error;
    }
    await pause(AGAIN_MS, undefined, stopping ? { signal: stopping } : {}).catch(() => {});
  }
}
