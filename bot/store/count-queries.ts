/** Counts for health and metrics. */

import type { Database } from './engine.ts';
import type { StoreCounts } from './store.ts';
import { NEVER, WAITING } from './waiting.ts';

async function countByStatus(db: Database, table: 'inbox' | 'outbox' | 'tickets'): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom(table)
    .select((field) => ['status', field.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
}

/** When what has waited longest came in; a message that waits for the merchant to write again is not counted. */
async function findOldest(db: Database): Promise<Pick<StoreCounts, 'oldestMessageAtMs' | 'oldestDeliveryAtMs'>> {
  const message = await db
    .selectFrom('inbox')
    .select((field) => field.fn.min<number | null>('received_at').as('at'))
    .where('status', '=', WAITING)
    .executeTakeFirst();
  const delivery = await db
    .selectFrom('outbox')
    .innerJoin('transcript', (join) =>
      join
        .onRef('transcript.conversation_id', '=', 'outbox.conversation_id')
        .onRef('transcript.seq', '=', 'outbox.seq'),
    )
    .select((field) => field.fn.min<number | null>('transcript.at').as('at'))
    .where('outbox.status', '=', WAITING)
    .where('outbox.due_at', '<', NEVER)
    .executeTakeFirst();
  return {
    ...(message?.at == null ? {} : { oldestMessageAtMs: Number(message.at) }),
    ...(delivery?.at == null ? {} : { oldestDeliveryAtMs: Number(delivery.at) }),
  };
}

/** How much of what the store holds. */
export async function countAll(db: Database): Promise<StoreCounts> {
  const inbox = await countByStatus(db, 'inbox');
  const outbox = await countByStatus(db, 'outbox');
  const security = await db
    .selectFrom('security_events')
    .select((field) => field.fn.sum<number>('count').as('count'))
    .executeTakeFirst();
  return {
    waitingMessages: inbox.waiting ?? 0,
    deadMessages: inbox.dead ?? 0,
    waitingDeliveries: outbox.waiting ?? 0,
    refusedDeliveries: outbox.refused ?? 0,
    securityEvents: Number(security?.count ?? 0),
    tickets: await countByStatus(db, 'tickets'),
    ...(await findOldest(db)),
  };
}
