/** Opens a store for a command while posdesk may be serving from it: no lock, no migrations, no leases ended. */

import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { noDatabaseFault, refuseOtherTables } from './refuse-other-tables.ts';
import { openSqliteBeside } from './sqlite.ts';
import type { Store } from './store.ts';

/** The names of the migrations that the file has been through; none where it is not ours. */
function readMade(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare('select name from kysely_migration')
      .all()
      .map(({ name }) => String(name));
  } catch {
    return [];
  } finally {
    database.close();
  }
}

/** The store in a file that exists; StorageFault when there is none or another version made it. */
export async function openStoreBeside(path: string): Promise<Store> {
  if (!existsSync(path)) throw noDatabaseFault(path);
  refuseOtherTables(path, readMade(path));
  return openSqliteBeside(path);
}
