/** Renewals over any engine. */

import type { Engine } from './engine.ts';
import * as renewals from './renewal-queries.ts';
import type { RenewalStore } from './renewal-store.ts';
import { lockConversation } from './turn-queries.ts';

/** Renewals over an engine. */
export function createRenewalStore({ atomically, reads }: Engine): RenewalStore {
  return {
    openRenewal: (wish) =>
      atomically(async (db) => {
        // Two taps at once must not make two applications.
        await lockConversation(db, wish.conversationId);
        return await renewals.openRenewal(db, wish);
      }),
    renewal: (number) => renewals.findRenewal(reads, number),
    renewalsOf: (conversationId) => renewals.findRenewalsOf(reads, conversationId),
    renewals: (query) => renewals.findRenewals(reads, query),
    renewalEvents: (number) => renewals.findRenewalEvents(reads, number),
    renewalEventsAfter: (id, limit) => renewals.findRenewalEventsAfter(reads, id, limit),
    renewalPhoto: (number, id) => renewals.findRenewalPhoto(reads, number, id),
  };
}
