/** The thread that trains one engine on one task, tests it, and posts what it came to. */

import { parentPort, workerData } from 'node:worker_threads';
import type { MatchRun, MatchTask } from './match.ts';

const { engine, task, testSeconds } = workerData as {
  readonly engine: string;
  readonly task: MatchTask;
  readonly testSeconds: number;
};
// Kept out of the type check and the import table, with the libraries that it compares.
const peers: string = './peers/match-engines.ts';
const { ENGINES } = await import(peers);
const began = performance.now();
const answer = await ENGINES[engine](task.train);
await answer(task.train[0]?.text ?? '');
const loadSeconds = (performance.now() - began) / 1000;
const times: number[] = [];
let right = 0;
const until = performance.now() + testSeconds * 1000;
for (const { text, label } of task.test) {
  const started = performance.now();
  const got = await answer(text);
  times.push(performance.now() - started);
  if (got === label) right += 1;
  if (performance.now() > until) break;
}
times.sort((a, b) => a - b);
const at = (part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0;
const run: MatchRun = {
  lines: times.length,
  accuracy: right / times.length,
  loadSeconds,
  p50Ms: at(0.5),
  p99Ms: at(0.99),
};
parentPort?.postMessage(run);
