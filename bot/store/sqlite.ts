/** The embedded engine: one SQLite file, one writer, one reader; an acknowledged write survives a power cut. */

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StorageFault } from '../faults.ts';
import { createStore } from './create-store.ts';
import { endLeases } from './delivery-queries.ts';
import type { Engine } from './engine.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { lockProcess } from './process-lock.ts';
import type { Tables } from './rows.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import type { Store } from './store.ts';

/** How long a statement waits for another program, such as a backup, in milliseconds. */
const BUSY_MS = 5_000;

function openFile(path: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly, timeout: BUSY_MS, enableForeignKeyConstraints: true });
  database.exec('pragma trusted_schema = off');
  if (readOnly) return database;
  database.exec('pragma journal_mode = wal');
  // WAL with NORMAL loses acknowledged turns in a power cut; the measurements are in docs/decisions.
  database.exec('pragma synchronous = full');
  return database;
}

/** Creates a file that only this user may read; SQLite gives the files beside it the same rights. */
function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

async function openEngine(path: string): Promise<Engine> {
  createPrivately(`${path}.lock`);
  createPrivately(path);
  const unlock = lockProcess(path);
  const opened: DatabaseSync[] = [];
  const closeAll = (): void => {
    for (const database of opened.reverse()) database.close();
    unlock();
  };
  try {
    const writer = openFile(path, false);
    opened.push(writer);
    const writes = new Kysely<Tables>({ dialect: createSqliteDialect(writer) });
    await migrate(writes, 'sqlite');
    const reader = openFile(path, true);
    opened.push(reader);
    const group = createGroupCommit(writer, writes);
    await group.atomically(endLeases);
    return {
      atomically: group.atomically,
      reads: new Kysely<Tables>({ dialect: createSqliteDialect(reader) }),
      async close() {
        await group.idle();
        closeAll();
      },
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}

/** Level by level: Node's own recursive creation never returns in places such as /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function openingFault(path: string, error: unknown): unknown {
  if (error instanceof StorageFault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageFault({
    code: 'cannot-open-database',
    what: `The database ${path} cannot be opened: ${reason}`,
    remedy: 'Make its folder writable for this user, or name another file with DATABASE_URL.',
    cause: error,
  });
}

/**
 * Opens the store in a file, creating folder and file as needed. StorageFault when another process has it, the folder
 * cannot be written, the file is damaged, or a newer posdesk made it.
 */
export async function openSqliteStore(path: string): Promise<Store> {
  try {
    createFolder(dirname(path));
    return createStore(await openEngine(path));
  } catch (error) {
    throw openingFault(path, error);
  }
}
