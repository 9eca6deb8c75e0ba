/** Puts the number that the store gave to a new ticket where the dialog left room for it. */

import type { TurnResult } from './turn.ts';

/** Stands for the number of a ticket that is about to be opened. */
export const TICKET_NUMBER = '{ticketNumber}';

/** The same turn with the ticket's number in its replies and state. */
export function nameTicket(result: TurnResult, number: string): TurnResult {
  const fill = (text: string): string => text.replaceAll(TICKET_NUMBER, () => number);
  return {
    ...result,
    state: result.state.ticketNumber === TICKET_NUMBER ? { ...result.state, ticketNumber: number } : result.state,
    replies: result.replies.map((reply) =>
      reply.kind === 'receipt'
        ? { ...reply, text: fill(reply.text), receipt: { ...reply.receipt, ticketNumber: number } }
        : { ...reply, text: fill(reply.text) },
    ),
  };
}
