/** Queries of the sinks' queue; every function that writes runs inside a unit of work. */

import { sql } from 'kysely';
import type { TicketEvent } from '#adapters/desk-contract.ts';
import type { ExternalTicket } from '#adapters/tickets/sink-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Database } from './engine.ts';
import { findExternal, keepExternal } from './external-queries.ts';
import { readEvent } from './history-queries.ts';
import { INSTALLATION, saveNote } from './notebook-queries.ts';
import { atMost } from './prepare.ts';
import type { SinkJobRow } from './sink-rows.ts';
import {
  AT_ONCE,
  type DueSinkJob,
  ERASE,
  type NewSinkNotice,
  type SinkSettlement,
  type SinkTask,
} from './sink-store.ts';
import { findTicket } from './ticket-queries.ts';
import { WAITING } from './waiting.ts';

/** Keeps the names of the sinks that follow tickets. */
const FOLLOWING = 'house:sinks';

/** Events put into the queues in one unit. */
const BATCH = 100;

/** Events that one job tells at most. */
const MOST_GATHERED = 50;

const EVENT = 'event';

/** Remembers who follows; whoever comes to an empty house hears of nothing that happened before. */
export async function beginSinks(db: Database, sinks: readonly string[], alone: boolean): Promise<void> {
  const before = await db.selectFrom('notebook').select('value').where('key', '=', FOLLOWING).executeTakeFirst();
  const followed = before !== undefined && before.value !== '';
  if (!followed && sinks.length > 0) {
    await db.updateTable('ticket_events').set({ told: 1 }).where('told', '=', sql.lit(0)).execute();
  }
  await saveNote(db, FOLLOWING, sinks.join(' '));
  if (!alone) return;
  const over = { due_at: AT_ONCE, leased_by: null };
  await db.updateTable('sink_jobs').set(over).where('status', '=', WAITING).where('attempt', '>', 0).execute();
}

/** Puts events that wait into the queue of every sink; true when there may be more. */
export async function followEvents(db: Database, sinks: readonly string[], now: Instant): Promise<boolean> {
  const events = await db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.number')
    .select(['ticket_events.id', 'ticket_events.number', 'tickets.conversation_id'])
    .where('ticket_events.told', '=', sql.lit(0))
    .orderBy('ticket_events.id')
    .limit(atMost(BATCH))
    .forUpdate('ticket_events')
    .skipLocked()
    .execute();
  if (events.length === 0) return false;
  const rows = events.flatMap(({ id, number, conversation_id }) =>
    sinks.map((sink) => ({
      ...{ sink, subject: number, kind: EVENT, number, conversation_id, event_id: id },
      ...{ body: null, leased_by: null, status: 'waiting' as const, attempt: 0, due_at: now, reason: null, at: now },
    })),
  );
  if (rows.length > 0) await db.insertInto('sink_jobs').values(rows).execute();
  const ids = events.map(({ id }) => id);
  await db.updateTable('ticket_events').set({ told: 1 }).where('id', 'in', ids).execute();
  return events.length === BATCH;
}

/** Queues a notice. */
export async function insertNotice(db: Database, sink: string, notice: NewSinkNotice, now: Instant): Promise<void> {
  const { type, subject, conversationId, body } = notice;
  await db
    .insertInto('sink_jobs')
    .values({
      ...{ sink, subject: `notice:${subject}`, kind: type, number: null, event_id: null, leased_by: null },
      ...{ conversation_id: conversationId ?? null, body: JSON.stringify(body) },
      ...{ status: 'waiting', attempt: 0, due_at: now, reason: null, at: now },
    })
    .execute();
}

/** Jobs that neither an earlier one of the same subject nor another process holds back. */
function selectHeads(db: Database, sink: string, process: number) {
  return (
    db
      .selectFrom('sink_jobs as due')
      .where('due.sink', '=', sink)
      .where('due.status', '=', WAITING)
      // What another process holds is its own until it settles it or is gone: clocks of two machines differ.
      .where(({ or, eb }) => or([eb('due.leased_by', 'is', null), eb('due.leased_by', '=', process)]))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('sink_jobs as earlier')
              .select('earlier.id')
              .whereRef('earlier.sink', '=', 'due.sink')
              .whereRef('earlier.subject', '=', 'due.subject')
              .where('earlier.status', '=', WAITING)
              .whereRef('earlier.id', '<', 'due.id'),
          ),
        ),
      )
  );
}

type Head = Omit<SinkJobRow, 'id'> & { readonly id: number };

async function gatherEvents(db: Database, head: Head, limit: number): Promise<readonly TicketEvent[]> {
  const rows = await db
    .selectFrom('sink_jobs')
    .innerJoin('ticket_events', 'ticket_events.id', 'sink_jobs.event_id')
    .selectAll('ticket_events')
    .where('sink_jobs.sink', '=', head.sink)
    .where('sink_jobs.subject', '=', head.subject)
    .where('sink_jobs.status', '=', WAITING)
    .where('sink_jobs.id', '>=', head.id)
    .orderBy('sink_jobs.id')
    .limit(limit)
    .execute();
  return rows.map(readEvent);
}

