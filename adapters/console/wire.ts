/** What the server and the page of the console say to each other; types only. */

import type { DeskUser } from '#adapters/contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** Answer of GET /api/me. */
export type Me = DeskUser;

/** Answer of GET /api/tickets. */
export interface TicketList {
  readonly tickets: readonly Ticket[];
}

/** Answer of GET /api/tickets/:number. */
export interface TicketView {
  readonly ticket: Ticket;
  readonly transcript: readonly TranscriptLine[];
}

/** Answer of POST /api/tickets/:number/:action. */
export interface Acted {
  readonly ticket: Ticket;
}

/** Answer of any route that refuses. */
export interface Refused {
  readonly error: { readonly code: string; readonly message: string };
}
