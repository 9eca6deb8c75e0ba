/** Queries of what the dialog remembers of a conversation, outside of any turn. */

import type { DialogState } from '#dialogs/state.ts';
import type { Database } from './engine.ts';

/** The memory of a conversation as last committed; `undefined` when there is none. */
export async function findDialogState(db: Database, conversationId: string): Promise<DialogState | undefined> {
  const row = await db.selectFrom('conversations').select('state').where('id', '=', conversationId).executeTakeFirst();
  return row?.state ? (JSON.parse(row.state) as DialogState) : undefined;
}
