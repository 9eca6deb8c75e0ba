/** The lock that keeps a second process off a database; the operating system drops it when the holder dies. */

import { DatabaseSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';

/**
 * Takes the lock beside a database file; a StorageFault when another process has it. SQLite's own exclusive file lock
 * is the lock, because it ends with the process however that ends. Returns the way to let go.
 */
export function lockProcess(databasePath: string): () => void {
  const database = new DatabaseSync(`${databasePath}.lock`, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode !== SQLITE_BUSY) throw error;
    throw new StorageFault({
      code: 'database-in-use',
      what: `Another posdesk is running on ${databasePath}`,
      remedy: 'Stop that one first, or give this one a database of its own with DATABASE_URL.',
      cause: error,
    });
  }
  return () => database.close();
}

const SQLITE_BUSY = 5;
