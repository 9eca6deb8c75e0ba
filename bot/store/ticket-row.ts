/** A ticket as its row: the columns that are searched, sorted and counted, and the rest as JSON. Pure. */

import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Ticket, TicketDraft, TicketStatus } from '#dialogs/ticket.ts';
import type { TicketRow } from './rows.ts';

/** How long before the promise the clock warns at most. */
const WARN_MS = 15 * 60_000;

/** When to warn of a promise: a quarter of an hour before, or halfway when it is a short one. */
export function warnAtOf(promisedAtMs: Instant, answerDueMs: Instant): Instant {
  return answerDueMs - Math.min(WARN_MS, Math.max(0, Math.floor((answerDueMs - promisedAtMs) / 2)));
}

/** The heap of the list that a ticket is in: 0 it waits for us, 1 for its merchant or the bot, 2 for nobody any more. */
export function heapOf(status: TicketStatus): 0 | 1 | 2 {
  if (status === 'resolved' || status === 'cancelled') return 2;
  return status === 'waiting' ? 1 : 0;
}

/** What a search looks through, in lower case. */
export function searchTextOf(number: string, draft: TicketDraft): string {
  const { sn, tid, mid, iccid, model, contactName, contactPhone, merchantWords, code } = draft;
  const words = [number, sn, tid, mid, iccid, model, contactName, contactPhone, code, merchantWords];
  return words
    .filter((word) => word !== undefined)
    .join('\n')
    .toLowerCase();
}

/** The columns that a ticket is made of; the others say it once more, to be searched and counted. */
export const TICKET_COLUMNS = [
  'number',
  'conversation_id',
  'status',
  'agent',
  'opened_at',
  'updated_at',
  'answer_due_at',
  'draft',
] as const;

/** A ticket as stored. */
export function readTicket(row: Pick<TicketRow, (typeof TICKET_COLUMNS)[number]>): Ticket {
  const draft: TicketDraft = JSON.parse(row.draft);
  return {
    ...draft,
    number: row.number,
    conversationId: row.conversation_id as ConversationId,
    status: row.status as TicketStatus,
    openedAtMs: row.opened_at,
    updatedAtMs: row.updated_at,
    answerDueMs: row.answer_due_at,
    ...(row.agent === null ? {} : { agent: row.agent }),
  };
}

/** A ticket as its row, without what only the clock writes. */
export function writeTicket(ticket: Ticket): Omit<TicketRow, 'alerted'> {
  const { number, conversationId, status, openedAtMs, updatedAtMs, answerDueMs, agent, ...draft } = ticket;
  const { resolution } = draft;
  return {
    number,
    ordinal: Number(number.slice(1)),
    conversation_id: conversationId,
    status,
    priority: draft.priority,
    agent: agent ?? null,
    opened_at: openedAtMs,
    updated_at: updatedAtMs,
    answer_due_at: answerDueMs,
    draft: JSON.stringify(draft),
    channel: draft.channel,
    sn: draft.sn ?? null,
    mid: draft.mid ?? null,
    symptom: draft.symptoms[0] ?? 'unknown',
    resolution: resolution?.code ?? null,
    fixed_by: resolution?.fixedBy ?? null,
    rating: draft.rating ?? null,
    merged_into: draft.mergedInto ?? null,
    first_answer_at: draft.firstAnswerAtMs ?? null,
    resolved_at: resolution?.atMs ?? null,
    warn_at: warnAtOf(updatedAtMs, answerDueMs),
    closed: heapOf(status) === 2 ? 1 : 0,
    search: searchTextOf(number, draft),
  };
}
