/** The ticket beside an application: it waits for an agent while the application does, and ends with it. Pure. */

import type { Instant } from '#dialogs/message.ts';
import { answerDue } from '#dialogs/opening-hours.ts';
import { isEnded, type Renewal } from '#dialogs/renewal.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { TurnWork } from '../store/store.ts';
import { isHeld, isLive } from '../turns/turn-writes.ts';
import { waitsForDesk } from './view-renewal.ts';

/** Symptoms whose ticket is as good as one of the renewal. */
const ABOUT = /^exp-(renew|device-expired)/;

/** The live ticket of an application: its own, or the one that the same trouble has opened before. */
export function liveTicketOf({ tickets }: TurnWork, { ticketNumber }: Renewal): Ticket | undefined {
  const live = tickets.filter(isLive);
  return (
    live.find(({ number }) => number === ticketNumber) ??
    live.find(({ symptoms }) => symptoms.some((id) => ABOUT.test(id)))
  );
}

/** That ticket after a change of the application; `agent` made it, or the merchant. */
export function ticketAfter(
  ticket: Ticket,
  renewal: Renewal,
  agent: string | undefined,
  { institution }: Guide,
  now: Instant,
): Ticket {
  const kept = { ...ticket, updatedAtMs: now };
  if (isEnded(renewal.status)) return endTicket(kept, renewal, agent, now);
  const answerDueMs = answerDue(institution, ticket.priority, now) ?? ticket.answerDueMs;
  if (waitsForDesk(renewal)) {
    if (ticket.status !== 'waiting') return { ...kept, answerDueMs };
    return { ...kept, status: isHeld(ticket) ? 'claimed' : 'reopened', answerDueMs };
  }
  return agent === undefined ? kept : { ...kept, status: 'waiting', firstAnswerAtMs: ticket.firstAnswerAtMs ?? now };
}

/** A colleague who has the ticket ends it, and so does whoever mends the other trouble in it; otherwise it is done. */
function endTicket(ticket: Ticket, { status }: Renewal, agent: string | undefined, now: Instant): Ticket {
  if (isHeld(ticket) && ticket.agent !== agent) return ticket;
  if (!ticket.symptoms.every((id) => ABOUT.test(id))) return ticket;
  const code = status === 'completed' ? 'site-visit' : 'explained';
  return {
    ...ticket,
    status: 'resolved',
    firstAnswerAtMs: ticket.firstAnswerAtMs ?? now,
    resolution: { code, atMs: now, ...(agent === undefined ? {} : { by: agent }) },
  };
}
