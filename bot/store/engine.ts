/** What a database engine gives the shared queries: units of work that are durable when they resolve, and reads. */

import type { Kysely } from 'kysely';
import type { Signs, Sweep } from './processes.ts';
import type { Tables } from './rows.ts';
import type { Change } from './store.ts';

/** Typed queries on our tables. */
export type Database = Kysely<Tables>;

/** The code of an error that says: somebody else has just used what this unit counted on; run it again. */
export const LOST_RACE = 'LOST_RACE';

/** News from other processes on the same database. */
export interface News {
  /** Passes on what a commit of this process changed; never waits and never fails. */
  tell(change: Change): void;
  /** Calls `hear` for what other processes changed; their messages and timers are their own business. */
  onHeard(hear: (change: Change) => void): void;
  readonly signs: Signs;
  close(): Promise<void>;
}

/** A database engine. */
export interface Engine {
  /**
   * Runs a unit of work and resolves after COMMIT; a unit that throws leaves no trace and rejects with its own error.
   * A unit awaits nothing but its queries, may be run again, and locks the conversation it changes (`for update`)
   * before it looks at what that holds.
   */
  atomically<Result>(unit: (db: Database) => Promise<Result>): Promise<Result>;
  /** True where units run one after the other, so that each sees what those before it wrote, committed or not. */
  readonly inOrder?: true;
  /** Reads what is committed, never what is under way. */
  readonly reads: Database;
  /** Present where several processes share the database. */
  readonly news?: News;
  /** This process's number among those that share the database. */
  readonly process?: number;
  /** Gives up what processes that are gone had taken, and how often to do so; absent where there is one process. */
  readonly sweep?: Sweep;
  /** Takes deleted bytes off the disk; absent where the database keeps no copies of its own. */
  scrub?(): Promise<void>;
  /** Waits for running units and closes. */
  close(): Promise<void>;
}
