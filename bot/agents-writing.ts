/** Tells channels that an agent is writing an answer, so that those that can show it to the merchant do. */

import type { DeskUser } from '#adapters/desk-contract.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { TicketStore } from './store/store.ts';

/** Who writes to whom, passed on as it happens and kept nowhere. */
export interface AgentsWriting {
  /** What channels are given. */
  whileWriting(show: (conversationId: ConversationId) => void): void;
  /** Somebody writes an answer on a ticket; only of the agent who has it is the merchant told. Never rejects. */
  tell(user: DeskUser, number: string): Promise<void>;
}

/** Over a store, where tickets have their agents. */
export function createAgentsWriting(store: Pick<TicketStore, 'ticket'>): AgentsWriting {
  const listeners: ((conversationId: ConversationId) => void)[] = [];
  return {
    whileWriting: (show) => void listeners.push(show),
    async tell(user, number) {
      const ticket = await store.ticket(number).catch(() => undefined);
      if (ticket?.agent !== user.name) return;
      for (const show of listeners) show(ticket.conversationId);
    },
  };
}
