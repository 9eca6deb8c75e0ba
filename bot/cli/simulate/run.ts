/** Plays many merchants on all processors and adds up what came of them. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Played } from './play.ts';
import { type Tally, tally } from './tally.ts';

/** What to play. */
export interface Run {
  readonly conversations: number;
  readonly seed: number;
  /** The institution's folder over the built-in content; absent: none. */
  readonly overlay: string | undefined;
  /** Told now and then how many are done. */
  readonly progress: (done: number) => void;
}

/** What a thread is to play: every n-th merchant from the first on. */
export interface Share extends Pick<Run, 'conversations' | 'seed' | 'overlay'> {
  readonly first: number;
  readonly step: number;
}

/** What a thread tells. */
export type ThreadMessage = { readonly done: number } | { readonly played: readonly Played[] };

/** Fewer than this are played in one thread: starting one costs more. */
const WORTH_A_THREAD = 500;

/** Plays a run; the same seed gives the same figures on any number of processors. */
export async function run({ conversations, seed, overlay, progress }: Run): Promise<Tally> {
  const threads = Math.max(1, Math.min(availableParallelism(), Math.ceil(conversations / WORTH_A_THREAD)));
  const done = new Array<number>(threads).fill(0);
  const shares = Array.from(
    { length: threads },
    (_, first): Share => ({ conversations, seed, overlay, first, step: threads }),
  );
  const played = await Promise.all(
    shares.map((share) =>
      playShare(share, (count) => {
        done[share.first] = count;
        progress(done.reduce((sum, one) => sum + one, 0));
      }),
    ),
  );
  return tally(played.flat());
}

function playShare(share: Share, progress: (done: number) => void): Promise<readonly Played[]> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: share });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if ('done' in message) progress(message.done);
      else resolve(message.played);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread ended with ${code} before it was done`)));
  });
}
