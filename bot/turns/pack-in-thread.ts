/** Has the content compiled in another thread. */

import { Worker } from 'node:worker_threads';
import type { PackedContent } from '#knowledge/packed-guide.ts';

/** Where the content stands: the folder that comes with posdesk, and the institution's own laid over it. */
export interface ContentFolders {
  readonly builtIn: string;
  readonly overlay?: string;
}

/** Compiling takes two seconds on a slow machine; a thread that takes this long never ends. */
const WITHIN_MS = 60_000;
const MOST_MEMORY_MB = 1_024;

/** Reads, compiles and trains in a thread. A thread that fails is a problem of the content; never rejects. */
export async function packInThread(folders: ContentFolders, stop: AbortSignal): Promise<PackedContent> {
  const worker = new Worker(new URL('../content/content-worker.ts', import.meta.url), {
    workerData: folders,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const signal = AbortSignal.any([stop, AbortSignal.timeout(WITHIN_MS)]);
  try {
    return await answerOf(worker, signal);
  } catch (error) {
    const message = `the content could not be compiled (${error instanceof Error ? error.message : String(error)})`;
    const remedy = 'Run npm run -s content -- check.';
    return { kind: 'problems', problems: [{ file: folders.builtIn, line: 1, column: 1, message, remedy }] };
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<PackedContent> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended without an answer')));
  });
}
