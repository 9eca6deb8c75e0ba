/** Which deliveries an earlier try may have brought through, on platforms that cannot be asked. */

import type { Delivery } from './contract.ts';

/** Tries of deliveries while this process runs; of those before it nothing is known. */
export interface DoubtfulTries {
  /** True when an earlier try may have come through. */
  mayHaveArrived(delivery: Pick<Delivery, 'id' | 'attempt'>): boolean;
  /** A try has failed; `surely` when the platform said so or was never reached. */
  failed(delivery: Pick<Delivery, 'id' | 'attempt'>, surely: boolean): void;
  /** The delivery is over. */
  settled(id: string): void;
}

/** Deliveries that are tried again are few; of one that is forgotten nothing is known. */
const MOST_KNOWN = 10_000;

/** No tries yet. */
export function createDoubtfulTries(): DoubtfulTries {
  const doubts = new Map<string, boolean>();
  const mayHaveArrived: DoubtfulTries['mayHaveArrived'] = ({ id, attempt }) => doubts.get(id) ?? attempt > 1;
  return {
    mayHaveArrived,
    failed(delivery, surely) {
      doubts.set(delivery.id, mayHaveArrived(delivery) || !surely);
      const [oldest] = doubts.keys();
      if (doubts.size > MOST_KNOWN && oldest !== undefined) doubts.delete(oldest);
    },
    settled: (id) => void doubts.delete(id),
  };
}

/** Faults of the network after which nothing can have reached the other side. */
const UNREACHED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/** True when a request that failed so cannot have reached anybody. */
export function neverReached(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && UNREACHED.has(error.code)) return true;
  return 'cause' in error && neverReached(error.cause);
}
