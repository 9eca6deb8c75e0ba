/** Has a file of devices read in a thread of its own, which ends with it. */

import { Worker } from 'node:worker_threads';
import type { ReadDevices } from './read-devices.ts';
import { isSmallArchive } from './small-archive.ts';

/** What the thread is given. */
export interface TableTask {
  readonly bytes: Uint8Array;
  /** Rows below the heading; a longer file is refused. */
  readonly mostRows: number;
}

/** What comes of it: `unreadable` is no table, or one that takes more time or memory than a file of that length does. */
export type TableAnswer =
  | ({ readonly kind: 'read' } & ReadDevices)
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'too-long' };

/** Twenty thousand full rows take two seconds on a machine that has other work. */
const WITHIN_MS = 60_000;
const MOST_HEAP_MB = 1_024;

/** Reads a file; never rejects. */
export async function readInThread(bytes: Uint8Array, mostRows: number, withinMs = WITHIN_MS): Promise<TableAnswer> {
  if (!isSmallArchive(bytes)) return { kind: 'unreadable' };
  const task: TableTask = { bytes, mostRows };
  const worker = new Worker(new URL('./table-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  });
  const answer = await answerOf(worker, withinMs);
  await worker.terminate();
  return answer;
}

function answerOf(worker: Worker, withinMs: number): Promise<TableAnswer> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve({ kind: 'unreadable' });
    const timer = setTimeout(giveUp, withinMs);
    worker.once('message', resolve);
    worker.once('error', giveUp);
    worker.once('exit', () => {
      clearTimeout(timer);
      giveUp();
    });
  });
}
