/** Asks the console's server. */

import type { TicketAction } from '#adapters/contract.ts';
import type { Acted, Me, Names, Refused, TicketList, TicketView } from '../wire.ts';

/** How an action ended: done, or refused with a code. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly code: string };

/** Who is signed in. */
export const fetchMe = (): Promise<Me> => get('/api/me');

/** What ids and values are called. */
export const fetchNames = (): Promise<Names> => get('/api/names');

/** All tickets, live ones first, most urgent first. */
export const fetchTickets = (): Promise<TicketList> => get('/api/tickets?limit=300');

/** A ticket with its transcript; undefined when there is none of this number. */
export async function fetchTicket(number: string): Promise<TicketView | undefined> {
  const response = await ask(`/api/tickets/${encodeURIComponent(number)}`);
  if (response.status === 404) return undefined;
  return read(response);
}

/** Does something with a ticket. */
export async function act(number: string, action: TicketAction, text: string): Promise<Outcome> {
  try {
    const response = await post(`/api/tickets/${encodeURIComponent(number)}/${action}`, { text });
    const answer: Acted | Refused = await response.json();
    return 'error' in answer ? { kind: 'refused', code: answer.error.code } : { kind: 'done' };
  } catch {
    return { kind: 'refused', code: 'failed' };
  }
}

/** Ends the sign-in of this browser. */
export async function signOut(): Promise<void> {
  await post('/api/sign-out', {});
  location.assign('/sign-in');
}

async function get<Answer>(address: string): Promise<Answer> {
  return read(await ask(address));
}

async function read<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

function post(address: string, body: unknown): Promise<Response> {
  return ask(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** A sign-in that has ended sends every question to the page that says so. */
async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(address, init);
  if (response.status === 401) location.assign('/sign-in');
  return response;
}
