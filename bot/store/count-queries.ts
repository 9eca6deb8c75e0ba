/** Counts for health and metrics. */

import type { Database } from './engine.ts';
import type { StoreCounts } from './store.ts';

async function countByStatus(db: Database, table: 'inbox' | 'outbox' | 'tickets'): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom(table)
    .select((field) => ['status', field.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
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
  };
}
