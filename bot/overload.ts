/** Knows how many seconds of work are queued, and turns away what could not be answered while the merchant waits. */

import type { Instant } from '#dialogs/message.ts';

/** What is judged by. */
export interface Overload {
  /** The store has just done a unit of work: taken a message in, or answered one. */
  done(): void;
  /** With so many units under way: after how many milliseconds to come back; undefined when there is room. */
  retryAfterMs(underWay: number): number | undefined;
}

/**
 * Nothing is queued for longer. It waits at most so long to be taken in, and again to be answered, which is within the three
 * seconds in which platforms want an acknowledgement, and the five of WeChat's answer.
 */
const MOST_WAIT_MS = 2_000;
/** So few are no queue. */
const FEW = 16;
/** The rate is what was done in the last slices; each is so long, in milliseconds. */
const SLICE_MS = 100;
const SLICES = 10;
/** Units a second that are expected of a machine that has not yet been busy, or was held up when it last was. */
const LEAST_RATE = 400;
const [SOONEST_MS, LATEST_MS] = [1_000, 10_000];
/** Work at one stretch for longer lets requests wait unread in their sockets, where no count of ours sees them. */
const MOST_STRETCH_MS = 1_000;
const TICK_MS = 100;

/** Knows for how long the process has been at work without once coming back to what is due. */
export interface LoopWatch {
  /** Of the stretch that is going on, in milliseconds. */
  stretchMs(): number;
  stop(): void;
}

/** A watch over this process's event loop. */
export function watchLoop(): LoopWatch {
  let lastMs = performance.now();
  const timer = setInterval(() => {
    lastMs = performance.now();
  }, TICK_MS);
  timer.unref();
  return {
    stretchMs: () => Math.max(0, performance.now() - lastMs - TICK_MS),
    stop: () => clearInterval(timer),
  };
}

/** Counts what happened in the last full slices; the running one is in a place of its own. */
function createCounter(clock: () => Instant) {
  const places = SLICES + 1;
  const counts = new Array<number>(places).fill(0);
  let slice = Math.floor(clock() / SLICE_MS);
  const look = (): void => {
    const now = Math.floor(clock() / SLICE_MS);
    // A clock that was set back starts afresh.
    const steps = now < slice ? places : Math.min(now - slice, places);
    for (let step = 0; step < steps; step += 1) counts[(now - step) % places] = 0;
    slice = now;
  };
  return {
    add(): void {
      look();
      counts[slice % places] = (counts[slice % places] ?? 0) + 1;
    },
    perSecond(): number {
      look();
      const running = counts[slice % places] ?? 0;
      return ((counts.reduce((sum, count) => sum + count, 0) - running) * 1_000) / (SLICES * SLICE_MS);
    },
  };
}

/**
 * `stretchMs` tells for how long the process has been at work at one stretch; left out, that is not looked at.
 *
 * Judges by the measured rate: what is under way, divided by what was done in the last second. The rate says what the
 * machine can do only once there has been a queue for that long; until then, it is taken to do what it did last time.
 */
export function createOverload(clock: () => Instant, stretchMs: LoopWatch['stretchMs'] = () => 0): Overload {
  const counter = createCounter(clock);
  let queueSinceMs: Instant | undefined;
  let lookedMs = Number.NEGATIVE_INFINITY;
  let knownRate = LEAST_RATE;
  const rateNow = (): number => {
    const now = clock();
    // Neither a clock that was set back nor a time in which nobody looked says how long there has been a queue.
    const isBlind = queueSinceMs !== undefined && (queueSinceMs > now || now - lookedMs > SLICES * SLICE_MS);
    if (queueSinceMs === undefined || isBlind) queueSinceMs = now;
    lookedMs = now;
    if (now - queueSinceMs < SLICES * SLICE_MS) return knownRate;
    const rate = counter.perSecond();
    knownRate = Math.max(LEAST_RATE, rate);
    return rate;
  };
  return {
    done: counter.add,
    retryAfterMs(underWay) {
      if (underWay < FEW) {
        queueSinceMs = undefined;
        return undefined;
      }
      const waitMs = (underWay / Math.max(1, rateNow())) * 1_000;
      if (waitMs <= MOST_WAIT_MS) return stretchMs() > MOST_STRETCH_MS ? SOONEST_MS : undefined;
      return Math.ceil(Math.min(LATEST_MS, Math.max(SOONEST_MS, waitMs - MOST_WAIT_MS)));
    },
  };
}
