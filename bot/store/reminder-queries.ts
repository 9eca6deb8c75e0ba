/** Queries of reminders: who is to be told of what ends, what was told, and who wants none. */

import { sql } from 'kysely';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import { REMINDER_KINDS, type ReminderKind } from '#dialogs/remind-of-end.ts';
import type { EndingCount, ReminderCandidate, ReminderKey, ReminderQuery, SentReminder } from './device-life.ts';
import { findDevices } from './device-queries.ts';
import type { ReminderRow } from './device-rows.ts';
import type { Database } from './engine.ts';
import { sentIn } from './turn-queries.ts';

/** The column that says when something of a kind ends. */
export const END_COLUMNS = {
  contract: 'contract_ends_on',
  sim: 'sim_ends_on',
  certificate: 'certificate_ends_on',
} as const satisfies Record<ReminderKind, string>;

/** Terminals in use; of what was returned, lost or blocked nobody is reminded. */
const IN_USE: readonly string[] = ['active', 'dormant'];

/** Whose binding was proved, and still belongs to the terminal's merchant. */
const OWN = sql<boolean>`b.proof <> 'sticker' and (b.mid is null or d.mid is null or b.mid = d.mid)`;

/** The serials of the next terminals that are due. */
async function dueSerials(db: Database, { kind, days, from, to, limit, after }: ReminderQuery) {
  const column = END_COLUMNS[kind];
  const ends = sql.ref<string>(`d.${column}`);
  return await db
    .selectFrom('devices as d')
    .select('d.serial')
    .where(ends, '>=', from)
    .where(ends, '<=', to)
    .where('d.status', 'in', IN_USE)
    .$if(after !== undefined, (select) => select.where('d.serial', '>', after ?? ''))
    .where(
      sql<boolean>`exists (select 1 from device_bindings b where b.serial = d.serial and ${OWN}
        and not exists (select 1 from reminder_stops s where s.conversation_id = b.conversation_id))`,
    )
    .where(
      sql<boolean>`not exists (select 1 from reminders r where r.serial = d.serial and r.kind = ${kind}
        and r.ends_on = ${ends} and r.days = ${days})`,
    )
    .orderBy('d.serial')
    .limit(limit)
    .execute();
}

/** Everybody who could be told of the terminals that are due. */
export async function findDueReminders(db: Database, query: ReminderQuery): Promise<readonly ReminderCandidate[]> {
  const serials = (await dueSerials(db, query)).map(({ serial }) => serial);
  if (serials.length === 0) return [];
  const ends = sql.ref<string>(`d.${END_COLUMNS[query.kind]}`);
  const rows = await db
    .selectFrom('devices as d')
    .innerJoin('device_bindings as b', 'b.serial', 'd.serial')
    .innerJoin('conversations as c', 'c.id', 'b.conversation_id')
    .leftJoin('reminder_stops as s', 's.conversation_id', 'b.conversation_id')
    .select(['d.serial', ends.as('ends_on'), 'c.id', 'c.channel', 'c.owner', 'c.address'])
    .select(['c.last_merchant_at', 'c.sent_since', 'c.tap_at', 'c.sent_since_tap'])
    .where('d.serial', 'in', serials)
    .where('s.conversation_id', 'is', null)
    .where(OWN)
    .orderBy('d.serial')
    .orderBy('c.last_merchant_at', 'desc')
    .orderBy('c.id')
    .execute();
  return rows.map((row) => ({
    serial: row.serial,
    kind: query.kind,
    days: query.days,
    endsOn: row.ends_on,
    conversationId: row.id as ConversationId,
    channel: row.channel,
    owner: row.owner,
    reachable: row.address !== null,
    ...sentIn(row),
  }));
}

/**
 * Notes that reminders were written; false, with nothing noted, when one of them had been written before. Two processes
 * that write the same at once wait for one another here, and one of them throws and leaves no trace.
 */
export async function insertReminders(
  db: Database,
  conversationId: string,
  keys: readonly ReminderKey[],
  now: Instant,
): Promise<boolean> {
  const ordered = keys.toSorted((one, other) => (one.serial < other.serial ? -1 : 1));
  if (await isAnyWritten(db, ordered)) return false;
  const rows = ordered.map(({ serial, kind, endsOn, days }) => ({
    serial,
    kind,
    ends_on: endsOn,
    days,
    conversation_id: conversationId,
    at: now,
  }));
  await db.insertInto('reminders').values(rows).execute();
  return true;
}

