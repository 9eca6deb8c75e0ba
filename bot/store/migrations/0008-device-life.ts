/** Whose terminal is whose, stickers and links that name a terminal, and reminders of what ends. */

import type { Kysely } from 'kysely';

const BIG = 'bigint';

async function createBindings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('device_bindings')
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('serial', 'text', (column) => column.notNull())
    .addColumn('mid', 'text')
    .addColumn('proof', 'text', (column) => column.notNull())
    .addColumn('bound_at', BIG, (column) => column.notNull())
    .addColumn('bound_by', 'text')
    .addPrimaryKeyConstraint('device_bindings_key', ['conversation_id', 'serial'])
    .execute();
  await db.schema.createIndex('device_bindings_serial').on('device_bindings').column('serial').execute();
  await db.schema
    .createTable('register_misses')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('misses', 'integer', (column) => column.notNull())
    .addColumn('since', BIG, (column) => column.notNull())
    .execute();
}

async function createTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('device_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('serial', 'text', (column) => column.notNull())
    .addColumn('issued_at', BIG, (column) => column.notNull())
    .addColumn('issued_by', 'text', (column) => column.notNull())
    .addColumn('revoked_at', BIG)
    .addColumn('used_by', 'text')
    .addColumn('place', 'text')
    .execute();
  await db.schema.createIndex('device_tokens_serial').on('device_tokens').column('serial').execute();
}

async function createReminders(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reminders')
    .addColumn('serial', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('ends_on', 'text', (column) => column.notNull())
    .addColumn('days', 'integer', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('at', BIG, (column) => column.notNull())
    .addPrimaryKeyConstraint('reminders_key', ['serial', 'kind', 'ends_on', 'days'])
    .execute();
  await db.schema.createIndex('reminders_conversation').on('reminders').column('conversation_id').execute();
  await db.schema.createIndex('reminders_at').on('reminders').column('at').execute();
  await db.schema
    .createTable('reminder_stops')
    .addColumn('conversation_id', 'text', (column) => column.primaryKey())
    .addColumn('at', BIG, (column) => column.notNull())
    .execute();
}

/** Adds the tables, and finds devices by the days on which something of them ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createBindings(db);
  await createTokens(db);
  await createReminders(db);
  for (const day of ['contract_ends_on', 'sim_ends_on', 'certificate_ends_on'] as const) {
    await db.schema.createIndex(`devices_${day}`).on('devices').columns([day, 'serial']).execute();
  }
}
