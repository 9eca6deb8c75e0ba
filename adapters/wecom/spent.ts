/** What the platform has counted against a customer's last message, including what the desk cannot know yet. */

import type { Instant } from '#dialogs/message.ts';
import type { KfCustomer } from './receive.ts';

/**
 * The desk counts from the moment it stores a message, the platform from the moment the customer sent it: an answer to
 * the first of three lines may go out when the platform already has the third. Kept in memory only; after a restart the
 * platform refuses what is too much, and the delivery is held just the same.
 */
export interface Spent {
  /** A line of the customer was fetched. */
  wrote(customer: KfCustomer, sentAtMs: Instant): void;
  /** The platform has, or may have, taken a message for the customer. */
  sent(customer: KfCustomer): void;
  /** Messages taken since the customer's last line. */
  since(customer: KfCustomer): number;
}

/** Above this many customers the one who has been silent the longest is forgotten. */
const MOST_KNOWN = 20_000;

/** Counts by the platform's clock for lines and by ours for answers. */
export function createSpent(now: () => Instant): Spent {
  const known = new Map<string, { readonly wroteMs: Instant; readonly sentMs: readonly Instant[] }>();
  const keyOf = ({ kfId, userId }: KfCustomer): string => `${kfId} ${userId}`;
  return {
    wrote(customer, sentAtMs) {
      const key = keyOf(customer);
      const { wroteMs = sentAtMs, sentMs = [] } = known.get(key) ?? {};
      const latestMs = Math.max(wroteMs, sentAtMs);
      known.delete(key);
      known.set(key, { wroteMs: latestMs, sentMs: sentMs.filter((at) => at > latestMs) });
      const [silent] = known.keys();
      if (known.size > MOST_KNOWN && silent !== undefined) known.delete(silent);
    },
    sent(customer) {
      const key = keyOf(customer);
      const one = known.get(key);
      if (one !== undefined) known.set(key, { ...one, sentMs: [...one.sentMs, now()] });
    },
    since: (customer) => known.get(keyOf(customer))?.sentMs.length ?? 0,
  };
}
