/** When the database was last copied, noted in the database itself, so that a copy that is missing is noticed. */

import type { Instant } from '#dialogs/message.ts';
import type { ShelfStore } from './store/store.ts';

const KEY = 'house:backup';

/** Notes that a whole copy was made just now. */
export async function noteBackup(store: Pick<ShelfStore, 'saveNote'>, now: Instant): Promise<void> {
  await store.saveNote(KEY, String(now));
}

/** When the last copy was made that anybody told us of; undefined when there was none. */
export async function lastBackup(store: Pick<ShelfStore, 'note'>): Promise<Instant | undefined> {
  const noted = await store.note(KEY);
  return noted === undefined ? undefined : Number(noted);
}
