/** One line of work for each conversation, however often it is woken; lines run beside each other. */

import type { ConversationId } from '#dialogs/message.ts';
import { describeError, type Logger } from '../log.ts';

/** Conversations at work: each is a line of its own. */
interface Lanes {
  /** Has a conversation looked at, once more when it is being looked at. */
  wake(conversationId: ConversationId): void;
  /** True while a conversation is at work. */
  holds(conversationId: ConversationId): boolean;
  /** Conversations at work. */
  size(): number;
  /** Resolves when none is at work. */
  idle(): Promise<void>;
}

/** `work` does one piece and says whether to look again; a lane ends when not, and when nobody has woken it since. */
export function createLanes(work: (conversationId: ConversationId) => Promise<boolean>, log: Logger): Lanes {
  const wokenAgain = new Map<ConversationId, boolean>();
  const running = new Set<Promise<void>>();

  const run = async (conversationId: ConversationId): Promise<void> => {
    try {
      do {
        wokenAgain.set(conversationId, false);
        while (await work(conversationId));
      } while (wokenAgain.get(conversationId));
    } finally {
      // Together with the last look at it, so that no wake-up falls between.
      wokenAgain.delete(conversationId);
    }
  };
  return {
    wake(conversationId) {
      if (wokenAgain.has(conversationId)) {
        wokenAgain.set(conversationId, true);
        return;
      }
      const lane = run(conversationId)
        .catch((error: unknown) => log.error('lane-failed', describeError(error)))
        .finally(() => running.delete(lane));
      running.add(lane);
    },
    holds: (conversationId) => wokenAgain.has(conversationId),
    size: () => wokenAgain.size,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