async function lastRowOf(db: Database, head: Head, eventId: number): Promise<number> {
  const row = await db
    .selectFrom('sink_jobs')
    .select('id')
    .where('sink', '=', head.sink)
    .where('subject', '=', head.subject)
    .where('event_id', '=', eventId)
    .where('id', '>=', head.id)
    .executeTakeFirst();
  return Number(row?.id ?? head.id);
}

interface Found {
  readonly task: SinkTask;
  readonly last: number;
  readonly external?: ExternalTicket;
}

async function taskOf(db: Database, head: Head, gather: boolean): Promise<Found | undefined> {
  const body = head.body === null ? {} : JSON.parse(head.body);
  if (head.kind === ERASE) return { task: { kind: 'erase', external: body }, last: head.id };
  if (head.kind !== EVENT) return { task: { kind: 'notice', type: head.kind, body }, last: head.id };
  const ticket: Ticket | undefined = head.number === null ? undefined : await findTicket(db, head.number);
  const events = await gatherEvents(db, head, gather ? MOST_GATHERED : 1);
  const newest = events.at(-1);
  if (!ticket || !newest) return undefined;
  const external = await findExternal(db, head.sink, ticket.number);
  return {
    task: { kind: 'ticket', ticket, events },
    last: await lastRowOf(db, head, newest.id),
    ...(external ? { external } : {}),
  };
}

/** Leases what is due; see the contract. */
export async function leaseSinkJobs(
  db: Database,
  sink: string,
  claim: { readonly now: Instant; readonly limit: number; readonly leasedUntilMs: Instant; readonly gather: boolean },
  process: number,
): Promise<readonly DueSinkJob[]> {
  const heads = await selectHeads(db, sink, process)
    .selectAll('due')
    .where('due.due_at', '<=', claim.now)
    .orderBy(sql`case when due.due_at = ${sql.lit(AT_ONCE)} then 0 else due.id end`)
    .limit(atMost(claim.limit))
    .forUpdate('due')
    .skipLocked()
    .execute();
  if (heads.length === 0) return [];
  const note = await db.selectFrom('notebook').select('value').where('key', '=', INSTALLATION).executeTakeFirst();
  const installation = note?.value ?? 'posdesk';
  const jobs: DueSinkJob[] = [];
  for (const row of heads) {
    const head: Head = { ...row, id: Number(row.id) };
    const attempt = head.attempt + 1;
    await db
      .updateTable('sink_jobs')
      .set({ attempt, due_at: claim.leasedUntilMs, leased_by: process })
      .where('id', '=', head.id)
      .execute();
    const found = await taskOf(db, head, claim.gather);
    if (!found) continue;
    const { last, ...rest } = found;
    const rows = { first: head.id, last };
    const id = `${installation}-${head.id}`;
    const { subject, at: atMs } = head;
    jobs.push({ id, installation, sink, subject, attempt, atMs, rows, gathered: claim.gather, ...rest });
  }
  return jobs;
}

/** A sink that was told how the ticket stands needs to hear nothing older, failed jobs included. */
async function finish(db: Database, { sink, subject, rows, gathered }: DueSinkJob): Promise<void> {
  await db
    .deleteFrom('sink_jobs')
    .where('sink', '=', sink)
    .where('subject', '=', subject)
    .where('id', '<=', rows.last)
    .$if(!gathered, (rest) => rest.where('id', '>=', rows.first))
    .execute();
}

function changeOf(settlement: SinkSettlement) {
  switch (settlement.kind) {
    case 'failed':
      return { status: 'failed' as const, reason: settlement.reason, leased_by: null };
    case 'retry':
      return { due_at: settlement.dueAtMs, reason: settlement.reason, leased_by: null };
    case 'done':
      return { reason: null };
  }
}

/** Ends a lease; false when it is not that one any more. */
export async function settleSinkJob(
  db: Database,
  job: DueSinkJob,
  settlement: SinkSettlement,
  now: Instant,
): Promise<boolean> {
  const { external } = settlement;
  if (external) await keepExternal(db, job, external, now);
  const own = await db
    .updateTable('sink_jobs')
    .set(changeOf(settlement))
    .where('id', '=', job.rows.first)
    .where('status', '=', WAITING)
    .where('attempt', '=', job.attempt)
    .executeTakeFirst();
  if (own.numUpdatedRows === 0n) return false;
  if (settlement.kind === 'done') await finish(db, job);
  return true;
}

/** When the next job of a sink is due or its lease ends, as far as no other process holds it. */
export async function findNextSinkJob(db: Database, sink: string, process: number): Promise<Instant | undefined> {
  const row = await selectHeads(db, sink, process)
    .select((field) => field.fn.min('due.due_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}
