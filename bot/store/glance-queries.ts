/** What stands beside a conversation, looked for at once: most have none of it, and need no further statement. */

import type { ConversationId } from '#dialogs/message.ts';
import { findBound } from './binding-queries.ts';
import type { Database } from './engine.ts';
import { atMost, prepare } from './prepare.ts';
import { findConversationTickets, numberAfter } from './ticket-queries.ts';
import { WAITING } from './waiting.ts';

const GLANCE = prepare((db, { id }: { id: string }) =>
  db
    .selectFrom('counters')
    .where('name', '=', 'ticket')
    .select((field) => [
      'value',
      field
        .selectFrom('outbox')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('conversation_id', '=', id)
        .where('status', '=', WAITING)
        .as('outgoing'),
      field
        .selectFrom('inbox')
        .select('id')
        .where('conversation_id', '=', id)
        .where('status', '=', WAITING)
        .limit(atMost(1))
        .as('inbox'),
      field.selectFrom('tickets').select('ordinal').where('conversation_id', '=', id).limit(atMost(1)).as('ticket'),
      field
        .selectFrom('device_bindings')
        .select('serial')
        .where('conversation_id', '=', id)
        .limit(atMost(1))
        .as('binding'),
    ]),
);

/**
 * The tickets of a conversation, its terminals, what waits to go out and the number of the next ticket; undefined while a
 * message of it waits. For engines that answer a statement at once.
 */
export async function glanceAround(db: Database, conversationId: ConversationId) {
  const row = (await GLANCE(db, { id: conversationId })).rows[0];
  if (!row) throw new Error('The counter of tickets is gone.');
  if (row.inbox !== null) return undefined;
  return {
    tickets: row.ticket === null ? [] : await findConversationTickets(db, conversationId),
    nextTicketNumber: numberAfter(row.value),
    waiting: Number(row.outgoing ?? 0),
    bound: row.binding === null ? [] : await findBound(db, conversationId),
  };
}
