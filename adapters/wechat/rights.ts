/** What this account may not do, learned from the API's answers and kept over restarts. */

import type { Notebook } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';

/** A right that an account may lack. */
export type Right = 'menus' | 'customer-service';

/** Remembers what was refused; an account that is upgraded gets it back within a day. */
export interface Rights {
  /** True unless it was refused within the last day. */
  has(right: Right): Promise<boolean>;
  refused(right: Right): Promise<void>;
}

const REMEMBERED_MS = 24 * 3_600_000;

/** The rights of an account; `appId` keeps the notes of two accounts apart. */
export function createRights(appId: string, notebook: Notebook, now: () => Instant): Rights {
  const since = new Map<Right, number>();
  const key = (right: Right): string => `wechat:${appId}:no-${right}`;
  return {
    async has(right) {
      const known = since.get(right) ?? Number((await notebook.read(key(right))) ?? 0);
      since.set(right, known);
      return now() - known >= REMEMBERED_MS;
    },
    async refused(right) {
      since.set(right, now());
      await notebook.write(key(right), String(now()));
    },
  };
}
