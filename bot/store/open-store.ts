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
async function openPostgres(url: string): Promise<Store> {
  const { openPostgresStore } = await import('./postgres.ts');
  return await openPostgresStore(url);
}

/** The store to serve from: its file is made when missing and locked against a second process. */
export async function openStore({ databasePath, postgresUrl }: StorePlace, listener?: StoreListener): Promise<Store> {
  return postgresUrl === undefined ? await openSqliteStore(databasePath, listener) : await openPostgres(postgresUrl);
}

/** The store for a command on a database that exists, while posdesk may be serving from it; else a StorageFault. */
export async function openExistingStore({ databasePath, postgresUrl }: StorePlace): Promise<Store> {
  return postgresUrl === undefined ? await openStoreBeside(databasePath) : await openPostgres(postgresUrl);
}

/** The store for a command that may come first: made when missing, shared with posdesk when it is serving. */
export async function openAnyStore(place: StorePlace): Promise<Store> {
  try {
    return await openStore(place);
  } catch (error) {
    if (error instanceof StorageFault && error.code === 'database-in-use') return await openExistingStore(place);
    throw error;
  }
}
