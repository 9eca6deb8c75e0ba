/** Queries of tickets and transcripts. */

import { sql } from 'kysely';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { Ticket, TicketDraft, TicketStatus } from '#dialogs/ticket.ts';
import { type Database, LOST_RACE } from './engine.ts';
import type { TicketRow, TranscriptRow } from './rows.ts';

/** Tickets of one conversation that a turn looks at; older ones are closed long since. */
const MOST_PER_CONVERSATION = 50;

function readTicket(row: TicketRow): Ticket {
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

function writeTicket(ticket: Ticket): TicketRow {
  const { number, conversationId, status, openedAtMs, updatedAtMs, answerDueMs, agent, ...draft } = ticket;
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
  };
}

/** Tickets of a conversation, newest first. */
export async function findConversationTickets(db: Database, conversationId: string): Promise<readonly Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('ordinal', 'desc')
    .limit(MOST_PER_CONVERSATION)
    .execute();
  return rows.map(readTicket);
}

/** A ticket by its number. */
export async function findTicket(db: Database, number: string): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('number', '=', number).executeTakeFirst();
  return row && readTicket(row);
}

/** Tickets, live ones first, most urgent first. */
export async function findTickets(
  db: Database,
  query: { readonly status?: TicketStatus; readonly limit: number },
): Promise<readonly Ticket[]> {
  const closedLast = sql`case when status in ('resolved', 'cancelled') then 1 else 0 end`;
  const { status } = query;
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .$if(status !== undefined, (select) => select.where('status', '=', status ?? ''))
    .orderBy(closedLast)
    .orderBy('priority')
    .orderBy('answer_due_at')
    .orderBy('ordinal')
    .limit(query.limit)
    .execute();
  return rows.map(readTicket);
}

/** The number that the next ticket gets. */
export async function peekTicketNumber(db: Database): Promise<string> {
  const row = await db.selectFrom('counters').select('value').where('name', '=', 'ticket').executeTakeFirstOrThrow();
  return `T${row.value + 1}`;
}

/** Counts on; a number that somebody else used up meanwhile makes the unit run again. */
async function useUpNumber(db: Database, ordinal: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('counters')
    .set({ value: ordinal })
    .where('name', '=', 'ticket')
    .where('value', '=', ordinal - 1)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  throw Object.assign(new Error('The ticket number was used up meanwhile.'), { code: LOST_RACE });
}

/** Writes tickets whole; one that carries `nextNumber` uses that number up. */
export async function saveTickets(db: Database, tickets: readonly Ticket[], nextNumber: string): Promise<void> {
  for (const ticket of tickets) {
    const { number, ...row } = writeTicket(ticket);
    await db
      .insertInto('tickets')
      .values({ number, ...row })
      .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
      .execute();
    if (number !== nextNumber) continue;
    await useUpNumber(db, row.ordinal);
  }
}

function readLine(row: TranscriptRow): TranscriptLine {
  return {
    seq: row.seq,
    atMs: row.at,
    from: row.from_whom as TranscriptLine['from'],
    text: row.text,
    ...(row.attachments === null ? {} : { attachments: JSON.parse(row.attachments) }),
    ...(row.reply === null ? {} : { reply: JSON.parse(row.reply) }),
    ...(row.author === null ? {} : { author: row.author }),
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
  };
}

/** Transcript lines above `after`, oldest first. */
export async function findLines(
  db: Database,
  conversationId: ConversationId,
  query: { readonly after: number; readonly limit: number; readonly forMerchant: boolean },
): Promise<readonly TranscriptLine[]> {
  const rows = await db
    .selectFrom('transcript')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('seq', '>', query.after)
    .$if(query.forMerchant, (select) => select.where('from_whom', 'in', ['merchant', 'bot', 'agent']))
    .orderBy('seq')
    .limit(query.limit)
    .execute();
  return rows.map(readLine);
}
