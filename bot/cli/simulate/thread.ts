/** The thread that plays its share of the simulated merchants. */

import { parentPort, workerData } from 'node:worker_threads';
import { loadGuide } from '../../content/load-guide.ts';
import { readLines } from './lines.ts';
import { type Played, play } from './play.ts';
import { seedOf } from './random.ts';
import type { Share, ThreadMessage } from './run.ts';

const TELL_EVERY = 100;

const { conversations, seed, overlay, first, step } = workerData as Share;
const stage = { guide: await loadGuide(overlay), lines: readLines() };
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
const played: Played[] = [];
for (let index = first; index < conversations; index += step) {
  played.push(play(seedOf(seed, index), stage));
  if (played.length % TELL_EVERY === 0) tell({ done: played.length });
}
tell({ played });
