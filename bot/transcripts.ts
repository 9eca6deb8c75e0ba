/** Transcripts as live pages of merchants read them. */

import type { Transcripts } from '#adapters/contract.ts';
import type { Store } from './store/store.ts';

/** Reads of the store, with a wake-up per conversation. Notes and events are for agents and stay out. */
export function createTranscripts(store: Pick<Store, 'transcript' | 'onChange'>): Transcripts {
  const listeners = new Map<string, Set<() => void>>();
  store.onChange(({ conversationId }) => {
    for (const wake of listeners.get(conversationId) ?? []) wake();
  });
  return {
    after: (conversationId, seq, limit) => store.transcript(conversationId, { after: seq, limit, forMerchant: true }),
    subscribe(conversationId, wake) {
      const wakes = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, wakes);
      // A wrapper, so that the same function may subscribe twice.
      const own = (): void => wake();
      wakes.add(own);
      return () => {
        wakes.delete(own);
        if (wakes.size === 0) listeners.delete(conversationId);
      };
    },
  };
}
