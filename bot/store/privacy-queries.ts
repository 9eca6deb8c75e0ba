/** Queries of erasure and retention; every function runs inside a unit of work. */

import { type RawBuilder, sql } from 'kysely';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import { eraseExternals } from './external-queries.ts';
import type { ErasedOutside, Erasure } from './privacy-store.ts';
import { eraseRenewals } from './renewal-queries.ts';
import type { Tables } from './rows.ts';

/** Tables whose rows belong to one conversation, those that others refer to last. */
export const OF_CONVERSATION = [
  'sink_jobs',
  'device_bindings',
  'reminders',
  'reminder_stops',
  'step_results',
  'security_events',
  'turns',
  'timers',
  'outbox',
  'inbox',
  'transcript',
] as const satisfies readonly (keyof Tables)[];

/** Tables whose rows belong to one ticket. */
export const OF_TICKET = [
  'sink_jobs',
  'external_tickets',
  'ticket_events',
] as const satisfies readonly (keyof Tables)[];

/** Names of photos, wherever they stand. */
const MEDIA_REF = /media:[\w-]{24}/g;

interface Owned {
  readonly refs: readonly string[];
  readonly tickets: readonly string[];
}

async function findOwned(db: Database, id: string): Promise<Owned> {
  const lines = await db
    .selectFrom('transcript')
    .select(['attachments', 'reply'])
    .where('conversation_id', '=', id)
    .execute();
  const arrivals = await db.selectFrom('inbox').select('body').where('conversation_id', '=', id).execute();
  const tickets = await db
    .selectFrom('tickets')
    .select(['number', 'draft'])
    .where('conversation_id', '=', id)
    .execute();
  const texts = [
    ...lines.flatMap((line) => [line.attachments, line.reply]),
    ...arrivals.map((row) => row.body),
    ...tickets.map((row) => row.draft),
  ];
  return {
    refs: [...new Set(texts.flatMap((text) => text?.match(MEDIA_REF) ?? []))],
    tickets: tickets.map((row) => row.number),
  };
}

async function countDeleted(rows: Record<string, number>, table: string, work: Promise<{ numDeletedRows: bigint }[]>) {
  const count = (await work).reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
  if (count > 0) rows[table] = count;
}

/** Deletes a conversation and all that belongs to it; the receipt, or undefined when there is none. */
export async function eraseConversation(db: Database, id: ConversationId, now: Instant): Promise<Erasure | undefined> {
  const found = await db
    .selectFrom('conversations')
    .select('channel')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) return undefined;
  const { refs, tickets } = await findOwned(db, id);
  const rows: Record<string, number> = {};
  for (const ref of refs) await countDeleted(rows, 'media', db.deleteFrom('media').where('ref', '=', ref).execute());
  const outside: ErasedOutside[] = [];
  for (const number of tickets) {
    outside.push(...(await eraseExternals(db, number, now)));
    for (const table of OF_TICKET) {
      await countDeleted(rows, table, db.deleteFrom(table).where('number', '=', number).execute());
    }
  }
  for (const [table, count] of Object.entries(await eraseRenewals(db, id))) rows[table] = count;
  await countDeleted(rows, 'tickets', db.deleteFrom('tickets').where('conversation_id', '=', id).execute());
  for (const table of OF_CONVERSATION) {
    await countDeleted(rows, table, db.deleteFrom(table).where('conversation_id', '=', id).execute());
  }
  await countDeleted(rows, 'conversations', db.deleteFrom('conversations').where('id', '=', id).execute());
  const links = outside.flatMap(({ url, queued }) => (url === undefined || queued ? [] : url));
  return { conversationId: id, channel: found.channel, erasedAtMs: now, rows, tickets, links, outside };
}

/** Rows looked at in one unit. */
const BATCH = 500;

/** A table whose rows grow old by themselves. */
export interface Ageing {
  readonly table: keyof Tables;
  /** Orders the rows: each batch begins after the last one. */
  readonly key: string;
  /** The instant that a row's age counts from. */
  readonly at: string;
  /** Which of them may go; left out: all. */
  readonly only?: RawBuilder<boolean>;
}

/** What a batch did: rows gone, and where the next one begins; without `next` there is none. */
export interface Batch {
  readonly deleted: number;
  readonly next?: string | number;
}

/** Deletes old rows among the next ones after `after`. Rows are found by their key, so no index on age is needed. */
export async function expireBatch(
  db: Database,
  { table, key, at, only = sql<boolean>`1 = 1` }: Ageing,
  beforeMs: Instant,
  after: string | number | undefined,
): Promise<Batch> {
  const [rows, column, age] = [sql.table(table), sql.ref(key), sql.ref(at)];
  const from = after === undefined ? sql<boolean>`1 = 1` : sql<boolean>`${column} > ${after}`;
  const page = sql`select ${column} as id from ${rows} where ${from} order by ${column} limit ${BATCH}`;
  const { rows: found } = await page.execute(db);
  const ids = (found as readonly { readonly id: string | number }[]).map((row) => row.id);
  const last = ids.at(-1);
  if (last === undefined) return { deleted: 0 };
  const gone = await sql`
    delete from ${rows} where ${from} and ${column} <= ${last} and ${age} < ${beforeMs} and ${only}`.execute(db);
  return { deleted: Number(gone.numAffectedRows ?? 0), ...(ids.length < BATCH ? {} : { next: last }) };
}

