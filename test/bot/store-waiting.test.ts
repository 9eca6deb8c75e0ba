import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { findNextDelivery, leaseDeliveries } from '#bot/store/delivery-queries.ts';
import { findWaitingConversations, findWaitingMessages } from '#bot/store/inbox-queries.ts';
import { migrate } from '#bot/store/migrate.ts';
import type { Tables } from '#bot/store/rows.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';
import type { ConversationId } from '#dialogs/message.ts';

it('finds work to do through the indexes of what is waiting, however much was done before', async () => {
  const database = new DatabaseSync(':memory:');
  const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];
  const db = new Kysely<Tables>({
    dialect: createSqliteDialect(database),
    log({ query }) {
      asked.push(query);
    },
  });
  await migrate(db, 'sqlite');
  asked.length = 0;
  await leaseDeliveries(db, 2, 10, 3, null);
  await findNextDelivery(db);
  await findWaitingConversations(db);
  await findWaitingMessages(db, 'webchat:one' as ConversationId, 1);
  for (const { sql, parameters } of asked) {
    const plan = database
      .prepare(`explain query plan ${sql.replace(/ for update.*/, '')}`)
      .all(...(parameters as string[]));
    const steps = plan.map(({ detail }) => String(detail)).filter((detail) => /\b(due|earlier|inbox)\b/.test(detail));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/INDEX (outbox_due|outbox_waiting|inbox_waiting)/);
  }
});
