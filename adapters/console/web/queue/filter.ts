/** Which tickets the queue shows: what is asked of the server, and what the page leaves out by itself. Pure. */

import type { Ticket } from '#dialogs/ticket.ts';
import { isLive } from '../tickets.ts';

/** The three heaps of the queue. */
export type Heap = 'live' | 'mine' | 'closed';

/** A choice of tickets; the empty text: any. */
export interface Filter {
  readonly heap: Heap;
  readonly status: string;
  readonly priority: string;
  readonly channel: string;
  /** A name, or `none` for tickets that nobody has. */
  readonly agent: string;
  readonly search: string;
}

/** All live tickets. */
export const EVERYTHING: Filter = { heap: 'live', status: '', priority: '', channel: '', agent: '', search: '' };

/** The question to the server. */
export function queryOf({ heap, status, search, ...others }: Filter, limit: number): Readonly<Record<string, string>> {
  const wanted = {
    ...others,
    status: status === '' && heap === 'closed' ? 'resolved' : status,
    search: search.trim(),
    ...(heap === 'mine' ? { agent: 'me' } : {}),
  };
  const said = Object.entries(wanted).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(said), limit: String(limit) };
}

/** True for a ticket that belongs into the heap and fits what was picked. */
export function isShown(ticket: Ticket, filter: Filter, user: string): boolean {
  const { heap, status, priority, channel, agent } = filter;
  const inHeap = status !== '' || isLive(ticket) === (heap !== 'closed');
  const whose = heap === 'mine' ? user : agent;
  return (
    inHeap &&
    (status === '' || ticket.status === status) &&
    (priority === '' || ticket.priority === priority) &&
    (channel === '' || ticket.channel === channel) &&
    (whose === '' || (whose === 'none' ? ticket.agent === undefined : ticket.agent === whose))
  );
}

/** How many picks narrow the heap, the search not counted. */
export function picksIn({ status, priority, channel, agent }: Filter): number {
  return [status, priority, channel, agent].filter((pick) => pick !== '').length;
}
