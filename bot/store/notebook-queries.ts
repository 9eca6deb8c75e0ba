/** Queries of the notebook: small texts by key, such as how far a channel has read. */

import { sql } from 'kysely';
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

/** Puts a text under a key that has none; false when it has one. */
export async function saveNoteOnce(db: Database, key: string, value: string): Promise<boolean> {
  const saved = await db
    .insertInto('notebook')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  return saved !== undefined;
}

/** The notes whose keys begin so, in no particular order. */
export async function findNotes(db: Database, prefix: string) {
  return await db
    .selectFrom('notebook')
    .select(['key', 'value'])
    .where(sql<string>`substr(key, 1, ${sql.lit(prefix.length)})`, '=', prefix)
    .execute();
}

/** Takes a note out; with `value`, only while it says that. */
export async function eraseNote(db: Database, key: string, value?: string): Promise<void> {
  await db
    .deleteFrom('notebook')
    .where('key', '=', key)
    .$if(value !== undefined, (rest) => rest.where('value', '=', value ?? ''))
    .execute();
}
