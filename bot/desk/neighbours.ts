/** Which other tickets an agent should know of beside one: similar cases, and the history of merchant and device. */

import type { OpenedTicket, TicketRef } from '#adapters/desk-contract.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TicketStore } from '../store/store.ts';

const MOST_SIMILAR = 5;
const MOST_HISTORY = 20;
/** Newest tickets of a symptom among which the most telling ones are chosen. */
const LOOKED_AT = 40;
const NO_SYMPTOM = 'unknown';

function refOf(ticket: Ticket, because: TicketRef['because']): TicketRef {
  const { number, status, priority, symptoms, openedAtMs, agent, resolution, summary } = ticket;
  return {
    number,
    status,
    priority,
    symptoms,
    openedAtMs,
    ...(agent === undefined ? {} : { agent }),
    ...(resolution === undefined ? {} : { resolution }),
    summary: summary.split('\n')[0] ?? '',
    because,
  };
}

/** How much can be learnt from an earlier ticket: it was solved, it says how, and it is the same model. */
function worth(other: Ticket, ticket: Ticket): number {
  const solved = other.status === 'resolved' && other.mergedInto === undefined ? 2 : 0;
  const told = other.resolution?.code === undefined ? 0 : 2;
  const model = ticket.model !== undefined && other.model === ticket.model ? 1 : 0;
  return solved + told + model;
}

function becauseOf(other: Ticket, ticket: Ticket): TicketRef['because'] {
  if (other.mergedInto === ticket.number || ticket.mergedInto === other.number) return 'merged';
  if (other.conversationId === ticket.conversationId) return 'merchant';
  return ticket.mid !== undefined && other.mid === ticket.mid ? 'merchant' : 'serial';
}

async function findHistory(store: TicketStore, ticket: Ticket): Promise<readonly TicketRef[]> {
  const { number, conversationId, sn, mid, mergedInto } = ticket;
  const like = {
    conversation_id: conversationId,
    merged_into: number,
    ...(sn === undefined ? {} : { sn }),
    ...(mid === undefined ? {} : { mid }),
  };
  const found = await store.related(number, like, MOST_HISTORY);
  const target = mergedInto === undefined ? undefined : await store.ticket(mergedInto);
  const all = target && !found.some((other) => other.number === target.number) ? [target, ...found] : found;
  return all.map((other) => refOf(other, becauseOf(other, ticket)));
}

/** Similar cases and history of a ticket. */
export async function findNeighbours(
  store: TicketStore,
  ticket: Ticket,
): Promise<Pick<OpenedTicket, 'similar' | 'history'>> {
  const history = await findHistory(store, ticket);
  const [symptom = NO_SYMPTOM] = ticket.symptoms;
  if (symptom === NO_SYMPTOM) return { similar: [], history };
  const known = new Set(history.map(({ number }) => number));
  const similar = (await store.related(ticket.number, { symptom }, LOOKED_AT))
    .filter(({ number, status }) => !known.has(number) && status !== 'cancelled')
    .toSorted((one, other) => worth(other, ticket) - worth(one, ticket))
    .slice(0, MOST_SIMILAR)
    .map((other) => refOf(other, 'symptom'));
  return { similar, history };
}
