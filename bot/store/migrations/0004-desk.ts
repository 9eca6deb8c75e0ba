/** What the desk needs: columns to search, sort and count tickets by, their events, steps, accounts, and the audit log. */

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Ticket } from '#dialogs/ticket.ts';
import { AUDIT_COUNTER } from '../audit-queries.ts';
import type { ColumnTypes } from '../column-types.ts';
import { searchTextOf, warnAtOf } from '../ticket-row.ts';

const BIG = 'bigint';
/** Old tickets brought up to date in one go. */
const BATCH = 500;

async function addTicketColumns(db: Kysely<unknown>): Promise<void> {
  const tickets = () => db.schema.alterTable('tickets');
  for (const column of ['channel', 'sn', 'mid', 'symptom', 'resolution', 'fixed_by', 'rating', 'merged_into']) {
    await tickets().addColumn(column, 'text').execute();
  }
  for (const column of ['first_answer_at', 'resolved_at', 'warn_at']) await tickets().addColumn(column, BIG).execute();
  for (const column of ['closed', 'alerted']) {
    await tickets()
      .addColumn(column, 'integer', (add) => add.notNull().defaultTo(0))
      .execute();
  }
  await tickets()
    .addColumn('search', 'text', (add) => add.notNull().defaultTo(''))
    .execute();
}

interface OldRow {
  readonly number: string;
  readonly ordinal: number;
  readonly status: string;
  readonly opened_at: number;
  readonly updated_at: number;
  readonly answer_due_at: number;
  readonly draft: string;
}

function newColumns(row: OldRow) {
  const draft: Ticket = JSON.parse(row.draft);
  const closed = row.status === 'resolved' || row.status === 'cancelled';
  const { sn, mid, symptoms, channel } = draft;
  return {
    channel,
    sn: sn ?? null,
    mid: mid ?? null,
    symptom: symptoms[0] ?? 'unknown',
    resolved_at: row.status === 'resolved' ? row.updated_at : null,
    closed: closed ? 1 : 0,
    warn_at: warnAtOf(row.opened_at, row.answer_due_at),
    search: searchTextOf(row.number, draft),
    // Promises long past are no news.
    alerted: closed ? 0 : 2,
  };
}

async function fillTicketColumns(db: Kysely<{ tickets: OldRow & ReturnType<typeof newColumns> }>): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('tickets')
      .select(['number', 'ordinal', 'status', 'opened_at', 'updated_at', 'answer_due_at', 'draft'])
      .where('ordinal', '>', after)
      .orderBy('ordinal')
      .limit(BATCH)
      .execute();
    for (const row of rows) {
      await db.updateTable('tickets').set(newColumns(row)).where('number', '=', row.number).execute();
    }
    after = Number(rows.at(-1)?.ordinal ?? 0);
    if (rows.length < BATCH) return;
  }
}

async function indexTickets(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on('tickets')
      .columns([...columns])
      .execute();
  await index('tickets_in_order', ['closed', 'priority', 'answer_due_at', 'ordinal']);
  await index('tickets_by_opening', ['opened_at']);
  await index('tickets_by_symptom', ['symptom', 'ordinal']);
  await sql`create index tickets_by_serial on tickets (sn) where sn is not null`.execute(db);
  await sql`create index tickets_by_merchant on tickets (mid) where mid is not null`.execute(db);
  await sql`create index tickets_by_merger on tickets (merged_into) where merged_into is not null`.execute(db);
  await sql`create index tickets_on_the_clock on tickets (alerted, warn_at) where closed = 0`.execute(db);
}

async function createHistory(db: Kysely<unknown>, { countedKey }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('ticket_events')
    .addColumn('id', countedKey)
    .addColumn('number', 'text', (column) => column.notNull().references('tickets.number'))
    .addColumn('at', BIG, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('by_whom', 'text')
    .addColumn('changes', 'text')
    .execute();
  await db.schema.createIndex('ticket_events_by_ticket').on('ticket_events').columns(['number', 'id']).execute();
  await db.schema
    .createTable('step_results')
    .addColumn('id', countedKey)
    .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('at', BIG, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('step_results_by_time').on('step_results').columns(['at']).execute();
  await db.schema
    .createIndex('step_results_by_conversation')
    .on('step_results')
    .columns(['conversation_id', 'id'])
    .execute();
  await db.schema.createIndex('turns_by_time').on('turns').columns(['at']).execute();
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('accounts')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('totp_secret', 'text')
    .addColumn('totp_pending', 'text')
    .addColumn('totp_step', BIG)
    .addColumn('oidc_issuer', 'text')
    .addColumn('oidc_subject', 'text')
    .addColumn('disabled_at', BIG)
    .addColumn('created_at', BIG, (column) => column.notNull())
    .addUniqueConstraint('account_of_identity', ['oidc_issuer', 'oidc_subject'])
    .execute();
  const signIns = () => db.schema.alterTable('sign_ins');
  await signIns().addColumn('browser', 'text').execute();
  await signIns()
    .addColumn('signed_in_at', BIG, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('sign_in_tries')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('since', BIG, (column) => column.notNull())
    .execute();
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', BIG, (column) => column.primaryKey())
    .addColumn('at', BIG, (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('details', 'text')
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_by_user').on('audit').columns(['user_name', 'seq']).execute();
  await db.schema.createIndex('audit_by_subject').on('audit').columns(['subject', 'seq']).execute();
  const counters = db as Kysely<{ counters: { name: string; value: number } }>;
  await counters.insertInto('counters').values({ name: AUDIT_COUNTER, value: 0 }).execute();
}

/** Makes the tables append-only for everybody who comes in through the database, us included. */
async function guardAudit(db: Kysely<unknown>, { bytes }: ColumnTypes): Promise<void> {
  if (bytes === 'blob') {
    for (const change of ['update', 'delete']) {
      await sql
        .raw(
          `create trigger audit_no_${change} before ${change} on audit begin select raise(abort, 'the audit log only grows'); end`,
        )
        .execute(db);
    }
    return;
  }
  await sql`create function audit_only_grows() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log only grows'; end $$`.execute(db);
  await sql`create trigger audit_only_grows before update or delete or truncate on audit
    for each statement execute function audit_only_grows()`.execute(db);
}

/** Adds columns and tables, and fills the columns of tickets there are. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await addTicketColumns(db);
  await fillTicketColumns(db as Kysely<{ tickets: OldRow & ReturnType<typeof newColumns> }>);
  await indexTickets(db);
  await createHistory(db, types);
  await createAccounts(db);
  await createAudit(db);
  await guardAudit(db, types);
}
