/** How often each visitor, or each conversation of any channel, may come: a bucket that refills, for so many of them. */

import { createRecent } from '#knowledge/text/recent.ts';

/** Counts requests against an allowance for each visitor. */
export interface Allowance {
  /** Takes one request; undefined when it is allowed, otherwise the milliseconds until it will be. */
  take(visitor: string): number | undefined;
}

interface Bucket {
  left: number;
  atMs: number;
}

/**
 * Buckets of `burst` requests that refill at `perSecond`; at most `visitors` are remembered, of whom the newest half
 * always is. Whoever is forgotten starts afresh.
 */
export function createAllowance(
  config: { readonly burst: number; readonly perSecond: number; readonly visitors: number },
  now: () => number,
): Allowance {
  const bucketOf = createRecent<Bucket>(Math.max(1, Math.floor(config.visitors / 2)));
  return {
    take(visitor) {
      const atMs = now();
      const bucket = bucketOf(visitor, () => ({ left: config.burst, atMs }));
      const refilled = (Math.max(0, atMs - bucket.atMs) / 1000) * config.perSecond;
      const left = Math.min(config.burst, bucket.left + refilled);
      if (left < 1) return Math.ceil(((1 - left) / config.perSecond) * 1000);
      bucket.left = left - 1;
      bucket.atMs = atMs;
      return undefined;
    },
  };
}
