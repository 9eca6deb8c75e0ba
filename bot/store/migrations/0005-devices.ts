/** The register of devices. */

import type { Kysely } from 'kysely';

const TEXTS = ['model', 'mid', 'tid', 'merchant', 'store', 'iccid', 'carrier', 'firmware'] as const;
const DAYS = ['sim_ends_on', 'contract_ends_on', 'certificate_ends_on', 'approval_ends_on'] as const;

/** Adds the table, found by serial and by merchant number. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const table = db.schema.createTable('devices').addColumn('serial', 'text', (column) => column.primaryKey());
  await [...TEXTS, ...DAYS]
    .reduce((next, name) => next.addColumn(name, 'text'), table)
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('devices_mid').on('devices').columns(['mid', 'serial']).execute();
}
