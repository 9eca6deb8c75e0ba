/** Queries of the notebook: small texts by key, such as how far a channel has read. */

import type { Database } from './engine.ts';

/** The key of the database's own name: eight characters, given once. */
export const INSTALLATION = 'house:installation';

/** The text under a key. */
export async function findNote(db: Database, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('notebook').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

/** Puts a text under a key, in place of what was there. */
export async function saveNote(db: Database, key: string, value: string): Promise<void> {
  await db
    .insertInto('notebook')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