/** Queue rows that wait for nothing. */
export const AGEING_QUEUES: readonly Ageing[] = [
  { table: 'inbox', key: 'id', at: 'received_at', only: sql<boolean>`status <> 'waiting'` },
  { table: 'outbox', key: 'id', at: 'settled_at', only: sql<boolean>`status <> 'waiting'` },
  { table: 'sink_jobs', key: 'id', at: 'at', only: sql<boolean>`status <> 'waiting'` },
];

/** What the bot noted about its decisions. */
export const AGEING_TRACES: readonly Ageing[] = [
  { table: 'turns', key: 'id', at: 'at' },
  { table: 'step_results', key: 'id', at: 'at' },
];

/** Sign-ins that are over. */
export const AGEING_SIGN_INS: readonly Ageing[] = [
  { table: 'sign_ins', key: 'hash', at: 'expires_at' },
  { table: 'sign_in_links', key: 'hash', at: 'expires_at' },
  { table: 'sign_in_tries', key: 'key', at: 'since' },
];

/** Conversations after `after` and whether they are over: their last line is old, and no ticket of theirs is live. */
export async function forgetTranscripts(db: Database, beforeMs: Instant, after: string | undefined): Promise<Batch> {
  const page = await db
    .selectFrom('conversations')
    .select('id')
    .$if(after !== undefined, (select) => select.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(BATCH)
    .execute();
  const last = page.at(-1)?.id;
  if (last === undefined) return { deleted: 0 };
  const old = await db
    .selectFrom('conversations as c')
    .innerJoin('transcript as t', (join) =>
      join.onRef('t.conversation_id', '=', 'c.id').onRef('t.seq', '=', 'c.last_seq'),
    )
    .select('c.id')
    .$if(after !== undefined, (select) => select.where('c.id', '>', after ?? ''))
    .where('c.id', '<=', last)
    .where('t.at', '<', beforeMs)
    .where(sql<boolean>`not exists (select 1 from tickets k where k.conversation_id = c.id and k.closed = 0)`)
    .where(sql<boolean>`not exists (select 1 from inbox i where i.conversation_id = c.id and i.status = 'waiting')`)
    .execute();
  let deleted = 0;
  for (const { id } of old) deleted += await forgetTranscript(db, id, beforeMs);
  return { deleted, ...(page.length < BATCH ? {} : { next: last }) };
}

/** Whoever has proved a terminal to be theirs is still told when something of it ends. */
const KEPT_ADDRESS = sql<string | null>`case when exists (select 1 from device_bindings b
  where b.conversation_id = conversations.id and b.proof <> 'sticker') then address else null end`;

/** The row stays, with the number of its last line, because tickets and queues refer to it. */
async function forgetTranscript(db: Database, id: string, beforeMs: Instant): Promise<number> {
  const locked = await db
    .selectFrom('conversations')
    .select('last_seq')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  const last = await db
    .selectFrom('transcript')
    .select('at')
    .where('conversation_id', '=', id)
    .where('seq', '=', locked?.last_seq ?? 0)
    .executeTakeFirst();
  // The merchant may have written since we looked.
  if (last === undefined || last.at >= beforeMs) return 0;
  const gone = await db.deleteFrom('transcript').where('conversation_id', '=', id).execute();
  await db.deleteFrom('timers').where('conversation_id', '=', id).execute();
  await db
    .updateTable('conversations')
    .set({ state: null, address: KEPT_ADDRESS, owner: 'nobody' })
    .where('id', '=', id)
    .execute();
  return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
}

/** Deletes closed tickets that nobody changed for long, with their history. */
export async function expireTickets(db: Database, beforeMs: Instant): Promise<Batch> {
  const old = await db
    .selectFrom('tickets')
    .select('number')
    .where('closed', '=', 1)
    .where('updated_at', '<', beforeMs)
    .limit(BATCH)
    .execute();
  for (const { number } of old) {
    for (const table of OF_TICKET) await db.deleteFrom(table).where('number', '=', number).execute();
    await db.deleteFrom('tickets').where('number', '=', number).execute();
  }
  return { deleted: old.length, ...(old.length < BATCH ? {} : { next: 0 }) };
}

/** Deletes conversations of which nothing but the row is left. */
export async function dropEmptyConversations(db: Database, after: string | undefined): Promise<Batch> {
  const nothing = (['transcript', 'tickets', 'renewals', ...OF_CONVERSATION] as const).map(
    (table) =>
      sql<boolean>`not exists (select 1 from ${sql.table(table)} t where t.conversation_id = conversations.id)`,
  );
  const empty: Ageing = { table: 'conversations', key: 'id', at: 'created_at', only: sql.join(nothing, sql` and `) };
  return await expireBatch(db, empty, Number.MAX_SAFE_INTEGER, after);
}
