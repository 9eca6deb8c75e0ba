/**
 * Group commit: units of work share a transaction, and each is told only when it is on the disk. While the disk syncs one
 * transaction, the next one is already being filled.
 */

import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { Database } from './engine.ts';
import { prepareUnitGroups, refuseUnits, type Unit, type UnitGroup } from './unit-group.ts';

/** Units in one transaction; more wait for the next one, so that the first do not wait for all. */
const MOST_UNITS = 256;

/** Brings what was committed onto the disk. */
export interface LogSync {
  /** Resolves when every commit before the call is on the disk; rejects when that is not known. */
  sync(): Promise<void>;
  /** After a failed sync: writes everything anew, outside of any transaction; throws when that fails as well. */
  repair(): void;
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
  const beginGroup = prepareUnitGroups(database, db);
  const countChanges = database.prepare('select total_changes() as count');
  const bell = createBell();
  let queue: Unit[] = [];
  let pauses: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let broken = false;

  const changes = (): unknown => countChanges.get()?.count;
  const take = (most: number): readonly Unit[] => {
    const taken = queue.slice(0, most);
    queue = queue.slice(most);
    return taken;
  };

  /** Runs units in the open transaction until the one before it is on the disk. */
  const fill = async (group: UnitGroup, before: Syncing): Promise<void> => {
    for (;;) {
      await group.run(take(MOST_UNITS - group.size()));
      if (before.done) break;
      if (group.size() === MOST_UNITS) await before.over;
      else if (queue.length === 0) await Promise.race([before.over, bell.rung()]);
      if (!before.done) await nextRound();
    }
    if (before.failed !== undefined) throw before.failed;
  };

  const startSync = (sync: () => Promise<void>, group: UnitGroup): Syncing => {
    const over = sync().then(
      () => {
        syncing.done = true;
        group.tell();
      },
      (error: unknown) => {
        broken = true;
        Object.assign(syncing, { done: true, failed: error });
        // Nothing is taken back here: the transaction that may be open by now is the next one.
        group.refuse(error);
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
    let group: UnitGroup | undefined;
    try {
      const before = broken ? repaired() : last;
      const changesBefore = changes();
      group = beginGroup();
      await fill(group, before);
      const written = changes() !== changesBefore;
      database.exec('commit');
      if (log && written) return startSync(log.sync, group);
      group.tell();
    } catch (error) {
      group?.takeBack();
      if (group) group.refuse(error);
      else refuseUnits(take(MOST_UNITS), error);
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
        queue.push({ run: unit, resolve: (value) => resolve(value as Result), reject });
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
