/**
 * Group commit: units of work share a transaction, and each is told only when it is on the disk. While the disk syncs one
 * transaction, the next one is already being filled.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextRound } from 'node:timers/promises';
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

/** Brings what was committed onto the disk. */
export interface LogSync {
  /** Resolves when every commit before the call is on the disk; rejects when that is not known. */
  sync(): Promise<void>;
  /** After a failed sync: writes everything anew, outside of any transaction; throws when that fails as well. */
  repair(): void;
}

/** The database's own failures (full disk, read-only file, broken constraint, failed sync) as our fault. */
function asFault(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code !== 'ERR_SQLITE_ERROR' && !('syscall' in error)) return error;
  return new StorageFault({
    code: 'write-failed',
    what: `The database refused a write: ${error.message}`,
    remedy: 'Look whether the disk is full or the file has become read-only.',
    cause: error,
  });
}

interface Statements {
  readonly savepoint: StatementSync;
  readonly release: StatementSync;
  readonly rollback: StatementSync;
  readonly changes: StatementSync;
}

/** Runs one unit in its savepoint; what to tell its caller once the transaction is on the disk. */
async function runUnit(statements: Statements, db: Database, waiting: Waiting): Promise<Ending> {
  const { savepoint, release, rollback } = statements;
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

/** The sync of one transaction. */
interface Syncing {
  done: boolean;
  failed?: unknown;
  readonly over: Promise<void>;
}

const SYNCED: Syncing = { done: true, over: Promise.resolve() };

/** A way to wait for the next call of `ring`. */
function createBell() {
  let next = Promise.withResolvers<void>();
  return {
    ring(): void {
      next.resolve();
      next = Promise.withResolvers();
    },
    rung: () => next.promise,
  };
}

function prepareStatements(database: DatabaseSync): Statements {
  return {
    savepoint: database.prepare('savepoint unit'),
    release: database.prepare('release unit'),
    rollback: database.prepare('rollback to unit'),
    changes: database.prepare('select total_changes() as count'),
  };
}

/** The write side of a database. */
export interface GroupCommit {
  atomically<Result>(unit: (db: Database) => Promise<Result>): Promise<Result>;
  /** Runs `work` when no transaction is open; none is begun before it has ended. */
  between(work: () => void | Promise<void>): Promise<void>;
  /** Resolves when no unit waits or runs. */
  idle(): Promise<void>;
}

/**
 * `atomically` over one write connection; `db` must run on that same connection and be used nowhere else. Without `log`
 * a commit counts as durable. Of a power loss at most one transaction is not on the disk: the next one is committed only
 * when it is.
 */
export function createGroupCommit(database: DatabaseSync, db: Database, log?: LogSync): GroupCommit {
  const statements = prepareStatements(database);
  const bell = createBell();
  let queue: Waiting[] = [];
  let pauses: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let broken = false;

  const changes = (): unknown => statements.changes.get()?.count;
  const take = (most: number): readonly Waiting[] => {
    const taken = queue.slice(0, most);
    queue = queue.slice(most);
    return taken;
  };

  /** Runs units in the open transaction until the one before it is on the disk. */
  const fill = async (group: Waiting[], endings: Ending[], before: Syncing): Promise<void> => {
    for (;;) {
      for (const waiting of take(MOST_UNITS - group.length)) {
        group.push(waiting);
        endings.push(await runUnit(statements, db, waiting));
      }
      if (before.done) break;
      if (group.length === MOST_UNITS) await before.over;
      else if (queue.length === 0) await Promise.race([before.over, bell.rung()]);
      if (!before.done) await nextRound();
    }
    if (before.failed !== undefined) throw before.failed;
  };

  const startSync = (sync: () => Promise<void>, group: readonly Waiting[], endings: readonly Ending[]): Syncing => {
    const over = sync().then(
      () => {
        syncing.done = true;
        for (const end of endings) end();
      },
      (error: unknown) => {
        broken = true;
        Object.assign(syncing, { done: true, failed: error });
        for (const { reject } of group) reject(asFault(error));
      },
    );
    const syncing: Syncing = { done: false, over };
    return syncing;
  };

  const repaired = (): Syncing => {
    log?.repair();
    broken = false;
    return SYNCED;
  };

  const runGroup = async (last: Syncing): Promise<Syncing> => {
    const group: Waiting[] = [];
    const endings: Ending[] = [];
    try {
      const before = broken ? repaired() : last;
      const changesBefore = changes();
      database.exec('begin immediate');
      await fill(group, endings, before);
      const written = changes() !== changesBefore;
      database.exec('commit');
      if (log && written) return startSync(log.sync, group, endings);
      for (const end of endings) end();
    } catch (error) {
      rollBack(database);
      // When it could not even begin, those who wait are told.
      for (const { reject } of group.length > 0 ? group : take(MOST_UNITS)) reject(asFault(error));
    }
    return SYNCED;
  };

  const pause = async (before: Syncing): Promise<void> => {
    await before.over;
    const due = pauses;
    pauses = [];
    for (const one of due) await one();
  };

  const runAll = async (): Promise<void> => {
    let before = SYNCED;
    while (queue.length > 0 || pauses.length > 0 || !before.done) {
      if (queue.length === 0 && pauses.length === 0) {
        await Promise.race([before.over, bell.rung()]);
        continue;
      }
      // One round of the event loop, so that everything it brings in joins the same transaction.
      await nextRound();
      if (pauses.length > 0) await pause(before);
      if (queue.length > 0) before = await runGroup(before);
    }
    running = undefined;
  };
  const wake = (): void => {
    bell.ring();
    running ??= runAll();
  };

  return {
    atomically: <Result>(unit: (db: Database) => Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        queue.push({ unit, resolve: (value) => resolve(value as Result), reject });
        wake();
      }),
    between: (work) =>
      new Promise<void>((resolve, reject) => {
        pauses.push(async () => {
          try {
            await work();
            resolve();
          } catch (error) {
            reject(error);
          }
        });
        wake();
      }),
    async idle() {
      while (running) await running;
    },
  };
}
