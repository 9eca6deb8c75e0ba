/** How often each visitor, or each conversation of any channel, may come: a bucket that refills, for so many of them. */

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
  // Two halves, of which the older one is dropped as a whole: to keep them all in order would move one at every request.
  let newer = new Map<string, Bucket>();
  let older = new Map<string, Bucket>();
  const half = Math.max(1, Math.floor(config.visitors / 2));
  const bucketOf = (visitor: string, atMs: number): Bucket => {
    const known = newer.get(visitor);
    if (known) return known;
    const bucket = older.get(visitor) ?? { left: config.burst, atMs };
    if (newer.size >= half) [older, newer] = [newer, new Map()];
    newer.set(visitor, bucket);
    return bucket;
  };
  return {
    take(visitor) {
      const atMs = now();
      const bucket = bucketOf(visitor, atMs);
      const refilled = (Math.max(0, atMs - bucket.atMs) / 1000) * config.perSecond;
      const left = Math.min(config.burst, bucket.left + refilled);
      if (left < 1) return Math.ceil(((1 - left) / config.perSecond) * 1000);
      bucket.left = left - 1;
      bucket.atMs = atMs;
      return undefined;
    },
  };
}
