/** What the page works out of a ticket: whether it is live, what is owed, and its words in the reader's language. Pure. */

import type { AgentTexts, Ticket, TicketStatus } from '#dialogs/ticket.ts';
import type { TicketList } from '../wire.ts';
import type { ConsoleLocale } from './wording.ts';

/** True until the ticket is resolved or cancelled. */
export function isLive({ status }: { readonly status: TicketStatus }): boolean {
  return status !== 'resolved' && status !== 'cancelled';
}

/** Whether a list holds every live ticket that was asked for: live ones come first. */
export function holdsAllLive({ tickets, next }: TicketList): boolean {
  const last = tickets.at(-1);
  return next === undefined || (last !== undefined && !isLive(last));
}

/** True while a ticket waits for somebody to take it. */
export function isUnclaimed({ status }: Pick<Ticket, 'status'>): boolean {
  return status === 'open' || status === 'reopened';
}

/** Whether the next word is the agent's, as for the desk's own clock; an answer makes a ticket wait for the merchant. */
function owesAnswer({ status }: Pick<Ticket, 'status'>): boolean {
  return isUnclaimed({ status }) || status === 'claimed';
}

/** Milliseconds until the merchant must have an answer, negative once it is late; undefined when nothing is owed. */
export function dueInMs(ticket: Ticket, nowMs: number): number | undefined {
  return owesAnswer(ticket) ? ticket.answerDueMs - nowMs : undefined;
}

/** An answer is due soon from a quarter of an hour on, as for the desk's own clock. */
const SOON_MS = 15 * 60_000;

/** A ticket whose answer is due within a quarter of an hour or overdue. */
export interface NearPromise {
  readonly ticket: Ticket;
  readonly late: boolean;
  /** Names this stage of this promise, so that nobody is called twice for it. */
  readonly key: string;
}

/** Promises that are this user's to keep: of own tickets, and of those that nobody has; the most urgent first. Pure. */
export function promisesNear(tickets: readonly Ticket[], user: string, nowMs: number): readonly NearPromise[] {
  return tickets
    .flatMap((ticket) => {
      const leftMs = dueInMs(ticket, nowMs);
      const whose = ticket.agent === undefined || ticket.agent === user;
      if (leftMs === undefined || leftMs > SOON_MS || !whose) return [];
      const late = leftMs < 0;
      return [{ ticket, late, key: `${ticket.number} ${ticket.answerDueMs} ${late ? 'late' : 'soon'}` }];
    })
    .toSorted((one, other) => one.ticket.answerDueMs - other.ticket.answerDueMs);
}

/** Summary, reason and step titles in the language of the console; as they were first written where there is no other. */
export function agentTexts(ticket: Ticket, locale: ConsoleLocale): AgentTexts {
  const { priorityReason, summary, stepsTried } = ticket;
  return ticket.forAgents?.[locale] ?? { priorityReason, summary, steps: stepsTried.map(({ title }) => title) };
}