async function isAnyWritten(db: Database, keys: readonly ReminderKey[]): Promise<boolean> {
  for (const { serial, kind, endsOn, days } of keys) {
    const row = await db
      .selectFrom('reminders')
      .select('at')
      .where('serial', '=', serial)
      .where('kind', '=', kind)
      .where('ends_on', '=', endsOn)
      .where('days', '=', days)
      .executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}

/** Whether a merchant wants no reminders. */
export async function isStopped(db: Database, conversationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('reminder_stops')
    .select('at')
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that a merchant wants no reminders, or wants them again. */
export async function setStopped(db: Database, conversationId: string, stopped: boolean, now: Instant): Promise<void> {
  if (!stopped) {
    await db.deleteFrom('reminder_stops').where('conversation_id', '=', conversationId).execute();
    return;
  }
  await db
    .insertInto('reminder_stops')
    .values({ conversation_id: conversationId, at: now })
    .onConflict((conflict) => conflict.column('conversation_id').doNothing())
    .execute();
}

/** What ends on each day of a range, and of how many terminals somebody can be told. */
export async function countEndings(db: Database, from: string, to: string): Promise<readonly EndingCount[]> {
  const counts: EndingCount[] = [];
  for (const kind of REMINDER_KINDS) {
    const ends = sql.ref<string>(`d.${END_COLUMNS[kind]}`);
    const rows = await db
      .selectFrom('devices as d')
      .select(ends.as('day'))
      .select((field) => field.fn.countAll<number>().as('devices'))
      .select(
        sql<number>`sum(case when exists (select 1 from device_bindings b where b.serial = d.serial and ${OWN})
          then 1 else 0 end)`.as('bound'),
      )
      .where(ends, '>=', from)
      .where(ends, '<=', to)
      .where('d.status', 'in', IN_USE)
      .groupBy(ends)
      .orderBy(ends)
      .execute();
    counts.push(
      ...rows.map(({ day, devices, bound }) => ({ kind, day, devices: Number(devices), bound: Number(bound) })),
    );
  }
  return counts;
}

/** Terminals of which something ends in a range of days, soonest first. */
export async function findEnding(db: Database, from: string, to: string, limit: number) {
  const soonest = new Map<string, string>();
  for (const kind of REMINDER_KINDS) {
    const ends = sql.ref<string>(`d.${END_COLUMNS[kind]}`);
    const rows = await db
      .selectFrom('devices as d')
      .select(['d.serial', ends.as('day')])
      .where(ends, '>=', from)
      .where(ends, '<=', to)
      .where('d.status', 'in', IN_USE)
      .orderBy(ends)
      .orderBy('d.serial')
      .limit(limit)
      .execute();
    for (const { serial, day } of rows) {
      const known = soonest.get(serial);
      if (known === undefined || day < known) soonest.set(serial, day);
    }
  }
  const first = [...soonest]
    .toSorted(([one, on], [other, by]) => (on === by ? (one < other ? -1 : 1) : on < by ? -1 : 1))
    .slice(0, limit);
  return (await Promise.all(first.map(([serial]) => findDevices(db, { serial })))).flat();
}

function reminderOf(row: ReminderRow): SentReminder {
  return {
    serial: row.serial,
    kind: REMINDER_KINDS.find((kind) => kind === row.kind) ?? 'contract',
    endsOn: row.ends_on,
    days: row.days,
    conversationId: row.conversation_id as ConversationId,
    atMs: row.at,
  };
}

/** Reminders written in a range of time, the newest first. */
export async function findSentReminders(
  db: Database,
  { fromMs, toMs }: { readonly fromMs: Instant; readonly toMs: Instant },
  limit: number,
): Promise<readonly SentReminder[]> {
  const rows = await db
    .selectFrom('reminders')
    .selectAll()
    .where('at', '>=', fromMs)
    .where('at', '<', toMs)
    .orderBy('at', 'desc')
    .orderBy('serial')
    .limit(limit)
    .execute();
  return rows.map(reminderOf);
}

/** Reminders about a terminal, the newest first. */
export async function findRemindersOf(db: Database, serial: string): Promise<readonly SentReminder[]> {
  const rows = await db
    .selectFrom('reminders')
    .selectAll()
    .where('serial', '=', serial)
    .orderBy('at', 'desc')
    .limit(100)
    .execute();
  return rows.map(reminderOf);
}
