/** A background worker: does what is due, sleeps until more is, and wakes early when told. */

import type { Instant } from '#dialogs/message.ts';
import { describeError, type Logger } from './log.ts';

/** What a worker does. */
export interface Job {
  readonly name: string;
  /** Does everything that is due now. */
  run(): Promise<void>;
  /** When there will be more to do; undefined when nothing is foreseen. */
  nextAt(): Promise<Instant | undefined>;
}

/** A running worker. */
export interface Worker {
  /** Looks again as soon as possible. */
  wake(): void;
  /** Resolves when it sleeps. */
  rest(): Promise<void>;
  /** True while it sleeps. */
  resting(): boolean;
  /** Starts no more work and resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** Longest sleep, which bounds the harm of a clock that was set back. */
const LONGEST_SLEEP_MS = 30_000;
/** After a fault; doubled with every further one. A process that is starved for a moment must not stop looking for long. */
const AFTER_FAULT_MS = 250;
const LONGEST_AFTER_FAULT_MS = 2_000;

/** Starts a worker; it sleeps until the first wake-up. */
export function startWorker(job: Job, clock: () => Instant, log: Logger): Worker {
  let sleeping: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let faults = 0;

  const sleep = (ms: number): void => {
    clearTimeout(sleeping);
    if (!stopped) sleeping = setTimeout(wake, Math.max(1, Math.min(ms, LONGEST_SLEEP_MS)));
  };
  const work = async (): Promise<void> => {
    again = false;
    try {
      await job.run();
      faults = 0;
      const nextAt = await job.nextAt();
      sleep(nextAt === undefined ? LONGEST_SLEEP_MS : nextAt - clock());
    } catch (error) {
      log.error(`${job.name}-failed`, describeError(error));
      sleep(Math.min(LONGEST_AFTER_FAULT_MS, AFTER_FAULT_MS * 2 ** faults));
      faults += 1;
    }
  };
  const wake = (): void => {
    if (stopped) return;
    again = true;
    running ??= work().finally(() => {
      running = undefined;
      if (again) wake();
    });
  };
  return {
    wake,
    async rest() {
      while (running) await running;
    },
    resting: () => running === undefined,
    async stop() {
      stopped = true;
      clearTimeout(sleeping);
      await running;
    },
  };
}
