/** Queries of messages that were put aside. */

import type { ConversationId } from '#dialogs/message.ts';
import type { DeadLetter } from './dead-letter-store.ts';
import type { Database } from './engine.ts';

/** Messages put aside, the newest first, each with the words that the transcript holds. */
export async function findDeadLetters(db: Database, limit: number): Promise<readonly DeadLetter[]> {
  const rows = await db
    .selectFrom('inbox')
    .leftJoin('transcript', (join) =>
      join.onRef('transcript.conversation_id', '=', 'inbox.conversation_id').onRef('transcript.seq', '=', 'inbox.seq'),
    )
    .select((field) => [
      'inbox.id',
      'inbox.conversation_id',
      'inbox.channel',
      'inbox.seq',
      'inbox.received_at',
      'transcript.text',
      field
        .selectFrom('tickets')
        .select('number')
        .whereRef('tickets.conversation_id', '=', 'inbox.conversation_id')
        .orderBy('ordinal', 'desc')
        .limit(1)
        .as('ticket'),
    ])
    .where('inbox.status', '=', 'dead')
    .orderBy('inbox.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id, conversation_id, channel, seq, received_at, text, ticket }) => ({
    id: Number(id),
    conversationId: conversation_id as ConversationId,
    channel,
    seq,
    atMs: received_at,
    text: text ?? '',
    ...(ticket === null ? {} : { ticket }),
  }));
}

/** Ends a message's time aside: `waiting` for another turn, or `done` without its second copy of the text. */
export async function reviveDeadLetter(
  db: Database,
  id: number,
  status: 'waiting' | 'done',
): Promise<ConversationId | undefined> {
  const row = await db
    .updateTable('inbox')
    .set({ status, ...(status === 'done' ? { body: null } : {}) })
    .where('id', '=', id)
    .where('status', '=', 'dead')
    .returning('conversation_id')
    .executeTakeFirst();
  return row?.conversation_id as ConversationId | undefined;
}
