/** Which tickets the queue shows: what is asked of the server, and what the page leaves out by itself. Pure. */

import type { Ticket } from '#dialogs/ticket.ts';
import type { TicketList } from '../../wire.ts';
import { holdsAllLive, isLive, isUnclaimed } from '../tickets.ts';

/** The heaps of the queue; `free` is what nobody has. */
export type Heap = 'live' | 'free' | 'mine' | 'closed';

/** Whose tickets a heap asks for. */
const WHOSE: Readonly<Partial<Record<Heap, string>>> = { free: 'none', mine: 'me' };

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
    ...(WHOSE[heap] === undefined ? {} : { agent: WHOSE[heap] }),
  };
  const said = Object.entries(wanted).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(said), limit: String(limit) };
}

/** Whether closed tickets are wanted; whoever searches in the first heap looks for a ticket wherever it is. */
function wantsClosed({ heap, status, search }: Filter): boolean {
  return heap === 'closed' || status !== '' || (heap === 'live' && search.trim() !== '');
}

function isInHeap(ticket: Ticket, filter: Filter): boolean {
  const { heap, status } = filter;
  if (heap === 'free') return isUnclaimed(ticket);
  if (heap === 'closed' && status === '') return !isLive(ticket);
  return isLive(ticket) || wantsClosed(filter);
}

/** Whether there may be more tickets to show than the list holds. */
export function goesOn(list: TicketList, filter: Filter): boolean {
  return list.next !== undefined && (wantsClosed(filter) || !holdsAllLive(list));
}

/** True for a ticket that belongs into the heap and fits what was picked. */
export function isShown(ticket: Ticket, filter: Filter, user: string): boolean {
  const { heap, status, priority, channel, agent } = filter;
  const inHeap = isInHeap(ticket, filter);
  const whose = heap === 'mine' ? user : heap === 'free' ? 'none' : agent;
  return (
    inHeap &&
    (status === '' || ticket.status === status) &&
    (priority === '' || ticket.priority === priority) &&
    (channel === '' || ticket.channel === channel) &&
    (whose === '' || (whose === 'none' ? ticket.agent === undefined : ticket.agent === whose))
  );
}

/** Live tickets as far as they are known; `whole` where these are all, and one's own are always. */
export interface LiveTickets {
  readonly tickets: readonly Ticket[];
  readonly whole: boolean;
}

/** Tickets of a list that stand together: `ours` to answer, those that are `waited` for, and closed ones. */
export interface Section {
  readonly name: 'ours' | 'waited' | 'closed';
  readonly tickets: readonly Ticket[];
}

/** The list in its sections, in the server's order; none of them is empty. */
export function sectionsOf(tickets: readonly Ticket[]): readonly Section[] {
  const named = Map.groupBy(tickets, ({ status }) =>
    !isLive({ status }) ? 'closed' : status === 'waiting' ? 'waited' : 'ours',
  );
  return (['ours', 'waited', 'closed'] as const).flatMap((name) => {
    const inIt = named.get(name);
    return inIt === undefined ? [] : [{ name, tickets: inIt }];
  });
}

/** A number of tickets as it is shown, with a sign where there are more. */
export function countInWords(count: number, more: boolean): string {
  return `${count}${more ? '+' : ''}`;
}

/** How many tickets each heap has; closed ones are not counted, and an empty heap needs no number. */
export function heapSizes({ tickets, whole }: LiveTickets, user: string): Readonly<Partial<Record<Heap, string>>> {
  const sizeOf = (heap: Heap): string => {
    const { length } = tickets.filter((one) => isShown(one, { ...EVERYTHING, heap }, user));
    return length === 0 ? '' : countInWords(length, !whole && heap !== 'mine');
  };
  return { live: sizeOf('live'), free: sizeOf('free'), mine: sizeOf('mine') };
}

/** How many picks narrow the heap, the search not counted. */
export function picksIn({ status, priority, channel, agent }: Filter): number {
  return [status, priority, channel, agent].filter((pick) => pick !== '').length;
}
