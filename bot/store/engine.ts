/** What a database engine gives the shared queries: units of work that are durable when they resolve, and reads. */

import type { Kysely } from 'kysely';
import type { Tables } from './rows.ts';

/** Typed queries on our tables. */
export type Database = Kysely<Tables>;

/** A database engine. */
export interface Engine {
  /**
   * Runs a unit of work alone on the database and resolves after COMMIT; a unit that throws leaves no trace and
   * rejects with its own error. A unit awaits nothing but its queries.
   */
  atomically<Result>(unit: (db: Database) => Promise<Result>): Promise<Result>;
  /** Reads what is committed, never what is under way. */
  readonly reads: Database;
  /** Waits for running units and closes. */
  close(): Promise<void>;
}
