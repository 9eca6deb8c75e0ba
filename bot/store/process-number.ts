/** Numbers of the processes that share a database. */

import type { Database } from './engine.ts';

/** The counter that numbers them. */
export const PROCESS_COUNTER = 'process';

/** A number that no process on this database has had. */
export async function takeProcessNumber(db: Database): Promise<number> {
  const { value } = await db
    .updateTable('counters')
    .set((field) => ({ value: field('value', '+', 1) }))
    .where('name', '=', PROCESS_COUNTER)
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
