/** Failed sign-ins, counted for the account and for the address, so that passwords cannot be tried out. */

import type { Instant } from '#dialogs/message.ts';
import type { AccountStore } from '../store/account-store.ts';

/** How long failures count. */
const WINDOW_MS = 15 * 60_000;
/** Failures after which further tries have to wait until the window has passed. */
const MOST_FAILURES = { account: 10, address: 30 };

/** The counters of one try. */
export interface Tries {
  /** How long to wait, or undefined when the try may go on. */
  waitMs(): Promise<number | undefined>;
  failed(): Promise<void>;
  /** The account's failures are forgotten; those of the address are not, or one own account would open others. */
  succeeded(): Promise<void>;
}

/** Counters for a try to sign in as `name` from `address`. */
export function createTries(store: AccountStore, name: string, address: string, now: Instant): Tries {
  const keys = [
    [`account ${name}`, MOST_FAILURES.account],
    [`address ${address}`, MOST_FAILURES.address],
  ] as const;
  return {
    async waitMs() {
      const waits = await Promise.all(
        keys.map(async ([key, most]) => {
          const tries = await store.failedTries(key);
          if (!tries || tries.failures < most) return 0;
          return tries.sinceMs + WINDOW_MS - now;
        }),
      );
      const wait = Math.max(...waits);
      return wait > 0 ? wait : undefined;
    },
    async failed() {
      for (const [key] of keys) await store.countFailure(key, now, now - WINDOW_MS);
    },
    succeeded: () => store.clearFailures(keys[0][0]),
  };
}
