/** Group commit: the units of one event-loop turn share one transaction, and each is told only after COMMIT. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';
import type { Database } from './engine.ts';

/** Units in one transaction; more wait for the next one, so that the first do not wait for all. */
const MOST_UNITS = 256;

interface Waiting {
  readonly unit: (db: Database) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Ending = () => void;

/** SQLite's own failures (full disk, read-only file, broken constraint) as our fault; any other error as it is. */
function asFault(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) return error;
  return new StorageFault({
    code: 'write-failed',
    what: `The database refused a write: ${error.message}`,
    remedy: 'Look whether the disk is full or the file has become read-only.',
    cause: error,
  });
}

/** The statements around a unit. */
interface Marks {
  readonly savepoint: StatementSync;
  readonly release: StatementSync;
  readonly rollback: StatementSync;
}

/** Runs one unit in its savepoint; what to tell its caller once the transaction has ended. */
async function runUnit({ savepoint, release, rollback }: Marks, db: Database, waiting: Waiting): Promise<Ending> {
  savepoint.run();
  try {
    const value = await waiting.unit(db);
    release.run();
    return () => waiting.resolve(value);
  } catch (error) {
    rollback.run();
    release.run();
    return () => waiting.reject(asFault(error));
  }
}

/** A full disk can end a transaction by itself; then there is nothing left to roll back. */
function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('rollback');
  } catch {
    // The next transaction cannot begin then, and its callers are told so.
  }
}

async function runGroup(database: DatabaseSync, marks: Marks, db: Database, group: readonly Waiting[]): Promise<void> {
  const endings: Ending[] = [];
  try {
    database.exec('begin immediate');
    for (const waiting of group) endings.push(await runUnit(marks, db, waiting));
    database.exec('commit');
  } catch (error) {
    rollBack(database);
    for (const waiting of group) waiting.reject(asFault(error));
    return;
  }
  for (const end of endings) end();
}

/** The write side of a database. */
export interface GroupCommit {
  atomically<Result>(unit: (db: Database) => Promise<Result>): Promise<Result>;
  /** Resolves when no unit waits or runs. */
  idle(): Promise<void>;
}

/** `atomically` over one write connection; `db` must run on that same connection and be used nowhere else. */
export function createGroupCommit(database: DatabaseSync, db: Database): GroupCommit {
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  const marks: Marks = {
    savepoint: database.prepare('savepoint unit'),
    release: database.prepare('release unit'),
    rollback: database.prepare('rollback to unit'),
  };

  const runAll = async (): Promise<void> => {
    while (queue.length > 0) {
      // One round of the event loop, so that everything it brings in joins the same transaction.
      await new Promise((next) => setImmediate(next));
      const group = queue.slice(0, MOST_UNITS);
      queue = queue.slice(MOST_UNITS);
      await runGroup(database, marks, db, group);
    }
    running = undefined;
  };

  return {
    atomically: <Result>(unit: (db: Database) => Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        queue.push({ unit, resolve: (value) => resolve(value as Result), reject });
        running ??= runAll();
      }),
    async idle() {
      while (running) await running;
    },
  };
}
