/** Renewals: applications, their encrypted papers, and what happened to them. */

import { type Kysely, sql } from 'kysely';
import type { ColumnTypes } from '../column-types.ts';

/** Numbers begin after this one. */
const FIRST = 1_000;
const BIG = 'bigint';

/** Adds the tables. */
export async function up(db: Kysely<unknown>, { countedKey, bytes }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('renewals')
    .addColumn('number', 'text', (column) => column.primaryKey())
    .addColumn('ordinal', BIG, (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('ended', 'integer', (column) => column.notNull())
    .addColumn('serial', 'text')
    .addColumn('updated_at', BIG, (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('renewals_of_conversation')
    .on('renewals')
    .columns(['conversation_id', 'ordinal'])
    .execute();
  await db.schema.createIndex('renewals_listed').on('renewals').columns(['ended', 'updated_at']).execute();
  await db.schema
    .createTable('renewal_photos')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'text', (column) => column.notNull().references('renewals.number'))
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addColumn('created_at', BIG, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('renewal_photos_of_renewal').on('renewal_photos').columns(['number']).execute();
  await db.schema
    .createTable('renewal_events')
    .addColumn('id', countedKey)
    .addColumn('number', 'text', (column) => column.notNull().references('renewals.number'))
    .addColumn('at', BIG, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('by', 'text')
    .addColumn('note', 'text')
    .execute();
  await db.schema.createIndex('renewal_events_of_renewal').on('renewal_events').columns(['number', 'id']).execute();
  await sql`insert into counters (name, value) values ('renewal', ${FIRST})`.execute(db);
}
