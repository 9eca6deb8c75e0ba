/** The shared engine: several posdesk processes on one Postgres; rows are locked where one process must be alone. */

import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { StorageFault } from '../faults.ts';
import { createStore } from './create-store.ts';
import { type Database, type Engine, LOST_RACE } from './engine.ts';
import { migrate } from './migrate.ts';
import { ANSWER_WITHIN_MS, openPool, type PostgresPatience, refuseSharedConnections } from './postgres-connections.ts';
import { ALIVE, openPostgresNews } from './postgres-news.ts';
import { createUnits, openReads, STALE_STATEMENT } from './postgres-units.ts';
import { takeProcessNumber } from './process-number.ts';
import type { Sweep } from './processes.ts';
import { refuseOtherPostgresTables } from './refuse-other-tables.ts';
import type { Store } from './store.ts';
import { WAITING } from './waiting.ts';

/** Tries of a unit that met another one on the same rows. */
const TRIES = 20;
const LONGEST_WAIT_MS = 20;
/** How often a process looks for work that another one left behind. */
const SWEEP_MS = 250;
/** After Postgres was away, processes have made their connections anew by then. */
const RETURN_MS = 3_000;

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';
const MEETINGS: ReadonlySet<unknown> = new Set([
  SERIALIZATION_FAILURE,
  DEADLOCK,
  UNIQUE_VIOLATION,
  STALE_STATEMENT,
  LOST_RACE,
]);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Postgres out of reach, or one that is starting or stopping: classes 08 and 57P, socket errors, a full pool. */
function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (typeof code === 'string') return /^(08|57P|53300|E[A-Z]+)/.test(code);
  return error instanceof Error && /connection|timeout exceeded|read timeout/i.test(error.message);
}

/** What the database did to us as our fault; any other error, such as a defect in the unit, as it is. */
function asFault(error: unknown): unknown {
  if (isAway(error)) {
    return new StorageFault({
      code: 'database-away',
      what: 'Postgres cannot be reached',
      remedy: 'Look whether it runs and whether DATABASE_URL is right; posdesk goes on as soon as it answers.',
      cause: error,
    });
  }
  if (typeof codeOf(error) !== 'string' || !(error instanceof Error)) return error;
  return new StorageFault({
    code: 'write-failed',
    what: `The database refused a write: ${error.message}`,
    remedy: 'Look into the log of Postgres.',
    cause: error,
  });
}

/** The numbers of the processes whose connection for news, and with it their lock, stands. */
async function findAlive(db: Database): Promise<readonly number[]> {
  const { rows } = await sql<{ readonly process: number }>`select objid::bigint as process from pg_locks
    where locktype = 'advisory' and classid = ${ALIVE} and database = (
      select oid from pg_database where datname = current_database()
    )`.execute(db);
  return rows.map(({ process }) => process);
}

/** Frees what processes hold that are gone: messages and sinks' jobs. */
async function freeOrphans(db: Database, alive: readonly number[]): Promise<void> {
  for (const queue of ['outbox', 'sink_jobs'] as const) {
    await db
      .updateTable(queue)
      .set({ due_at: 0, leased_by: null })
      .where('status', '=', WAITING)
      .where('leased_by', 'is not', null)
      .where('leased_by', 'not in', alive)
      .execute();
  }
}

/**
 * The sweep has a connection of its own: behind a queue of turns, it would find the dead when their merchants have left.
 * Nobody counts as dead whose connection may only be made anew: who is missing for the first time keeps what it leased for
 * one more look, and after Postgres itself was away all are given the time to come back, ourselves included.
 */
function createSweep(url: string, patience: PostgresPatience, own: number): Sweep & { close(): Promise<void> } {
  const db = openReads(openPool(url, patience, 1));
  let known: readonly number[] | undefined;
  let sureAtMs = 0;
  const look = async (): Promise<readonly number[] | undefined> => {
    const found = await findAlive(db).catch((error: unknown) => {
      sureAtMs = performance.now() + RETURN_MS;
      throw error;
    });
    if (!found.includes(own)) sureAtMs = performance.now() + RETURN_MS;
    return performance.now() < sureAtMs ? undefined : found;
  };
  return {
    everyMs: SWEEP_MS,
    close: () => db.destroy(),
    async run() {
      const alive = await look();
      if (!alive) return false;
      // At the first look everybody who is missing is so for the first time.
      if (known) await freeOrphans(db, [...new Set([...alive, ...known])]);
      const gone = known?.some((process) => !alive.includes(process)) === true;
      known = alive;
      return gone;
    },
  };
}

function createAtomically(pool: Pool): Engine['atomically'] {
  const run = createUnits(pool);
  return async (unit) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(unit);
      } catch (error) {
        if (attempt >= TRIES || !MEETINGS.has(codeOf(error))) throw asFault(error);
        await pause(randomInt(1, LONGEST_WAIT_MS));
      }
    }
  };
}

async function openEngine(url: string, patience: PostgresPatience, isBeside: boolean): Promise<Engine> {
  const pool = openPool(url, patience);
  const db = openReads(pool);
  try {
    await refuseSharedConnections(pool);
    if (isBeside) await refuseOtherPostgresTables(placeOf(url), db);
    else await migrate(db, 'postgres');
    const process = await takeProcessNumber(db);
    const news = await openPostgresNews(url, pool, process);
    const { close: closeSweep, ...sweep } = createSweep(url, patience, process);
    return {
      atomically: createAtomically(pool),
      reads: db,
      news,
      process,
      sweep,
      async close() {
        await news.close();
        await closeSweep();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Host and database of an address, without its password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Why a connection failed; a name with several addresses has a reason for each, and none of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : 'unknown';
}

async function open(url: string, patience: PostgresPatience, isBeside: boolean): Promise<Store> {
  try {
    return createStore(await openEngine(url, patience, isBeside));
  } catch (error) {
    if (error instanceof StorageFault) throw error;
    throw new StorageFault({
      code: 'cannot-open-database',
      what: `The Postgres at ${placeOf(url)} cannot be opened: ${reasonOf(error)}`,
      remedy: 'Look whether it runs, and whether host, user, password and database in DATABASE_URL are right.',
      cause: error,
    });
  }
}

const PATIENCE: PostgresPatience = { answerWithinMs: ANSWER_WITHIN_MS };

/** Opens the store on a Postgres; StorageFault when it cannot be reached or a newer posdesk has changed its tables. */
export async function openPostgresStore(url: string, patience = PATIENCE): Promise<Store> {
  return await open(url, patience, false);
}

/**
 * Opens the store on a Postgres that posdesk serves from, with its tables as they are; StorageFault when there are none, or
 * those of another version, which a command of this one must neither change nor misread.
 */
export async function openPostgresBeside(url: string): Promise<Store> {
  return await open(url, PATIENCE, true);
}
