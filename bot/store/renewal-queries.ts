/** Queries of renewals. */

import type { ConversationId, Instant } from '#dialogs/message.ts';
import { isEnded, type Renewal, type RenewalStatus } from '#dialogs/renewal.ts';
import type { RenewalEventRow, RenewalRow } from './device-rows.ts';
import { type Database, LOST_RACE } from './engine.ts';
import type { RenewalEvent, RenewalQuery, RenewalWrites } from './renewal-store.ts';

/** Applications of one conversation that are looked at; nobody renews more often. */
const MOST_OF_CONVERSATION = 20;
/** Rows of one application that are shown. */
const MOST_EVENTS = 500;

function readRenewal({ number, conversation_id, status, updated_at, body }: RenewalRow): Renewal {
  const rest: Omit<Renewal, 'number' | 'conversationId' | 'status' | 'updatedAtMs'> = JSON.parse(body);
  return {
    ...rest,
    number,
    conversationId: conversation_id as ConversationId,
    status: status as RenewalStatus,
    updatedAtMs: updated_at,
  };
}

function writeRenewal({ number, conversationId, status, updatedAtMs, ...rest }: Renewal): RenewalRow {
  return {
    number,
    ordinal: Number(number.slice(1)),
    conversation_id: conversationId,
    status,
    ended: isEnded(status) ? 1 : 0,
    serial: rest.serial ?? null,
    updated_at: updatedAtMs,
    body: JSON.stringify(rest),
  };
}

function readEvent({
  id,
  number,
  at,
  kind,
  status,
  by,
  note,
}: RenewalEventRow & { readonly id: number }): RenewalEvent {
  return {
    id,
    number,
    atMs: at,
    kind: kind as RenewalEvent['kind'],
    status: status as RenewalStatus,
    ...(by === null ? {} : { by }),
    ...(note === null ? {} : { note }),
  };
}

/** An application by its number. */
export async function findRenewal(db: Database, number: string): Promise<Renewal | undefined> {
  const row = await db.selectFrom('renewals').selectAll().where('number', '=', number).executeTakeFirst();
  return row && readRenewal(row);
}

/** Applications of a conversation, the latest first. */
export async function findRenewalsOf(db: Database, conversationId: ConversationId): Promise<readonly Renewal[]> {
  const rows = await db
    .selectFrom('renewals')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('ordinal', 'desc')
    .limit(MOST_OF_CONVERSATION)
    .execute();
  return rows.map(readRenewal);
}

/** Applications, live ones first, the longest unchanged first. */
export async function findRenewals(db: Database, query: RenewalQuery): Promise<readonly Renewal[]> {
  const { status, ended = false, limit } = query;
  const rows = await db
    .selectFrom('renewals')
    .selectAll()
    .$if(status !== undefined, (select) => select.where('status', '=', status ?? ''))
    .$if(!ended, (select) => select.where('ended', '=', 0))
    .orderBy('ended')
    .orderBy('updated_at')
    .orderBy('ordinal')
    .limit(limit)
    .execute();
  return rows.map(readRenewal);
}

/** What happened to one application, oldest first. */
export async function findRenewalEvents(db: Database, number: string): Promise<readonly RenewalEvent[]> {
  const rows = await db
    .selectFrom('renewal_events')
    .selectAll()
    .where('number', '=', number)
    .orderBy('id')
    .limit(MOST_EVENTS)
    .execute();
  return rows.map(readEvent);
}

/** What happened to all applications after an event, oldest first. */
export async function findRenewalEventsAfter(
  db: Database,
  id: number,
  limit: number,
): Promise<readonly RenewalEvent[]> {
  const rows = await db
    .selectFrom('renewal_events')
    .selectAll()
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(readEvent);
}

/** The encrypted bytes of a photo; the number guards against a photo of another application. */
export async function findRenewalPhoto(db: Database, number: string, id: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('renewal_photos')
    .select('sealed')
    .where('id', '=', id)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.sealed;
}

