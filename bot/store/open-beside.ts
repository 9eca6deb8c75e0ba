/** Opens a store for a command while posdesk may be serving from it: no lock, no migrations, no leases ended. */

import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';
import { MIGRATION_NAMES } from './migrate.ts';
import { openSqliteBeside } from './sqlite.ts';
import type { Store } from './store.ts';

/** The fault of a command that needs a database and finds none. */
export function noDatabaseFault(path: string): StorageFault {
  return new StorageFault({
    code: 'no-database',
    what: `There is no database at ${path}`,
    remedy: 'Set DATABASE_URL to the one that posdesk serves from.',
  });
}

/** A StorageFault when the tables are not the ones that this version of posdesk knows. */
function refuseOtherTables(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const made = database.prepare('select name from kysely_migration').all();
    if (made.length === MIGRATION_NAMES.length && made.every(({ name }) => MIGRATION_NAMES.includes(String(name))))
      return;
  } catch {
    // No such table: not ours.
  } finally {
    database.close();
  }
  throw new StorageFault({
    code: 'other-tables',
    what: `The database ${path} was made by another version of posdesk`,
    remedy: 'Use the command of the version that serves from it.',
  });
}

/** The store in a file that exists; StorageFault when there is none or another version made it. */
export async function openStoreBeside(path: string): Promise<Store> {
  if (!existsSync(path)) throw noDatabaseFault(path);
  refuseOtherTables(path);
  return openSqliteBeside(path);
}
