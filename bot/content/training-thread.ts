/** The thread that helps to train: it does its part of every job that it is handed. */

import { parentPort } from 'node:worker_threads';
import { type LinearJob, shareJob } from '#knowledge/match/linear.ts';

parentPort?.on('message', (job: LinearJob) => shareJob(job));
