/** How many messages WeChat still allows for each merchant, counted one by one while this process runs. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { ConversationId, InboundMessage, Instant } from '#dialogs/message.ts';

/** The allowances of merchants who have written since the start; before that the outbox's own count stands in. */
export interface Ledger {
  /** The merchant has written or tapped: what that allows begins anew. */
  renew(message: Pick<InboundMessage, 'conversationId' | 'counts' | 'sentAtMs'>): void;
  /** Messages left; undefined when the merchant has written nothing, or only tapped, since the start. */
  left(conversationId: ConversationId): number | undefined;
  /** One message was sent. */
  spend(conversationId: ConversationId): void;
}

interface Allowance {
  readonly left: number;
  readonly untilMs: Instant;
}

interface Entry {
  readonly message: Allowance;
  readonly tap: Allowance;
}

const NONE: Allowance = { left: 0, untilMs: Number.NEGATIVE_INFINITY };
/** Merchants beyond this number are those who wrote longest ago; the outbox's own count holds for them. */
const MOST_ENTRIES = 50_000;

/** An empty ledger. A tap's allowance is used first, because it ends first. */
export function createLedger(limits: ChannelLimits, now: () => Instant): Ledger {
  const { quota = Number.POSITIVE_INFINITY, replyWindowMs = Number.POSITIVE_INFINITY, tap } = limits;
  const entries = new Map<ConversationId, Entry>();
  const live = ({ left, untilMs }: Allowance): number => (now() <= untilMs ? left : 0);
  const put = (conversationId: ConversationId, entry: Entry): void => {
    entries.delete(conversationId);
    entries.set(conversationId, entry);
    const [oldest] = entries.keys();
    if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
  };
  return {
    renew({ conversationId, counts, sentAtMs }) {
      const entry = entries.get(conversationId);
      if (counts !== 'tap') {
        put(conversationId, { tap: NONE, ...entry, message: { left: quota, untilMs: sentAtMs + replyWindowMs } });
      } else if (entry && tap) {
        put(conversationId, { ...entry, tap: { left: tap.quota, untilMs: sentAtMs + tap.windowMs } });
      }
    },
    left(conversationId) {
      const entry = entries.get(conversationId);
      return entry && live(entry.tap) + live(entry.message);
    },
    spend(conversationId) {
      const entry = entries.get(conversationId);
      if (!entry) return;
      const from = live(entry.tap) > 0 ? 'tap' : 'message';
      entries.set(conversationId, { ...entry, [from]: { ...entry[from], left: Math.max(0, entry[from].left - 1) } });
    },
  };
}
