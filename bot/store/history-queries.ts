/** Queries of what happened: events of tickets, steps of cases, and what the clock has to say. */

import type { TicketEvent } from '#adapters/desk-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { diffSteps } from '../desk/step-results.ts';
import { diffTicket, type NewEvent } from '../desk/ticket-events.ts';
import type { Database } from './engine.ts';
import { prepareWrite } from './prepare.ts';
import type { TicketEventRow } from './rows.ts';
import type { TurnWork, TurnWrites } from './store.ts';

/** An event as stored. */
export function readEvent(row: Omit<TicketEventRow, 'id' | 'told'> & { readonly id: number }): TicketEvent {
  return {
    id: Number(row.id),
    number: row.number,
    atMs: row.at,
    kind: row.kind as TicketEvent['kind'],
    ...(row.by_whom === null ? {} : { by: row.by_whom }),
    ...(row.changes === null ? {} : { changes: JSON.parse(row.changes) }),
  };
}

async function addEvent(db: Database, number: string, event: NewEvent, now: Instant): Promise<void> {
  const { kind, by, changes } = event;
  await db
    .insertInto('ticket_events')
    .values({ number, at: now, kind, by_whom: by ?? null, changes: changes ? JSON.stringify(changes) : null })
    .execute();
}

interface NewStepRow {
  readonly [column: string]: string | number;
  readonly id: string;
  readonly step: string;
  readonly result: string;
  readonly at: number;
}

const ADD_STEP = prepareWrite((db, { id, step, result, at }: NewStepRow) =>
  db.insertInto('step_results').values({ conversation_id: id, step, result, at }),
);

async function addSteps(
  db: Database,
  id: ConversationId,
  before: DialogState | undefined,
  writes: TurnWrites,
  now: Instant,
) {
  for (const { step, result } of diffSteps(before, writes.state)) await ADD_STEP(db, { id, step, result, at: now });
}

/** Keeps what a turn changed in tickets and steps; the tickets themselves are already written. */
export async function saveHistory(db: Database, work: TurnWork, writes: TurnWrites, now: Instant): Promise<void> {
  for (const after of writes.tickets) {
    const before = work.tickets.find((ticket: Ticket) => ticket.number === after.number);
    for (const event of diffTicket(before, after, writes.by)) await addEvent(db, after.number, event, now);
  }
  for (const number of writes.wroteTo ?? []) await addEvent(db, number, { kind: 'wrote' }, now);
  await addSteps(db, work.conversation.id, work.conversation.state, writes, now);
}

/** Events of a ticket, oldest first. */
export async function findEvents(db: Database, number: string): Promise<readonly TicketEvent[]> {
  const rows = await db.selectFrom('ticket_events').selectAll().where('number', '=', number).orderBy('id').execute();
  return rows.map(readEvent);
}

/** Events of all tickets above an id, oldest first: what sinks follow. */
export async function findEventsAfter(db: Database, id: number, limit: number): Promise<readonly TicketEvent[]> {
  const rows = await db
    .selectFrom('ticket_events')
    .selectAll()
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(readEvent);
}

const TICKING = ['open', 'claimed', 'reopened'];

function ticking(db: Database) {
  return db.selectFrom('tickets').where('closed', '=', 0).where('status', 'in', TICKING);
}

/** Says of every promise that is due soon or overdue that it is, once; the conversations concerned. */
export async function ringClock(db: Database, now: Instant, limit: number): Promise<readonly ConversationId[]> {
  const rows = await ticking(db)
    .select(['number', 'conversation_id', 'answer_due_at'])
    .where(({ or, and, eb }) =>
      or([
        and([eb('alerted', '=', 0), eb('warn_at', '<=', now)]),
        and([eb('alerted', '=', 1), eb('answer_due_at', '<=', now)]),
      ]),
    )
    .orderBy('answer_due_at')
    .limit(limit)
    .execute();
  const rung: ConversationId[] = [];
  for (const { number, conversation_id, answer_due_at } of rows) {
    const overdue = answer_due_at <= now;
    const { numUpdatedRows } = await db
      .updateTable('tickets')
      .set({ alerted: overdue ? 2 : 1 })
      .where('number', '=', number)
      .where('answer_due_at', '=', answer_due_at)
      .where('alerted', '<', overdue ? 2 : 1)
      .executeTakeFirst();
    // Another process on the same database has been quicker.
    if (numUpdatedRows === 0n) continue;
    await addEvent(db, number, { kind: overdue ? 'overdue' : 'dueSoon' }, now);
    rung.push(conversation_id as ConversationId);
  }
  return rung;
}

/** When the clock next has something to say. */
export async function findNextRing(db: Database): Promise<Instant | undefined> {
  const soon = await ticking(db)
    .select((field) => field.fn.min('warn_at').as('at'))
    .where('alerted', '=', 0)
    .executeTakeFirst();
  const due = await ticking(db)
    .select((field) => field.fn.min('answer_due_at').as('at'))
    .where('alerted', '=', 1)
    .executeTakeFirst();
  const times = [soon?.at, due?.at].filter((at) => at !== null && at !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}
