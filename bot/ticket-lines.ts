/** Lines of a ticket's conversation, for places that follow it by the ticket's number. */

import type { ReadLines } from '#adapters/tickets/chat-agents.ts';
import type { TicketStore } from './store/store.ts';

const MOST_LINES = 200;

/** Reads of the store, notes and events included. */
export function createReadLines(store: Pick<TicketStore, 'ticket' | 'transcript'>): ReadLines {
  return async (number, afterSeq) => {
    const ticket = await store.ticket(number);
    if (!ticket) return [];
    return await store.transcript(ticket.conversationId, { after: afterSeq, limit: MOST_LINES, forMerchant: false });
  };
}
