/** Brings a database to the newest tables. */

import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StorageFault } from '../faults.ts';
import { up as createFirstTables } from './migrations/0001-first-tables.ts';
import type { Tables } from './rows.ts';

/** Every migration in order; a name never changes once released. */
const MIGRATIONS = { '0001-first-tables': { up: createFirstTables } };

/** Runs what is missing in one transaction; a database made by a newer posdesk is a StorageFault. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
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
