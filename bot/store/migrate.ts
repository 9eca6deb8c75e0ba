/** Brings a database to the newest tables. */

import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StorageFault } from '../faults.ts';
import { COLUMN_TYPES, type EngineName } from './column-types.ts';
import { up as createFirstTables } from './migrations/0001-first-tables.ts';
import { up as addChannels } from './migrations/0002-channels.ts';
import { up as shareOutbox } from './migrations/0003-shared-outbox.ts';
import { up as buildDesk } from './migrations/0004-desk.ts';
import { up as addDevices } from './migrations/0005-devices.ts';
import { up as addSinks } from './migrations/0006-sinks.ts';
import { up as addRenewals } from './migrations/0007-renewals.ts';
import { up as addDeviceLife } from './migrations/0008-device-life.ts';
import type { Tables } from './rows.ts';

/** Every migration in order; a name never changes once released. */
const MIGRATIONS = {
  '0001-first-tables': createFirstTables,
  '0002-channels': addChannels,
  '0003-shared-outbox': shareOutbox,
  '0004-desk': buildDesk,
  '0005-devices': addDevices,
  '0006-sinks': addSinks,
  '0007-renewals': addRenewals,
  '0008-device-life': addDeviceLife,
};

/** The names as the database records them, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/**
 * How the name of a migration ends that only adds what older versions need not know. Those versions serve beside it, so
 * that processes are replaced one by one, and after it, when somebody has to go back.
 */
const ADDS = '-adds';

/** A migration of a newer version that this one may work beside. */
const isLaterAddition = (name: string): boolean => name.endsWith(ADDS) && !MIGRATION_NAMES.includes(name);

/** True when tables that went through these migrations are the ones that this version works on. */
export function areOurTables(made: readonly string[]): boolean {
  const unknown = made.filter((name) => !MIGRATION_NAMES.includes(name));
  return MIGRATION_NAMES.every((name) => made.includes(name)) && unknown.every(isLaterAddition);
}

/** The names of the migrations that a database has been through; rejects where there are no tables. */
export async function findMade(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}

/** Runs what is missing in one transaction; a database that a newer posdesk has changed, not only added to, is a StorageFault. */
export async function migrate(db: Kysely<Tables>, engine: EngineName): Promise<void> {
  const types = COLUMN_TYPES[engine];
  const known = Object.entries(MIGRATIONS).map(([name, up]): [string, Migration] => [
    name,
    { up: (database: Kysely<unknown>) => up(database, types) },
  ]);
  const made = await findMade(db).catch(() => []);
  const later = made.filter(isLaterAddition).map((name): [string, Migration] => [name, { up: async () => {} }]);
  const migrations = Object.fromEntries([...known, ...later]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const newer = error instanceof Error && error.message.startsWith('corrupted migrations');
  throw new StorageFault({
    code: newer ? 'newer-database' : 'migration-failed',
    what: newer
      ? 'The database was made by a newer version of posdesk'
      : 'The database could not be brought up to date',
    remedy: newer
      ? 'Start that version, or restore an older copy of the database.'
      : 'Restore the last copy and report this.',
    cause: error,
  });
}
