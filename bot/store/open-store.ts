/** Opens the store that the configuration names: SQLite in a file of our own, or a Postgres that several processes share. */

import { StorageFault } from '../faults.ts';
import { openStoreBeside } from './open-beside.ts';
import { openSqliteStore, type StoreListener } from './sqlite.ts';
import type { Store } from './store.ts';

/** Where the tables are, as `readConfig` gives it. */
export interface StorePlace {
  readonly databasePath: string;
  /** Wins over the path. */
  readonly postgresUrl?: string;
}

/** Postgres and its library are loaded only where they are used. */
const loadPostgres = async () => await import('./postgres.ts');

/** The store to serve from: its file is made when missing and locked against a second process. */
export async function openStore({ databasePath, postgresUrl }: StorePlace, listener?: StoreListener): Promise<Store> {
  if (postgresUrl === undefined) return await openSqliteStore(databasePath, listener);
  return await (await loadPostgres()).openPostgresStore(postgresUrl);
}

/** The store for a command on a database that exists, while posdesk may be serving from it; else a StorageFault. */
export async function openExistingStore({ databasePath, postgresUrl }: StorePlace): Promise<Store> {
  if (postgresUrl === undefined) return await openStoreBeside(databasePath);
  return await (await loadPostgres()).openPostgresBeside(postgresUrl);
}

const hasCode = (error: unknown, code: string): boolean => error instanceof StorageFault && error.code === code;

/** The store for a command that may come first: made when missing, shared with posdesk when it is serving. */
export async function openAnyStore(place: StorePlace): Promise<Store> {
  const isShared = place.postgresUrl !== undefined;
  try {
    // On Postgres others may be serving, from the tables of their version.
    return isShared ? await openExistingStore(place) : await openStore(place);
  } catch (error) {
    if (isShared && hasCode(error, 'no-database')) return await openStore(place);
    if (!isShared && hasCode(error, 'database-in-use')) return await openExistingStore(place);
    throw error;
  }
}
