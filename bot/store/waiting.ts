/**
 * The status of work to do, written into the SQL text: with a bound value SQLite would plan the statement anew at every
 * use, to see whether the partial indexes fit, and Postgres would give them up in plans that it keeps.
 */

import { type RawBuilder, sql } from 'kysely';

/** `'waiting'` as the partial indexes on inbox and outbox say it. */
export const WAITING: RawBuilder<'waiting'> = sql.lit('waiting');
