/** Lets a second thread help to train, where there is a processor for it. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Assist } from '#knowledge/match/linear.ts';

/**
 * Does the work with a thread beside it that begins at once, so that it is there when training begins. A thread that
 * cannot begin, or fails, is no help and no harm.
 */
export async function withHelp<Result>(work: (assist: Assist | undefined) => Promise<Result>): Promise<Result> {
  if (availableParallelism() < 2) return work(undefined);
  const thread = new Worker(new URL('./training-thread.ts', import.meta.url));
  thread.on('error', () => undefined);
  try {
    return await work((job) => thread.postMessage(job));
  } finally {
    await thread.terminate();
  }
}
