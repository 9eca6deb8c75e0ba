/** What the page works out of a ticket: whether it is live, what is owed, and its words in the reader's language. Pure. */

import type { AgentTexts, Ticket, TicketStatus } from '#dialogs/ticket.ts';
import type { ConsoleLocale } from './wording.ts';

/** True until the ticket is resolved or cancelled. */
export function isLive({ status }: { readonly status: TicketStatus }): boolean {
  return status !== 'resolved' && status !== 'cancelled';
}

/** Milliseconds until the merchant must have an answer, negative once it is late; undefined when nothing is owed. */
export function dueInMs(ticket: Ticket, nowMs: number): number | undefined {
  const unanswered = ticket.status === 'claimed' && ticket.firstAnswerAtMs === undefined;
  const owed = ticket.status === 'open' || ticket.status === 'reopened' || unanswered;
  return owed ? ticket.answerDueMs - nowMs : undefined;
}

/** Summary, reason and step titles in the language of the console; as they were first written where there is no other. */
export function agentTexts(ticket: Ticket, locale: ConsoleLocale): AgentTexts {
  const { priorityReason, summary, stepsTried } = ticket;
  return ticket.forAgents?.[locale] ?? { priorityReason, summary, steps: stepsTried.map(({ title }) => title) };
}