/** Counts on; a number that somebody else used up meanwhile makes the unit run again. */
async function takeNumber(db: Database): Promise<string> {
  const row = await db.selectFrom('counters').select('value').where('name', '=', 'renewal').executeTakeFirst();
  if (!row) throw new Error('The counter of renewals is gone.');
  const { numUpdatedRows } = await db
    .updateTable('counters')
    .set({ value: row.value + 1 })
    .where('name', '=', 'renewal')
    .where('value', '=', row.value)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return `R${row.value + 1}`;
  throw Object.assign(new Error('The number of the renewal was used up meanwhile.'), { code: LOST_RACE });
}

async function addEvent(
  db: Database,
  { number, status }: Renewal,
  { atMs, kind, by, note }: NonNullable<RenewalWrites['event']>,
): Promise<void> {
  const row = { number, at: atMs, kind, status, by: by ?? null, note: note ?? null };
  await db.insertInto('renewal_events').values(row).execute();
}

/** Opens an application, inside a unit that holds its conversation; a live one of the same conversation is kept. */
export async function openRenewal(db: Database, wish: Omit<Renewal, 'number'>) {
  const live = (await findRenewalsOf(db, wish.conversationId)).find(({ status }) => !isEnded(status));
  if (live) return { renewal: live, isNew: false };
  const renewal: Renewal = { ...wish, number: await takeNumber(db) };
  await db.insertInto('renewals').values(writeRenewal(renewal)).execute();
  await addEvent(db, renewal, { atMs: renewal.openedAtMs, kind: 'opened' });
  return { renewal, isNew: true };
}

/** Writes what a turn made of an application. */
export async function saveRenewal(db: Database, writes: RenewalWrites, now: Instant): Promise<void> {
  const { renewal, event, photo, dropped = [] } = writes;
  const { number, ...row } = writeRenewal(renewal);
  await db.updateTable('renewals').set(row).where('number', '=', number).execute();
  if (event) await addEvent(db, renewal, event);
  if (photo) {
    const kept = { id: photo.id, number, sealed: Buffer.from(photo.sealed), created_at: now };
    await db.insertInto('renewal_photos').values(kept).execute();
  }
  if (dropped.length > 0) {
    await db.deleteFrom('renewal_photos').where('number', '=', number).where('id', 'in', dropped).execute();
  }
}

/** Tables whose rows belong to one application. */
export const OF_RENEWAL = ['renewal_photos', 'renewal_events'] as const;

/** Deletes the applications of a conversation with everything of theirs; rows gone by table. */
export async function eraseRenewals(db: Database, conversationId: ConversationId): Promise<Record<string, number>> {
  const numbers = (await findNumbers(db, conversationId)).map(({ number }) => number);
  const gone: Record<string, number> = {};
  if (numbers.length === 0) return gone;
  for (const table of [...OF_RENEWAL, 'renewals'] as const) {
    const done = await db.deleteFrom(table).where('number', 'in', numbers).execute();
    const count = done.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
    if (count > 0) gone[table] = count;
  }
  return gone;
}

async function findNumbers(db: Database, conversationId: ConversationId) {
  return await db.selectFrom('renewals').select('number').where('conversation_id', '=', conversationId).execute();
}

/** Applications looked at in one unit. */
const BATCH = 100;

/** Deletes applications that ended, or that nobody went on with, before an instant; how many, and whether more may be left. */
export async function expireRenewals(
  db: Database,
  limits: { readonly endedBeforeMs: Instant; readonly draftsBeforeMs: Instant },
): Promise<{ readonly deleted: number; readonly next?: number }> {
  const old = await db
    .selectFrom('renewals')
    .select('number')
    .where(({ or, and, eb }) =>
      or([
        and([or([eb('ended', '=', 1), eb('status', '=', 'more-papers')]), eb('updated_at', '<', limits.endedBeforeMs)]),
        and([eb('status', '=', 'draft'), eb('updated_at', '<', limits.draftsBeforeMs)]),
      ]),
    )
    .limit(BATCH)
    .execute();
  for (const { number } of old) {
    for (const table of OF_RENEWAL) await db.deleteFrom(table).where('number', '=', number).execute();
    await db.deleteFrom('renewals').where('number', '=', number).execute();
  }
  return { deleted: old.length, ...(old.length < BATCH ? {} : { next: 0 }) };
}
