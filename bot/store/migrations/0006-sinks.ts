/** What sinks need: their queue, the tickets they have made, and which events are in the queue. */

import { type Kysely, sql } from 'kysely';
import type { ColumnTypes } from '../column-types.ts';

const BIG = 'bigint';

async function createQueue(db: Kysely<unknown>, { countedKey }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('sink_jobs')
    .addColumn('id', countedKey)
    .addColumn('sink', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.references('tickets.number'))
    .addColumn('conversation_id', 'text', (column) => column.references('conversations.id'))
    .addColumn('event_id', BIG)
    .addColumn('body', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('due_at', BIG, (column) => column.notNull())
    .addColumn('leased_by', BIG)
    .addColumn('reason', 'text')
    .addColumn('at', BIG, (column) => column.notNull())
    .execute();
  await sql`create index sink_jobs_due on sink_jobs (sink, due_at) where status = 'waiting'`.execute(db);
  await sql`create index sink_jobs_in_order on sink_jobs (sink, subject, id) where status = 'waiting'`.execute(db);
  await db.schema.createIndex('sink_jobs_of_ticket').on('sink_jobs').columns(['number', 'id']).execute();
  await db.schema.createIndex('sink_jobs_of_conversation').on('sink_jobs').columns(['conversation_id']).execute();
}

async function createExternals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('external_tickets')
    .addColumn('sink', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull().references('tickets.number'))
    .addColumn('external_id', 'text', (column) => column.notNull())
    .addColumn('url', 'text')
    .addColumn('memory', 'text')
    .addColumn('erasable', 'integer', (column) => column.notNull())
    .addColumn('updated_at', BIG, (column) => column.notNull())
    .addPrimaryKeyConstraint('one_external_ticket', ['number', 'sink'])
    .execute();
  await db.schema
    .createIndex('external_tickets_by_id')
    .on('external_tickets')
    .columns(['sink', 'external_id'])
    .execute();
}

/** Adds the tables; events from before are no news to any sink. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createQueue(db, types);
  await createExternals(db);
  await db.schema
    .alterTable('ticket_events')
    .addColumn('told', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update ticket_events set told = 1`.execute(db);
  await sql`create index ticket_events_untold on ticket_events (id) where told = 0`.execute(db);
}
