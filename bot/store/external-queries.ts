/** Queries of tickets as sinks know them; every function that writes runs inside a unit of work. */

import type { ExternalTicket } from '#adapters/tickets/sink-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import type { ErasedOutside } from './privacy-store.ts';
import { type DueSinkJob, ERASE, type KnownOutside } from './sink-store.ts';

/** Queues the erasure of an external ticket. */
async function insertErasure(db: Database, sink: string, external: ExternalTicket, now: Instant): Promise<void> {
  const { id, url } = external;
  await db
    .insertInto('sink_jobs')
    .values({
      ...{
        sink,
        subject: `erase:${id}`,
        kind: ERASE,
        number: null,
        conversation_id: null,
        event_id: null,
        leased_by: null,
      },
      ...{ body: JSON.stringify({ id, url }), status: 'waiting', attempt: 0, due_at: now, reason: null, at: now },
    })
    .execute();
}

/** Queues the erasure of what sinks keep of a ticket and can delete; says of each whether they can. */
export async function eraseExternals(db: Database, number: string, now: Instant): Promise<readonly ErasedOutside[]> {
  const rows = await db.selectFrom('external_tickets').selectAll().where('number', '=', number).execute();
  for (const row of rows) if (row.erasable === 1) await insertErasure(db, row.sink, readExternal(row), now);
  return rows.map(({ sink, external_id: id, url, erasable }) => ({
    ...{ sink, id, ...(url === null ? {} : { url }) },
    queued: erasable === 1,
  }));
}

function readExternal(row: { external_id: string; url: string | null; memory: string | null }): ExternalTicket {
  const { external_id, url, memory } = row;
  return { id: external_id, ...(url === null ? {} : { url }), ...(memory === null ? {} : { memory }) };
}

/** The external ticket of one of ours. */
export async function findExternal(db: Database, sink: string, number: string): Promise<ExternalTicket | undefined> {
  const row = await db
    .selectFrom('external_tickets')
    .selectAll()
    .where('sink', '=', sink)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && readExternal(row);
}

/** Remembers an external ticket. */
async function saveExternal(
  db: Database,
  sink: string,
  number: string,
  { id, url, memory, erasable }: KnownOutside,
  now: Instant,
): Promise<void> {
  const row = {
    external_id: id,
    url: url ?? null,
    memory: memory ?? null,
    erasable: erasable ? 1 : 0,
    updated_at: now,
  };
  await db
    .insertInto('external_tickets')
    .values({ sink, number, ...row })
    .onConflict((conflict) => conflict.columns(['number', 'sink']).doUpdateSet(row))
    .execute();
}

/** Locks the ticket's conversation against an erasure under way; undefined when the ticket is gone. */
async function lockTicket(db: Database, number: string): Promise<ConversationId | undefined> {
  const row = await db
    .selectFrom('tickets')
    .innerJoin('conversations', 'conversations.id', 'tickets.conversation_id')
    .select('conversations.id')
    .where('tickets.number', '=', number)
    .forUpdate('conversations')
    .executeTakeFirst();
  return row?.id as ConversationId | undefined;
}

/** Remembers what a job made, or has it erased when its merchant has been erased meanwhile. */
export async function keepExternal(db: Database, job: DueSinkJob, external: KnownOutside, now: Instant): Promise<void> {
  if (job.task.kind !== 'ticket') return;
  const { number } = job.task.ticket;
  if (await lockTicket(db, number)) return await saveExternal(db, job.sink, number, external, now);
  // The merchant was erased while the sink was at work: what it made meanwhile has to go as well.
  if (external.erasable) await insertErasure(db, job.sink, external, now);
}

/** Our ticket behind an external one. */
export async function findNumberOf(db: Database, sink: string, externalId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('external_tickets')
    .select('number')
    .where('sink', '=', sink)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  return row?.number;
}

/** Which of them, and how many at once; see the contract. */
interface FollowedPage {
  readonly changedAfterMs: Instant;
  readonly before: string | undefined;
  readonly limit: number;
}

/** External tickets that are still worked on or were lately, the newest first. */
export async function findFollowed(db: Database, sink: string, { changedAfterMs, before, limit }: FollowedPage) {
  const rows = await db
    .selectFrom('external_tickets')
    .innerJoin('tickets', 'tickets.number', 'external_tickets.number')
    .selectAll('external_tickets')
    .select('tickets.conversation_id')
    .where('external_tickets.sink', '=', sink)
    .where(({ or, eb }) => or([eb('tickets.closed', '=', 0), eb('tickets.updated_at', '>', changedAfterMs)]))
    .$if(before !== undefined, (rest) =>
      rest.where(
        'tickets.ordinal',
        '<',
        db
          .selectFrom('tickets as last')
          .select('last.ordinal')
          .where('last.number', '=', before ?? ''),
      ),
    )
    .orderBy('tickets.ordinal', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    conversationId: row.conversation_id as ConversationId,
    external: readExternal(row),
  }));
}
