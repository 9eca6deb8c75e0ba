/** Queries of tickets and transcripts. */

import { type RawBuilder, sql } from 'kysely';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { type Database, LOST_RACE } from './engine.ts';
import { atMost, prepare } from './prepare.ts';
import type { TicketRow, TranscriptRow } from './rows.ts';
import type { TicketListQuery } from './store.ts';
import { heapOf, readTicket, TICKET_COLUMNS, writeTicket } from './ticket-row.ts';

/** Tickets of one conversation that a turn looks at; older ones are closed long since. */
const MOST_PER_CONVERSATION = 50;

const CONVERSATION_TICKETS = prepare((db, { id, limit }: { id: string; limit: number }) =>
  db
    .selectFrom('tickets')
    .select(TICKET_COLUMNS)
    .where('conversation_id', '=', id)
    .orderBy('ordinal', 'desc')
    .limit(atMost(limit)),
);

/** Tickets of a conversation, newest first. */
export async function findConversationTickets(db: Database, conversationId: string): Promise<readonly Ticket[]> {
  const { rows } = await CONVERSATION_TICKETS(db, { id: conversationId, limit: MOST_PER_CONVERSATION });
  return rows.map(readTicket);
}

/** A ticket by its number. */
export async function findTicket(db: Database, number: string): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('number', '=', number).executeTakeFirst();
  return row && readTicket(row);
}

/** The order of the index `tickets_in_order`. */
const ORDER = ['closed', 'priority', 'answer_due_at', 'ordinal'] as const;

/** The heaps of the list; each is asked for by itself, so that none needs more than that index. */
const HEAPS: readonly RawBuilder<boolean>[] = [
  sql<boolean>`closed = 0 and status <> 'waiting'`,
  sql<boolean>`closed = 0 and status = 'waiting'`,
  sql<boolean>`closed = 1`,
];

/** A search text as a LIKE pattern that holds it literally. */
function containing(text: string): string {
  return `%${text
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}

/** Tickets in the order in which they want an answer; see the contract. */
export async function findTickets(db: Database, query: TicketListQuery): Promise<readonly Ticket[]> {
  const only = query.status === undefined ? undefined : heapOf(query.status);
  const heaps = [...HEAPS.keys()].filter((heap) => heap >= (query.after?.heap ?? 0) && (only ?? heap) === heap);
  // One that changes its heap in between is found twice.
  const found = new Map<string, Ticket>();
  for (const heap of heaps) {
    const rows = await findInHeap(db, query, heap, query.limit - found.size);
    for (const row of rows) found.set(row.number, readTicket(row));
    if (found.size >= query.limit) break;
  }
  return [...found.values()];
}

function findInHeap(db: Database, query: TicketListQuery, heap: number, limit: number) {
  const { status, priority, agent, channel, search, after } = query;
  return db
    .selectFrom('tickets')
    .selectAll()
    .where(HEAPS[heap] ?? sql<boolean>`1 = 0`)
    .$if(status !== undefined, (select) => select.where('status', '=', status ?? ''))
    .$if(priority !== undefined, (select) => select.where('priority', '=', priority ?? ''))
    .$if(agent === '', (select) => select.where('agent', 'is', null))
    .$if(agent !== undefined && agent !== '', (select) => select.where('agent', '=', agent ?? ''))
    .$if(channel !== undefined, (select) => select.where('channel', '=', channel ?? ''))
    .$if(search !== undefined && search.trim() !== '', (select) =>
      select.where(sql<boolean>`search like ${containing(search ?? '')} escape '\\'`),
    )
    .$if(after?.heap === heap, (select) => select.where(behind(after)))
    .orderBy(ORDER[0])
    .orderBy(ORDER[1])
    .orderBy(ORDER[2])
    .orderBy(ORDER[3])
    .limit(limit)
    .execute();
}

/** True of tickets that come after another one of their heap. */
function behind(after: TicketListQuery['after']) {
  const { priority, answerDueMs, ordinal } = after ?? { priority: '', answerDueMs: 0, ordinal: 0 };
  return sql<boolean>`(priority, answer_due_at, ordinal) > (${priority}, ${answerDueMs}, ${ordinal})`;
}

/** Other tickets with something in common, the newest first; `like` names columns of which one must be equal. */
export async function findRelated(
  db: Database,
  number: string,
  like: { readonly [Column in 'conversation_id' | 'sn' | 'mid' | 'symptom' | 'merged_into']?: string },
  limit: number,
): Promise<readonly Ticket[]> {
  const equal = Object.entries(like) as readonly (readonly [keyof typeof like, string])[];
  if (equal.length === 0) return [];
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('number', '!=', number)
    .where(({ or, eb }) => or(equal.map(([column, value]) => eb(column, '=', value))))
    .orderBy('ordinal', 'desc')
    .limit(limit)
    .execute();
  return rows.map(readTicket);
}

const TICKET_COUNTER = prepare((db) => db.selectFrom('counters').select('value').where('name', '=', 'ticket'));

/** The number that the next ticket gets. */
export async function peekTicketNumber(db: Database): Promise<string> {
  const row = (await TICKET_COUNTER(db, {})).rows[0];
  if (!row) throw new Error('The counter of tickets is gone.');
  return numberAfter(row.value);
}

/** The number of the ticket after so many. */
export function numberAfter(ordinal: number): string {
  return `T${ordinal + 1}`;
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

/** A new promise starts the clock anew; the same one keeps what was said of it. */
function clockOf({ answer_due_at, warn_at }: Pick<TicketRow, 'answer_due_at' | 'warn_at'>) {
  const same = sql`tickets.answer_due_at = ${answer_due_at}`;
  return {
    alerted: sql<number>`case when ${same} then tickets.alerted else 0 end`,
    warn_at: sql<number>`case when ${same} then tickets.warn_at else ${warn_at} end`,
  };
}

/** Writes tickets whole; one that carries `nextNumber` uses that number up. */
export async function saveTickets(db: Database, tickets: readonly Ticket[], nextNumber: string): Promise<void> {
  for (const ticket of tickets) {
    const { number, ...row } = writeTicket(ticket);
    await db
      .insertInto('tickets')
      .values({ number, ...row })
      .onConflict((conflict) => conflict.column('number').doUpdateSet({ ...row, ...clockOf(row) }))
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

interface LinesQuery {
  readonly [name: string]: string | number;
  readonly id: string;
  readonly after: number;
  readonly limit: number;
}

function selectLines(db: Database, { id, after, limit }: LinesQuery) {
  return db
    .selectFrom('transcript')
    .selectAll()
    .where('conversation_id', '=', id)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(atMost(limit));
}

const ALL_LINES = prepare(selectLines);
const LINES_FOR_MERCHANT = prepare((db, query: LinesQuery) =>
  selectLines(db, query).where('from_whom', 'in', ['merchant', 'bot', 'agent']),
);

/** Transcript lines above `after`, oldest first. */
export async function findLines(
  db: Database,
  conversationId: ConversationId,
  query: { readonly after: number; readonly limit: number; readonly forMerchant: boolean },
): Promise<readonly TranscriptLine[]> {
  const { after, limit, forMerchant } = query;
  const find = forMerchant ? LINES_FOR_MERCHANT : ALL_LINES;
  return (await find(db, { id: conversationId, after, limit })).rows.map(readLine);
}
