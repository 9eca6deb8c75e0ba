/** Queries of the register of devices. */

import { sql } from 'kysely';
import { DEVICE_STATUSES, type DeviceQuery, type DeviceRecord, type DeviceStatus } from '#dialogs/device-record.ts';
import type { Instant } from '#dialogs/message.ts';
import type { DeviceRow } from './device-rows.ts';
import type { DeviceChanges, DeviceField, DeviceListQuery, DevicePage } from './device-store.ts';
import type { Database } from './engine.ts';

/** Terminals of one merchant that are looked at; a chain with more is asked for the serial. */
const MOST_DEVICES = 200;
/** Rows written by one statement; both engines limit the values of a statement. */
const BATCH = 500;

const COLUMNS = {
  serial: 'serial',
  model: 'model',
  mid: 'mid',
  tid: 'tid',
  merchant: 'merchant',
  store: 'store',
  iccid: 'iccid',
  carrier: 'carrier',
  simEndsOn: 'sim_ends_on',
  contractEndsOn: 'contract_ends_on',
  certificateEndsOn: 'certificate_ends_on',
  approvalEndsOn: 'approval_ends_on',
  status: 'status',
  firmware: 'firmware',
} as const satisfies Record<keyof DeviceRecord, keyof DeviceRow>;

type Column = (typeof COLUMNS)[keyof DeviceRecord];
const NAMES = Object.values(COLUMNS);

function rowOf(record: DeviceRecord, now: Instant): DeviceRow {
  const entries = Object.entries(COLUMNS).map(([field, column]) => [
    column,
    record[field as keyof DeviceRecord] ?? null,
  ]);
  return { ...(Object.fromEntries(entries) as Omit<DeviceRow, 'updated_at'>), updated_at: now };
}

function recordOf(row: Pick<DeviceRow, Column>): DeviceRecord {
  const entries = Object.entries(COLUMNS).flatMap(([field, column]) =>
    row[column] === null ? [] : [[field, row[column]]],
  );
  const status = DEVICE_STATUSES.find((one) => one === row.status) ?? ('blocked' satisfies DeviceStatus);
  return { ...(Object.fromEntries(entries) as DeviceRecord), status };
}

/** The terminals that a query means, by serial; none when it names nothing. */
export async function findDevices(db: Database, { serial, mid }: DeviceQuery): Promise<readonly DeviceRecord[]> {
  if (serial === undefined && mid === undefined) return [];
  let query = db.selectFrom('devices').select(NAMES).orderBy('serial').limit(MOST_DEVICES);
  if (serial !== undefined) query = query.where('serial', '=', serial);
  if (mid !== undefined) query = query.where('mid', '=', mid);
  return (await query.execute()).map(recordOf);
}

/** Whether the register holds anything. */
export async function hasDevices(db: Database): Promise<boolean> {
  return (await db.selectFrom('devices').select('serial').limit(1).executeTakeFirst()) !== undefined;
}

function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, at) => items.slice(at * BATCH, (at + 1) * BATCH));
}

function isSame(one: DeviceRecord, other: DeviceRecord): boolean {
  return Object.keys(COLUMNS).every((field) => one[field as keyof DeviceRecord] === other[field as keyof DeviceRecord]);
}

/** What is known of a terminal, with what a record says of these fields. */
function withFields(known: DeviceRecord, record: DeviceRecord, fields: readonly DeviceField[]): DeviceRecord {
  const told = fields.map((field) => [field, record[field]]).filter(([, value]) => value !== undefined);
  const kept = Object.entries(known).filter(([field]) => !fields.includes(field as DeviceField));
  return Object.fromEntries([...kept, ...told]) as unknown as DeviceRecord;
}

/**
 * How many of the records are new, changed, or known as they are, and those that are not as they were. With `fields`
 * what is known of others stays.
 */
export async function compareDevices(
  db: Database,
  records: readonly DeviceRecord[],
  fields?: readonly DeviceField[],
): Promise<{ readonly changes: DeviceChanges; readonly different: readonly DeviceRecord[] }> {
  const different: DeviceRecord[] = [];
  let added = 0;
  for (const batch of batchesOf(records)) {
    const serials = batch.map(({ serial }) => serial);
    const rows = await db.selectFrom('devices').select(NAMES).where('serial', 'in', serials).execute();
    const known = new Map(rows.map((row) => [row.serial, recordOf(row)]));
    for (const told of batch) {
      const before = known.get(told.serial);
      const record = before && fields ? withFields(before, told, fields) : told;
      if (!before) added += 1;
      if (!before || !isSame(before, record)) different.push(record);
    }
  }
  const changed = different.length - added;
  return { changes: { added, changed, same: records.length - added - changed }, different };
}

/** Writes every record, in place of what was known of its serial. */
export async function saveDevices(db: Database, records: readonly DeviceRecord[], now: Instant): Promise<void> {
  for (const batch of batchesOf(records)) {
    await db
      .insertInto('devices')
      .values(batch.map((record) => rowOf(record, now)))
      .onConflict((conflict) =>
        conflict.column('serial').doUpdateSet((row) => {
          const columns = [...NAMES, 'updated_at' as const].filter((name) => name !== 'serial');
          return Object.fromEntries(columns.map((name) => [name, row.ref(`excluded.${name}`)]));
        }),
      )
      .execute();
  }
}

/** What is searched, as one text. */
const SEARCHED = ['serial', 'mid', 'tid', 'merchant', 'store', 'model', 'iccid'] as const;
const HAYSTACK = sql<string>`lower(${sql.join(
  SEARCHED.map((name) => sql`coalesce(${sql.ref(name)}, '')`),
  sql` || ' ' || `,
)})`;

/** A page of devices by serial. */
export async function listDevices(
  db: Database,
  { serial, search = '', status, limit, after }: DeviceListQuery,
): Promise<DevicePage> {
  const wanted = search.trim().toLowerCase();
  const like = `%${wanted.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const base = db
    .selectFrom('devices')
    .$if(serial !== undefined, (select) => select.where('serial', '=', serial ?? ''))
    .$if(status !== undefined, (select) => select.where('status', '=', status ?? ''))
    .$if(wanted !== '', (select) => select.where(sql<boolean>`${HAYSTACK} like ${like} escape '\\'`));
  const rows = await base
    .select([...NAMES, 'updated_at'])
    .$if(after !== undefined, (select) => select.where('serial', '>', after ?? ''))
    .orderBy('serial')
    .limit(limit + 1)
    .execute();
  const counted = await base.select((field) => field.fn.countAll<number>().as('total')).executeTakeFirst();
  const page = rows.slice(0, limit).map((row) => ({ ...recordOf(row), updatedAtMs: row.updated_at }));
  const last = page.at(-1);
  return {
    devices: page,
    total: Number(counted?.total ?? 0),
    ...(rows.length > limit && last ? { next: last.serial } : {}),
  };
}

/** Writes one device unless it was written after `seenMs`; 0 stands for a device that is new. */
export async function putDevice(db: Database, record: DeviceRecord, seenMs: Instant, now: Instant): Promise<boolean> {
  const row = rowOf(record, now);
  if (seenMs === 0) {
    const added = await db
      .insertInto('devices')
      .values(row)
      .onConflict((conflict) => conflict.column('serial').doNothing())
      .returning('serial')
      .execute();
    return added.length > 0;
  }
  const { serial, ...values } = row;
  const changed = await db
    .updateTable('devices')
    .set(values)
    .where('serial', '=', serial)
    .where('updated_at', '=', seenMs)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}
