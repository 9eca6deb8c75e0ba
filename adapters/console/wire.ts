/** What the server and the page of the console say to each other; types only. */

import type { DeskUser, OpenedTicket } from '#adapters/contract.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Wording } from '#knowledge/guide.ts';

/** Answer of GET /api/me. */
export type Me = DeskUser;

/** Answer of GET /api/names: what a symptom's id (`net-offline`) or a fact's value (`network.wifi`) is called. */
export type Names = Readonly<Record<string, Wording>>;

/** Answer of GET /api/tickets. */
export interface TicketList {
  readonly tickets: readonly Ticket[];
}

/** Answer of GET /api/tickets/:number. */
export type TicketView = OpenedTicket;

/** Answer of POST /api/tickets/:number/:action. */
export interface Acted {
  readonly ticket: Ticket;
}

/** Answer of any route that refuses. */
export interface Refused {
  readonly error: { readonly code: string; readonly message: string };
}
