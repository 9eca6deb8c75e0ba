/** For commands that work on what posdesk serves from and must not change its tables: says what is wrong with a database. */

import { StorageFault } from '../faults.ts';
import type { Database } from './engine.ts';
import { areOurTables, findMade } from './migrate.ts';

/** The fault of a command that needs a database and finds none. */
export function noDatabaseFault(place: string): StorageFault {
  return new StorageFault({
    code: 'no-database',
    what: `There is no database at ${place}`,
    remedy: 'Set DATABASE_URL to the one that posdesk serves from.',
  });
}

/** A StorageFault unless tables that went through these migrations are the ones that this version works on. */
export function refuseOtherTables(place: string, made: readonly string[]): void {
  if (areOurTables(made)) return;
  throw new StorageFault({
    code: 'other-tables',
    what: `The database ${place} was made by another version of posdesk`,
    remedy:
      'Use the command of the version that serves from it, or start posdesk once, which brings the tables up to date.',
  });
}

/** What Postgres says of a table that is not there. */
const UNDEFINED_TABLE = '42P01';

/** The same on Postgres, whose place is named without its password; no tables at all are no database. */
export async function refuseOtherPostgresTables(place: string, db: Database): Promise<void> {
  const made = await findMade(db).catch((error: unknown) => {
    const isEmpty = error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE;
    throw isEmpty ? noDatabaseFault(place) : error;
  });
  refuseOtherTables(place, made);
}
