/** Has a file of devices read in a thread of its own, which ends with it; one file at a time. */

import { Worker } from 'node:worker_threads';
import type { ReadDevices } from './read-devices.ts';

/** What the thread is given. */
export interface TableTask {
  readonly bytes: Uint8Array;
  /** Rows below the heading; a longer file is refused. */
  readonly mostRows: number;
}

/**
 * What comes of it: `unreadable` is no table, or one that takes more time or memory than a file of that length does; `why`
 * is told of a workbook that unpacks to too much, or has cells far out.
 * Of problems and unknown headings only the first are told; `problemCount` counts all.
 */
export type TableAnswer =
  | ({ readonly kind: 'read'; readonly problemCount: number } & ReadDevices)
  | { readonly kind: 'unreadable'; readonly why?: 'too-large' }
  | { readonly kind: 'too-long' };

/** Twenty thousand full rows take two seconds on a machine that has other work; a proxy waits for forty. */
const WITHIN_MS = 30_000;
const MOST_HEAP_MB = 256;

let last: Promise<unknown> = Promise.resolve();

/** Reads a file when those before it are read; never rejects. */
export function readInThread(bytes: Uint8Array, mostRows: number, withinMs = WITHIN_MS): Promise<TableAnswer> {
  const answer = last.then(() => read({ bytes, mostRows }, withinMs));
  last = answer;
  return answer;
}

async function read(task: TableTask, withinMs: number): Promise<TableAnswer> {
  const worker = open(task);
  if (!worker) return { kind: 'unreadable' };
  const answer = await answerOf(worker, withinMs);
  await worker.terminate();
  return answer;
}

/** A thread needs memory as well, and there may be none. */
function open(task: TableTask): Worker | undefined {
  try {
    return new Worker(new URL('./table-worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
  } catch {
    return undefined;
  }
}

function answerOf(worker: Worker, withinMs: number): Promise<TableAnswer> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve({ kind: 'unreadable' });
    const timer = setTimeout(giveUp, withinMs);
    worker.once('message', resolve);
    worker.once('messageerror', giveUp);
    worker.once('error', giveUp);
    worker.once('exit', () => {
      clearTimeout(timer);
      giveUp();
    });
  });
}
