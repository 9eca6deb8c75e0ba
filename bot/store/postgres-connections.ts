/** Connections to Postgres: their limits, and that each is one session of the database for as long as it stands. */

import { randomUUID } from 'node:crypto';
import { type ClientBase, Pool, types } from 'pg';
import { StorageFault } from '../faults.ts';
import { createGatheringSocket } from './postgres-units.ts';

/** Connections of one process for queries; one more listens for news, one looks for what others left. */
const CONNECTIONS = 10;
const CONNECT_WITHIN_MS = 2_000;
/** A process that stands still inside a transaction loses it after this long, and with it every row it held. */
const FENCE_MS = 3_000;
const STATEMENT_WITHIN_MS = 15_000;
/**
 * A connection on which nothing has come back for so long is given up. After the database's own limit, so that only a
 * network that has gone silent, or a pooler that waits for a server, is left for it: TCP alone would try for 15 minutes.
 */
export const ANSWER_WITHIN_MS = 20_000;
/**
 * Set once a connection stands, as poolers refuse limits while it is made. The last four say by when Postgres itself
 * notices that we are gone without a word, and frees what we hold: seconds of silence, seconds between looks, looks, and
 * milliseconds that what it sent may stay without an answer. Its own are two hours.
 */
const SETTINGS = {
  statement_timeout: STATEMENT_WITHIN_MS,
  idle_in_transaction_session_timeout: FENCE_MS,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 20_000,
};

const INT8 = 20;
const NUMERIC = 1_700;

/** How patient the store is; for tests that cut the network. */
export interface PostgresPatience {
  /** How long an answer is waited for, in milliseconds. */
  readonly answerWithinMs: number;
}

/** Whole numbers come as numbers: ours are instants and counts, far below 2^53. */
function readNumbers(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8 || oid === NUMERIC) return Number;
  return format === 'binary' ? types.getTypeParser(oid, 'binary') : types.getTypeParser(oid, 'text');
}

/** Gives a connection that stands its limits. */
export async function setLimits(client: ClientBase): Promise<void> {
  const all = 'select set_config(name, value, false) from unnest($1::text[], $2::text[]) as setting (name, value)';
  await client.query(all, [Object.keys(SETTINGS), Object.values(SETTINGS).map(String)]);
}

/** A pool of at most so many connections. */
export function openPool(url: string, { answerWithinMs }: PostgresPatience, most = CONNECTIONS): Pool {
  const pool = new Pool({
    connectionString: url,
    max: most,
    pipeline: true,
    stream: createGatheringSocket,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: answerWithinMs,
    application_name: 'posdesk',
    types: { getTypeParser: readNumbers },
    onConnect: setLimits,
  });
  // A connection that breaks fails the query it is at, or is replaced before the next one; without listeners the same
  // error, told once more as an event, would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

const MARK = 'posdesk.mark';
/** A busy pooler may by chance give a connection the same session again. */
const LOOKS = 3;
/** What PgBouncer answers to a transaction where each statement has another session. */
const NO_TRANSACTIONS = '08P01';

/** False where whoever answers knows no transactions. */
async function begins(client: ClientBase): Promise<boolean> {
  try {
    await client.query('begin');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_TRANSACTIONS) return false;
    throw error;
  }
}

/** Whether a mark on one connection is still there while a transaction on another one keeps the session it was made in. */
async function keepsMark(one: ClientBase, other: ClientBase): Promise<boolean> {
  const mark = randomUUID();
  await one.query('select set_config($1, $2, false)', [MARK, mark]);
  if (!(await begins(other))) return false;
  try {
    await other.query('select 1');
    const { rows } = await one.query('select current_setting($1, true) as mark', [MARK]);
    return rows[0]?.mark === mark;
  } finally {
    await other.query('rollback');
  }
}

/**
 * Refuses, with a StorageFault, a pooler that gives every transaction another session of the database (PgBouncer with
 * `pool_mode = transaction` or `statement`): prepared statements, LISTEN, the limits of a connection and the lock by which
 * a process is known to live would all be another session's, and most of that fails without an error.
 */
export async function refuseSharedConnections(pool: Pool): Promise<void> {
  const one = await pool.connect();
  try {
    const other = await pool.connect();
    try {
      for (let look = 1; look <= LOOKS; look += 1) {
        if (!(await keepsMark(one, other))) throw sharedFault();
      }
    } finally {
      other.release();
    }
  } finally {
    one.release();
  }
}

function sharedFault(): StorageFault {
  return new StorageFault({
    code: 'shared-connections',
    what: 'DATABASE_URL leads through a pooler that gives every transaction another session of Postgres',
    remedy: 'Set its pool mode to session (PgBouncer: pool_mode = session), or have DATABASE_URL name Postgres itself.',
  });
}
