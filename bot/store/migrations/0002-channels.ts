/** What channels need: where to answer, what a tap allows, messages that are held, photos, and notes of channels. */

import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { ColumnTypes } from '../column-types.ts';
import { INSTALLATION } from '../notebook-queries.ts';

const BIG = 'bigint';

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const conversations = () => db.schema.alterTable('conversations');
  await conversations().addColumn('address', 'text').execute();
  await conversations()
    .addColumn('merchant_seq', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await conversations().addColumn('tap_at', BIG).execute();
  await conversations()
    .addColumn('sent_since_tap', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await conversations()
    .addColumn('held', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('outbox').addColumn('held_at', BIG).execute();
}

async function createNotebook(db: Kysely<{ notebook: { key: string; value: string } }>): Promise<void> {
  await db.schema
    .createTable('notebook')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  const value = randomBytes(4).toString('hex');
  await db.insertInto('notebook').values({ key: INSTALLATION, value }).execute();
}

/** Adds columns and tables; the database gets a name of its own, so that ids of deliveries never repeat. */
export async function up(db: Kysely<unknown>, { bytes }: ColumnTypes): Promise<void> {
  await addColumns(db);
  await createNotebook(db as Kysely<{ notebook: { key: string; value: string } }>);
  await db.schema
    .createTable('media')
    .addColumn('ref', 'text', (column) => column.primaryKey())
    .addColumn('bytes', sql.raw(bytes), (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('created_at', BIG, (column) => column.notNull())
    .execute();
}
