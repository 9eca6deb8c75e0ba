/** How many requests one visitor may make: a bucket that refills. */

/** Says whether one more request is allowed now. */
export interface Allowance {
  /** Undefined when allowed; otherwise milliseconds until it will be. */
  take(visitor: string): number | undefined;
}

/** Buckets of `burst` requests that refill at `perSecond`; at most `visitors` are remembered, the newest ones. */
export function createAllowance(
  config: { readonly burst: number; readonly perSecond: number; readonly visitors: number },
  now: () => number,
): Allowance {
  const buckets = new Map<string, { readonly left: number; readonly atMs: number }>();
  return {
    take(visitor) {
      const bucket = buckets.get(visitor) ?? { left: config.burst, atMs: now() };
      const refilled = (Math.max(0, now() - bucket.atMs) / 1000) * config.perSecond;
      const left = Math.min(config.burst, bucket.left + refilled);
      if (left < 1) return Math.ceil(((1 - left) / config.perSecond) * 1000);
      buckets.delete(visitor);
      buckets.set(visitor, { left: left - 1, atMs: now() });
      const oldest = buckets.keys().next();
      if (buckets.size > config.visitors && oldest.done !== true) buckets.delete(oldest.value);
      return undefined;
    },
  };
}
