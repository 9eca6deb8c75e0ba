/** The embedded engine: one SQLite file, one writer, one reader; an acknowledged write survives a power cut. */

import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createStore } from './create-store.ts';
import { endLeases } from './delivery-queries.ts';
import type { Engine } from './engine.ts';
import { damageFault, refuseDamagedFiles, refuseDamagedPages } from './file-damage.ts';
import { createGroupCommit } from './group-commit.ts';
import { openLogSync } from './log-sync.ts';
import { migrate } from './migrate.ts';
import { lockProcess } from './process-lock.ts';
import { openQueries } from './sqlite-dialect.ts';
import type { Store } from './store.ts';

/** How long a statement waits for another program, such as a backup, in milliseconds. */
const BUSY_MS = 5_000;

/** Pages of a connection kept in memory, in KB. What is not among them the system has: more made no turn faster. */
const CACHE_KB = 4_096;

/** Pages of the log beside the file after which a command works them in, as the server does for itself. */
const CHECKPOINT_PAGES = 4_000;

function openFile(path: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly, timeout: BUSY_MS, enableForeignKeyConstraints: true });
  database.exec('pragma trusted_schema = off');
  database.exec(`pragma cache_size = -${CACHE_KB}`);
  if (readOnly) return database;
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  // What is masked or erased must not stay on free pages.
  database.exec('pragma secure_delete = on');
  keepBesides(database, 'memory');
  return database;
}

/**
 * Where SQLite keeps what it needs besides the database: copies of the pages that a statement or a guarded unit changes,
 * which would be a file written and thrown away many times a second, and the whole of a database that is written anew.
 */
function keepBesides(database: DatabaseSync, place: 'memory' | 'file'): void {
  database.exec(`pragma temp_store = ${place}`);
}

/** Creates a file that only this user may read; SQLite gives the files beside it the same rights. */
function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/** A file up to this size is written anew within about half a second. */
const VACUUM_BYTES = 64 * 1024 * 1024;

/**
 * When SQLite balances pages, copies of a row's key can stay in gaps that secure_delete does not reach, so a file that is
 * small enough is written anew.
 */
function scrub(writer: DatabaseSync, path: string): void {
  if (statSync(path).size <= VACUUM_BYTES) {
    keepBesides(writer, 'file');
    writer.exec('vacuum');
    keepBesides(writer, 'memory');
  }
  writer.exec('pragma wal_checkpoint(truncate)');
}

/** Hears what goes on in an open store besides its answers. */
export interface StoreListener {
  /** The log is worked into the database within commits from now on, which wait for it meanwhile; why. */
  onCheckpointsGivenUp(why: string): void;
}

async function openEngine(path: string, listener?: StoreListener): Promise<Engine> {
  createPrivately(`${path}.lock`);
  createPrivately(path);
  const lock = lockProcess(path);
  const opened: DatabaseSync[] = [];
  const closeAll = (): void => {
    for (const database of opened.reverse()) database.close();
    lock.release();
  };
  try {
    refuseDamagedFiles(path, lock.wasMade);
    const writer = openFile(path, false);
    opened.push(writer);
    refuseDamagedPages(path, writer);
    const writes = openQueries(writer);
    await migrate(writes, 'sqlite');
    lock.markMade();
    const reader = openFile(path, true);
    opened.push(reader);
    const log = openLogSync(path, writer);
    const sync = (): Promise<void> => {
      checkpoints.look();
      return log.sync();
    };
    const group = createGroupCommit(writer, writes, { ...log, sync });
    const checkpoints = createCheckpoints(path, writer, group.between, (why) => listener?.onCheckpointsGivenUp(why));
    await group.atomically(endLeases);
    return {
      atomically: group.atomically,
      inOrder: true,
      reads: openQueries(reader),
      scrub: () => checkpoints.alone(() => group.between(() => scrub(writer, path))),
      async close() {
        await checkpoints.close();
        await group.idle();
        log.close();
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

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function openingFault(path: string, error: unknown): unknown {
  if (error instanceof StorageFault) return error;
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (errcode === SQLITE_CORRUPT || errcode === SQLITE_NOTADB) return damageFault(path, 'SQLite cannot read it', error);
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
export async function openSqliteStore(path: string, listener?: StoreListener): Promise<Store> {
  try {
    createFolder(dirname(path));
    return createStore(await openEngine(path, listener));
  } catch (error) {
    throw openingFault(path, error);
  }
}

/** The store in a file that another process may be serving from; writes wait for each other. */
export function openSqliteBeside(path: string): Store {
  const writer = openFile(path, false);
  const reader = openFile(path, true);
  const log = openLogSync(path, writer);
  const group = createGroupCommit(writer, openQueries(writer), log);
  return createStore({
    atomically: group.atomically,
    inOrder: true,
    reads: openQueries(reader),
    scrub: () => group.between(() => scrub(writer, path)),
    async close() {
      await group.idle();
      log.close();
      reader.close();
      writer.close();
    },
  });
}
