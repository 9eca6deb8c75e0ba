/** What an agent is writing: one text a ticket, and whether the merchant or only colleagues will read it. Pure. */

import type { DeskUser } from '#adapters/desk-contract.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** Who a text is for. */
export type Kind = 'note' | 'reply';

/** A text in the making. */
export interface DraftText {
  readonly text: string;
  readonly kind: Kind;
}

/** Nothing goes to a merchant by default. */
export const EMPTY_DRAFT: DraftText = { text: '', kind: 'note' };

/** Whether the merchant can be answered: at once, by claiming first, or not, and why not. */
export type Reach = 'open' | 'claim-first' | 'claimed-by-other' | 'closed';

/** How far this user can answer the merchant of a ticket. */
export function reachOf(ticket: Ticket, user: Pick<DeskUser, 'name'> | undefined): Reach {
  if (ticket.status === 'resolved' || ticket.status === 'cancelled') return 'closed';
  if (!isTaken(ticket)) return 'claim-first';
  return ticket.agent === user?.name ? 'open' : 'claimed-by-other';
}

/** True while somebody works on the ticket, also while that somebody waits for the merchant. */
export function isTaken({ status, agent }: Pick<Ticket, 'status' | 'agent'>): boolean {
  return agent !== undefined && (status === 'claimed' || status === 'waiting');
}

/** The draft as it can be sent: where the merchant is out of reach it is a note. */
export function reachable(draft: DraftText, reach: Reach): DraftText {
  const out = reach === 'closed' || reach === 'claimed-by-other';
  return out && draft.kind === 'reply' ? { ...draft, kind: 'note' } : draft;
}

/** What is searched among the canned answers: a text that begins with `/` and is one line; undefined otherwise. */
export function macroSearch(text: string): string | undefined {
  return /^\/[^\n]*$/.test(text) ? text.slice(1).trim().toLowerCase() : undefined;
}
