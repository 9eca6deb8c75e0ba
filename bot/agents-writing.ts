/** Tells channels that an agent is writing an answer, so that those that can show it to the merchant do. */

import type { DeskUser } from '#adapters/desk-contract.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { hearWriting, tellWriting } from './signs.ts';
import type { Store } from './store/store.ts';

/** Who writes to whom, passed on as it happens and kept nowhere. */
export interface AgentsWriting {
  /** What channels are given. */
  whileWriting(show: (conversationId: ConversationId) => void): void;
  /** Somebody writes an answer on a ticket; only of the agent who has it is the merchant told. Never rejects. */
  tell(user: DeskUser, number: string): Promise<void>;
}

/** Channels whose open pages, or whose merchants' addresses, one process knows and others do not. */
const PER_PROCESS: ReadonlySet<string> = new Set(['webchat', 'teams']);

/** Over a store, where tickets have their agents. */
export function createAgentsWriting(store: Pick<Store, 'ticket' | 'signs'>): AgentsWriting {
  const listeners: ((conversationId: ConversationId) => void)[] = [];
  const showAll = (conversationId: ConversationId): void => {
    for (const show of listeners) show(conversationId);
  };
  // The merchant's page may be open at another process.
  hearWriting(store.signs, showAll);
  return {
    whileWriting: (show) => void listeners.push(show),
    async tell(user, number) {
      const ticket = await store.ticket(number).catch(() => undefined);
      if (ticket?.agent !== user.name) return;
      showAll(ticket.conversationId);
      if (PER_PROCESS.has(ticket.channel)) tellWriting(store.signs, ticket.conversationId);
    },
  };
}
