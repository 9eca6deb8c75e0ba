/** Transcripts as live pages of merchants read them. */

import { setTimeout as pause } from 'node:timers/promises';
import type { LineNews, Transcripts } from '#adapters/contract.ts';
import type { Change, Store } from './store/store.ts';

/** After news were missed every page looks: so many conversations at a time, so long apart, in milliseconds. */
const LOOKS = { atOnce: 20, apartMs: 25 };

/** Notes and events are for agents and stay out. */
function newsFor({ added }: Change): LineNews | undefined {
  const last = added?.lines.at(-1);
  if (!added || !last) return undefined;
  const lines = added.lines.filter(({ from }) => from !== 'note' && from !== 'event');
  return { afterSeq: added.afterSeq, upToSeq: last.seq, lines };
}

/** Reads of the store, with a wake-up per conversation. Notes and events are for agents and stay out. */
export function createTranscripts(store: Pick<Store, 'transcript' | 'onChange'>): Transcripts {
  const listeners = new Map<string, Set<(news?: LineNews) => void>>();
  const wakeAll = async (): Promise<void> => {
    for (const [at, wakes] of [...listeners.values()].entries()) {
      if (at > 0 && at % LOOKS.atOnce === 0) await pause(LOOKS.apartMs);
      for (const wake of wakes) wake();
    }
  };
  store.onChange((change) => {
    if (change.missed) void wakeAll();
    const wakes = listeners.get(change.conversationId);
    if (!wakes) return;
    const news = newsFor(change);
    for (const wake of wakes) wake(news);
  });
  return {
    after: (conversationId, seq, limit) => store.transcript(conversationId, { after: seq, limit, forMerchant: true }),
    subscribe(conversationId, wake) {
      const wakes = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, wakes);
      // A wrapper, so that the same function may subscribe twice.
      const own = (news?: LineNews): void => wake(news);
      wakes.add(own);
      return () => {
        wakes.delete(own);
        if (wakes.size === 0) listeners.delete(conversationId);
      };
    },
  };
}
