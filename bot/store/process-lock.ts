/** The lock that keeps a second process off a database; the operating system drops it when the holder dies. */

import { DatabaseSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';

/** A lock that is held. */
export interface ProcessLock {
  /** True when a database was opened under this lock before, by this process or an earlier one. */
  readonly wasMade: boolean;
  /** Notes that there is a database now. */
  markMade(): void;
  release(): void;
}

const SQLITE_BUSY = 5;

function takeExclusively(database: DatabaseSync, databasePath: string): void {
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
}

/**
 * Takes the lock beside a database file; a StorageFault when another process has it. SQLite's own exclusive file lock
 * is the lock, because it ends with the process however that ends.
 */
export function lockProcess(databasePath: string): ProcessLock {
  const database = new DatabaseSync(`${databasePath}.lock`, { timeout: 0 });
  takeExclusively(database, databasePath);
  const wasMade = database.prepare('pragma user_version').get()?.user_version === 1;
  return {
    wasMade,
    markMade() {
      if (wasMade) return;
      database.exec('pragma user_version = 1');
      database.exec('commit');
      takeExclusively(database, databasePath);
    },
    release: () => database.close(),
  };
}
