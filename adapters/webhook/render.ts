/** Tickets and their events as the body of a webhook; docs/sinks.md describes it. Pure. */

import type { Ticket } from '#dialogs/ticket.ts';
import type { TicketEvent } from '../desk-contract.ts';
import type { SinkNotice } from '../tickets/sink-contract.ts';

/** A body of Standard Webhooks: `type`, when it happened, and what it is about. */
export interface WebhookBody {
  readonly type: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** The ticket without what is only for this house: words for agents in every language, attachments, when it asked. */
function outside(ticket: Ticket, url: string): Readonly<Record<string, unknown>> {
  const { forAgents: _words, attachments, ratingAskedAtMs: _asked, conversationId: _id, ...rest } = ticket;
  const { openedAtMs, updatedAtMs, answerDueMs, ...fields } = rest;
  return {
    ...fields,
    openedAt: instant(openedAtMs),
    updatedAt: instant(updatedAtMs),
    answerDueAt: instant(answerDueMs),
    attachments: attachments.length,
    url,
  };
}

/** What an event of a ticket is told as: `ticket.opened`, `ticket.due_soon`; the ticket is as it is now. */
export function renderEvent(event: TicketEvent, ticket: Ticket, url: string): WebhookBody {
  const { id, kind, atMs, by, changes } = event;
  return {
    type: `ticket.${snake(kind)}`,
    timestamp: instant(atMs),
    data: {
      sequence: id,
      ...(by === undefined ? {} : { by }),
      ...(changes === undefined ? {} : { changes }),
      ticket: outside(ticket, url),
    },
  };
}

/** A notice as it is. */
export function renderNotice({ type, atMs, body }: SinkNotice): WebhookBody {
  return { type, timestamp: instant(atMs), data: body };
}
