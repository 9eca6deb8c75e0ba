/** The units of one transaction: each leaves what it wrote or nothing, whatever becomes of the others. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';
import type { Database } from './engine.ts';

/** A unit of work, and who is told what came of it. */
export interface Unit {
  readonly run: (db: Database) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

interface Entry {
  readonly unit: Unit;
  outcome?: Outcome;
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

async function outcomeOf(db: Database, { run }: Unit): Promise<Outcome> {
  try {
    return { value: await run(db) };
  } catch (error) {
    return { error };
  }
}

/** A full disk can end a transaction by itself; then there is nothing left to roll back. */
function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('rollback');
}

interface Statements {
  readonly savepoint: StatementSync;
  readonly release: StatementSync;
  readonly rollback: StatementSync;
}

/** Runs a unit so that it can be taken back alone; rejects when the transaction itself is lost. */
async function guardedOutcomeOf(
  db: Database,
  { savepoint, release, rollback }: Statements,
  unit: Unit,
): Promise<Outcome> {
  savepoint.run();
  const outcome = await outcomeOf(db, unit);
  if ('error' in outcome) rollback.run();
  release.run();
  return outcome;
}

/** Prepares the statements of one connection; each call of the result begins a group, and its transaction. */
export function prepareUnitGroups(database: DatabaseSync, db: Database): () => UnitGroup {
  const savepoint = database.prepare('savepoint unit');
  const release = database.prepare('release unit');
  const rollback = database.prepare('rollback to unit');
  return () => beginGroup(database, db, { savepoint, release, rollback });
}

/** The units of a transaction that is open. */
export interface UnitGroup {
  size(): number;
  /** Takes units in and runs them; rejects when the transaction itself is lost, some of them perhaps not yet run. */
  run(units: readonly Unit[]): Promise<void>;
  /** Tells each what came of it, once the transaction is on the disk. */
  tell(): void;
  /** Takes back what is not committed. */
  takeBack(): void;
  /** Tells everybody that nothing came of it. */
  refuse(error: unknown): void;
}

/**
 * Copying every page that a unit changes, so as to be able to take back that unit alone, is a tenth of what SQLite does
 * for a turn, and units hardly ever fail. So it is only done from the first failure on, after which those before it are
 * run again.
 */
function beginGroup(database: DatabaseSync, db: Database, statements: Statements): UnitGroup {
  const entries: Entry[] = [];
  let guarded = false;
  database.exec('begin immediate');

  const runAgain = async (): Promise<void> => {
    guarded = true;
    rollBack(database);
    database.exec('begin immediate');
    for (const entry of entries) {
      if (entry.outcome && 'value' in entry.outcome) {
        entry.outcome = await guardedOutcomeOf(db, statements, entry.unit);
      }
    }
  };
  return {
    size: () => entries.length,
    async run(units) {
      const added = units.map((unit): Entry => ({ unit }));
      entries.push(...added);
      for (const entry of added) {
        entry.outcome = await (guarded ? guardedOutcomeOf(db, statements, entry.unit) : outcomeOf(db, entry.unit));
        if (!guarded && 'error' in entry.outcome) await runAgain();
      }
    },
    tell() {
      for (const entry of entries) tellUnit(entry);
    },
    takeBack() {
      try {
        rollBack(database);
      } catch {
        // The next transaction cannot begin then, and its callers are told so.
      }
    },
    refuse(error) {
      for (const { unit } of entries) unit.reject(asFault(error));
    },
  };
}

function tellUnit({ unit, outcome }: Entry): void {
  if (outcome && 'value' in outcome) unit.resolve(outcome.value);
  else unit.reject(asFault(outcome?.error));
}

/** Tells units that have not begun that nothing came of them. */
export function refuseUnits(units: readonly Unit[], error: unknown): void {
  for (const { reject } of units) reject(asFault(error));
}
