/** Queries of the outbox and of timers. */

import { sql } from 'kysely';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { TimerKind } from '#dialogs/turn.ts';
import type { Database } from './engine.ts';
import type { DueDelivery, Settlement } from './store.ts';
import { addLines } from './turn-queries.ts';
import { WAITING } from './waiting.ts';

/** Messages that no earlier one of the same conversation holds back. */
function selectHeads(db: Database) {
  return db
    .selectFrom('outbox as due')
    .where('due.status', '=', WAITING)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.conversation_id', '=', 'due.conversation_id')
            .where('earlier.status', '=', WAITING)
            .whereRef('earlier.id', '<', 'due.id'),
        ),
      ),
    );
}

async function findDue(db: Database, now: Instant, limit: number) {
  return await selectHeads(db)
    .innerJoin('conversations', 'conversations.id', 'due.conversation_id')
    .select(['due.id', 'due.conversation_id', 'due.reply', 'due.attempt'])
    .select(['conversations.channel', 'conversations.sender_id'])
    .select(['conversations.last_merchant_at', 'conversations.sent_since'])
    .where('due.due_at', '<=', now)
    // As a sum, or SQLite reads every message ever sent in order of id to spare itself sorting the few due ones.
    .orderBy(sql`due.id + 0`)
    .limit(limit)
    .forUpdate('due')
    .skipLocked()
    .execute();
}

/** Leases due messages; see the contract. */
export async function leaseDeliveries(
  db: Database,
  now: Instant,
  limit: number,
  leasedUntilMs: Instant,
): Promise<readonly DueDelivery[]> {
  const rows = await findDue(db, now, limit);
  for (const row of rows) {
    await db
      .updateTable('outbox')
      .set({ attempt: row.attempt + 1, due_at: leasedUntilMs })
      .where('id', '=', row.id)
      .execute();
  }
  return rows.map((row) => ({
    id: String(row.id),
    conversationId: row.conversation_id as ConversationId,
    channel: row.channel,
    senderId: row.sender_id,
    reply: JSON.parse(row.reply),
    attempt: row.attempt + 1,
    lastMerchantAtMs: row.last_merchant_at,
    sentSince: row.sent_since,
  }));
}

async function countSent(db: Database, conversationId: string): Promise<void> {
  await db
    .updateTable('conversations')
    .set((field) => ({ sent_since: field('sent_since', '+', 1) }))
    .where('id', '=', conversationId)
    .execute();
}

async function addRefusalLine(db: Database, conversationId: string, text: string, now: Instant): Promise<void> {
  const { last_seq } = await db
    .selectFrom('conversations')
    .select('last_seq')
    .where('id', '=', conversationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const seq = await addLines(db, conversationId, last_seq, [{ from: 'event', text }], now);
  await db.updateTable('conversations').set({ last_seq: seq }).where('id', '=', conversationId).execute();
}

/** Ends a lease; the conversation it belongs to, undefined when the message was settled already. */
export async function settleDelivery(
  db: Database,
  id: string,
  settlement: Settlement,
  now: Instant,
): Promise<ConversationId | undefined> {
  const row = await db
    .updateTable('outbox')
    .set(settlement.kind === 'retry' ? { due_at: settlement.dueAtMs } : { status: settlement.kind, settled_at: now })
    .where('id', '=', Number(id))
    .where('status', '=', WAITING)
    .returning('conversation_id')
    .executeTakeFirst();
  if (!row) return undefined;
  if (settlement.kind === 'delivered') await countSent(db, row.conversation_id);
  if (settlement.kind === 'refused') await addRefusalLine(db, row.conversation_id, settlement.line, now);
  return row.conversation_id as ConversationId;
}

/** Makes every message under way due again: whoever leased it died with the process before this one. */
export async function endLeases(db: Database): Promise<void> {
  await db.updateTable('outbox').set({ due_at: 0 }).where('status', '=', WAITING).where('attempt', '>', 0).execute();
}

/** When the next message is due or its lease ends. */
export async function findNextDelivery(db: Database): Promise<Instant | undefined> {
  const row = await selectHeads(db)
    .select((field) => field.fn.min('due.due_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Timers that are due, the oldest first. */
export async function findDueTimers(db: Database, now: Instant, limit: number) {
  const rows = await db
    .selectFrom('timers')
    .select(['conversation_id', 'kind'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ conversationId: row.conversation_id as ConversationId, timer: row.kind as TimerKind }));
}

/** When the next timer is due. */
export async function findNextTimer(db: Database): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('timers')
    .select((field) => field.fn.min('due_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}
