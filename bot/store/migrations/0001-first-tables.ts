/** The first tables: conversations, inbox, outbox, tickets, timers, sign-ins. */

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { ColumnTypes } from '../column-types.ts';

const BIG = 'bigint';

async function createConversations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('sender_id', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('state', 'text')
    .addColumn('last_seq', 'integer', (column) => column.notNull())
    .addColumn('last_merchant_at', BIG, (column) => column.notNull())
    .addColumn('sent_since', 'integer', (column) => column.notNull())
    .addColumn('created_at', BIG, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('transcript')
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', BIG, (column) => column.notNull())
    .addColumn('from_whom', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('attachments', 'text')
    .addColumn('reply', 'text')
    .addColumn('author', 'text')
    .addColumn('message_id', 'text')
    .addPrimaryKeyConstraint('transcript_line', ['conversation_id', 'seq'])
    .execute();
}

async function createQueues(db: Kysely<unknown>, { countedKey }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('inbox')
    .addColumn('id', countedKey)
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('body', 'text')
    .addColumn('sensitive', 'text', (column) => column.notNull())
    .addColumn('received_at', BIG, (column) => column.notNull())
    .addUniqueConstraint('inbox_once', ['channel', 'message_id'])
    .execute();
  await sql`create index inbox_waiting on inbox (conversation_id, id) where status = 'waiting'`.execute(db);
  await db.schema
    .createTable('outbox')
    .addColumn('id', countedKey)
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('reply', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('due_at', BIG, (column) => column.notNull())
    .addColumn('settled_at', BIG)
    .execute();
  await sql`create index outbox_waiting on outbox (conversation_id, id) where status = 'waiting'`.execute(db);
  await sql`create index outbox_due on outbox (due_at) where status = 'waiting'`.execute(db);
}

async function createTickets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tickets')
    .addColumn('number', 'text', (column) => column.primaryKey())
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('priority', 'text', (column) => column.notNull())
    .addColumn('agent', 'text')
    .addColumn('opened_at', BIG, (column) => column.notNull())
    .addColumn('updated_at', BIG, (column) => column.notNull())
    .addColumn('answer_due_at', BIG, (column) => column.notNull())
    .addColumn('draft', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('tickets_by_conversation')
    .on('tickets')
    .columns(['conversation_id', 'ordinal'])
    .execute();
  await db.schema
    .createIndex('tickets_by_status')
    .on('tickets')
    .columns(['status', 'priority', 'answer_due_at'])
    .execute();
}

async function createTurns(db: Kysely<unknown>, { countedKey }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('timers')
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('due_at', BIG, (column) => column.notNull())
    .addPrimaryKeyConstraint('timer_once', ['conversation_id', 'kind'])
    .execute();
  await db.schema.createIndex('timers_due').on('timers').column('due_at').execute();
  await db.schema
    .createTable('turns')
    .addColumn('id', countedKey)
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('trace', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('at', BIG, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('turns_by_conversation').on('turns').columns(['conversation_id', 'seq']).execute();
  await db.schema
    .createTable('security_events')
    .addColumn('id', countedKey)
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('at', BIG, (column) => column.notNull())
    .execute();
}

async function createSignIns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_in_links')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('expires_at', BIG, (column) => column.notNull())
    .addColumn('used_at', BIG)
    .execute();
  await db.schema
    .createTable('sign_ins')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('expires_at', BIG, (column) => column.notNull())
    .addColumn('last_used_at', BIG, (column) => column.notNull())
    .execute();
}

/** Creates the tables; the first ticket will be T1001. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createConversations(db);
  await createQueues(db, types);
  await createTickets(db);
  await createTurns(db, types);
  await createSignIns(db);
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', BIG, (column) => column.notNull())
    .execute();
  await sql`insert into counters (name, value) values ('ticket', 1000)`.execute(db);
}
