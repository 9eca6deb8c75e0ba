/** What the queries of inbox and outbox say of work that waits. */

import { type RawBuilder, sql } from 'kysely';

/**
 * `'waiting'` as the partial indexes on inbox and outbox say it, written into the SQL text: with a bound value SQLite
 * would plan the statement anew at every use, to see whether the indexes fit, and Postgres would give them up in plans
 * that it keeps.
 */
export const WAITING: RawBuilder<'waiting'> = sql.lit('waiting');

/** When a held delivery is due, as long as the merchant does not write. */
export const NEVER = Number.MAX_SAFE_INTEGER;
