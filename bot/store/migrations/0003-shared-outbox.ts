/** Several processes on one outbox: each is numbered, and says so on the messages it has taken. */

import type { Kysely } from 'kysely';
import { PROCESS_COUNTER } from '../process-number.ts';

/** Adds the column and the counter. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('outbox').addColumn('leased_by', 'bigint').execute();
  const counters = db as Kysely<{ counters: { name: string; value: number } }>;
  await counters.insertInto('counters').values({ name: PROCESS_COUNTER, value: 0 }).execute();
}
