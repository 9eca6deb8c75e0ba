/** What a merchant's line means for the desk before the dialog hears it: a rating, or the end of an agent's wait. Pure. */

import type { Instant } from '#dialogs/message.ts';
import { answerDue } from '#dialogs/opening-hours.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Arrival, TurnWork, TurnWrites } from '../store/store.ts';
import { isHeld, keepTurn } from '../turns/turn-writes.ts';
import { readRating } from './rating.ts';

/** What a rating comes to; undefined when the message is none, so that the dialog hears it. */
export function keepRating(work: TurnWork, arrival: Arrival, guide: Guide, now: Instant): TurnWrites | undefined {
  const rated = readRating(work, arrival, guide);
  if (!rated) return undefined;
  const { ticket, thanks } = rated;
  const lines = thanks === undefined ? [] : [{ from: 'bot' as const, text: thanks }];
  const tickets = work.tickets.includes(ticket) ? [] : [{ ...ticket, updatedAtMs: now }];
  return keepTurn(work, { lines, tickets });
}

/** Numbers of the tickets whose agents are at it, and have to hear of every line that the merchant writes. */
export function agentsAtWork({ tickets }: TurnWork): readonly string[] {
  return tickets.filter(({ status }) => status === 'claimed').map(({ number }) => number);
}

/** The tickets whose agent waited for the merchant and owes an answer again, from now on. */
export function endWaiting({ tickets }: TurnWork, { institution }: Guide, now: Instant): readonly Ticket[] {
  return tickets
    .filter((ticket) => ticket.status === 'waiting' && isHeld(ticket))
    .map((ticket) => ({
      ...ticket,
      status: 'claimed',
      answerDueMs: answerDue(institution, ticket.priority, now) ?? ticket.answerDueMs,
      updatedAtMs: now,
    }));
}
