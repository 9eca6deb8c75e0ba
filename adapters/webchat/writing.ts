/** Tells the open pages of a merchant that an agent is writing to them. */

import type { ChannelDependencies } from '#adapters/contract.ts';
import type { ConversationId } from '#dialogs/message.ts';

/** Signs that an agent is writing, as they come; nothing of them is kept. */
export interface WritingSigns {
  /** Calls `show` at every sign in a conversation; returns the way to stop. */
  hear(conversationId: ConversationId, show: () => void): () => void;
}

/** Signs from the desk; none where nobody gives any. */
export function createWritingSigns(whileWriting: ChannelDependencies['whileWriting']): WritingSigns {
  const pages = new Map<ConversationId, Set<() => void>>();
  whileWriting?.((conversationId) => {
    for (const show of pages.get(conversationId) ?? []) show();
  });
  return {
    hear(conversationId, show) {
      const open = pages.get(conversationId) ?? new Set();
      pages.set(conversationId, open.add(show));
      return () => {
        open.delete(show);
        if (open.size === 0 && pages.get(conversationId) === open) pages.delete(conversationId);
      };
    },
  };
}
