/** Waits a moment for merchants who write in pieces, and takes up what they sent as one message. */

import { countPieces, joinMessages, quietUntilMs } from '#dialogs/join-messages.ts';
import type { ConversationId, InboundMessage, Instant } from '#dialogs/message.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Gather } from '../store/store.ts';

/** What the waiting needs. */
export interface PiecesDependencies {
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  readonly pause: (ms: number) => Promise<void>;
  /** How long after a piece another one is waited for, in milliseconds; 0 takes every message up at once. */
  readonly quietMs: number;
}

/** What each conversation has sent since its last turn, as far as this process heard it. */
export interface Pieces {
  /** Notes a message that has just been stored. */
  hear(message: InboundMessage): void;
  /** True when a message that has not been heard yet need not be waited upon. */
  isWhole(message: InboundMessage): boolean;
  /** Resolves when the conversation has been quiet for long enough, or has said something whole. */
  quiet(conversationId: ConversationId): Promise<void>;
  /** Conversations that are being waited upon. */
  waiting(): number;
  /** Makes one arrival of what waits. */
  readonly gather: Gather;
  /** Waits no more, for anybody. */
  stop(): void;
}

/** Looked at again so often, so that a tap or a long sentence ends the waiting. */
const LOOK_MS = 200;
const NOTHING: readonly InboundMessage[] = [];

/** The pieces heard by a process; after a restart nothing is waited for. */
export function createPieces({ guide, clock, pause, quietMs }: PiecesDependencies): Pieces {
  const heard = new Map<ConversationId, readonly InboundMessage[]>();
  let stopped = false;
  let waiting = 0;
  const untilQuiet = async (conversationId: ConversationId): Promise<void> => {
    let sent: readonly InboundMessage[] | undefined;
    let until = 0;
    for (;;) {
      const now = heard.get(conversationId) ?? NOTHING;
      // Reading a message takes longer than looking whether there is another one.
      if (now !== sent) until = quietUntilMs(now, guide(), quietMs);
      sent = now;
      const left = until - clock();
      if (left <= 0 || stopped) return;
      await pause(Math.min(left, LOOK_MS));
    }
  };
  return {
    hear(message) {
      if (quietMs === 0) return;
      heard.set(message.conversationId, [...(heard.get(message.conversationId) ?? []), message]);
    },
    isWhole(message) {
      if (quietMs === 0) return true;
      return !heard.has(message.conversationId) && quietUntilMs([message], guide(), quietMs) <= clock();
    },
    async quiet(conversationId) {
      waiting += 1;
      try {
        await untilQuiet(conversationId);
        heard.delete(conversationId);
      } finally {
        waiting -= 1;
      }
    },
    waiting: () => waiting,
    gather(arrivals) {
      const messages = arrivals.map(({ message }) => message);
      const count = quietMs === 0 ? 1 : countPieces(messages, quietMs);
      const taken = arrivals.slice(0, count);
      return {
        arrival: {
          message: joinMessages(taken.map(({ message }) => message)),
          sensitive: taken.flatMap(({ sensitive }) => sensitive),
        },
        count,
      };
    },
    stop() {
      stopped = true;
    },
  };
}
