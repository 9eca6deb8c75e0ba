/** Queries of the outbox and of timers. */

import { sql } from 'kysely';
import type { Undelivered } from '#adapters/desk-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { TimerKind } from '#dialogs/turn.ts';
import type { DueDelivery, Sending, Settlement } from './delivery-store.ts';
import type { Database } from './engine.ts';
import { addLines, readOutgoing, SENT } from './line-queries.ts';
import { INSTALLATION } from './notebook-queries.ts';
import { atMost, prepare } from './prepare.ts';
import { sentIn } from './turn-queries.ts';
import { NEVER, WAITING } from './waiting.ts';

/** The database's own name, before every id that leaves it. */
function installation(db: Database) {
  return db.selectFrom('notebook').select('value').where('key', '=', INSTALLATION);
}

/** The row behind such an id; -1, which is none, behind anything else. */
function rowIdOf(id: string): number {
  return Number(/-(\d{1,15})$/.exec(id)?.[1] ?? -1);
}

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
    .select(['due.id', 'due.conversation_id', 'due.seq', 'due.reply', 'due.attempt'])
    .select(['conversations.channel', 'conversations.sender_id', 'conversations.address', 'conversations.merchant_seq'])
    .select(['conversations.last_merchant_at', 'conversations.sent_since'])
    .select(['conversations.tap_at', 'conversations.sent_since_tap'])
    .select(installation(db).as('installation'))
    .where('due.due_at', '<=', now)
    // As a sum, or SQLite reads every message ever sent in order of id to spare itself sorting the few due ones.
    .orderBy(sql`due.id + 0`)
    .limit(atMost(limit))
    .forUpdate('due')
    .skipLocked()
    .execute();
}

interface Outgoing {
  readonly conversation_id: string;
  readonly seq: number;
  readonly reply: string;
}

/** A process of before makes a refused message due again as it finds it, without its text. */
async function replyOf(db: Database, row: Outgoing): Promise<string> {
  const isGone = row.reply === SENT;
  return (isGone ? await readOutgoing(db, row.conversation_id, row.seq) : undefined) ?? row.reply;
}

/** Leases due messages; see the contract. */
export async function leaseDeliveries(
  db: Database,
  now: Instant,
  limit: number,
  leasedUntilMs: Instant,
  process: number | null,
): Promise<readonly DueDelivery[]> {
  const rows = await findDue(db, now, limit);
  const replies: string[] = [];
  for (const row of rows) {
    replies.push(await replyOf(db, row));
    await db
      .updateTable('outbox')
      .set({ attempt: row.attempt + 1, due_at: leasedUntilMs, leased_by: process })
      .where('id', '=', row.id)
      .execute();
  }
  return rows.map((row, index) => ({
    id: `${row.installation}-${row.id}`,
    conversationId: row.conversation_id as ConversationId,
    channel: row.channel,
    senderId: row.sender_id,
    ...(row.address === null ? {} : { address: row.address }),
    reply: JSON.parse(replies[index] ?? SENT),
    attempt: row.attempt + 1,
    merchantSeq: row.merchant_seq,
    ...sentIn(row),
  }));
}

type Delivered = Extract<Settlement, { kind: 'delivered' }>;

async function countSent(db: Database, conversationId: string, { counts }: Delivered): Promise<void> {
  const column = counts?.allowance === 'tap' ? 'sent_since_tap' : 'sent_since';
  await db
    .updateTable('conversations')
    .set((field) => ({ [column]: field(column, '+', counts?.messages ?? 1) }))
    .where('id', '=', conversationId)
    .execute();
}

async function addEventLine(db: Database, conversationId: string, text: string, now: Instant): Promise<void> {
  const { last_seq } = await db
    .selectFrom('conversations')
    .select('last_seq')
    .where('id', '=', conversationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const seq = await addLines(db, conversationId, last_seq, [{ from: 'event', text }], now);
  await db.updateTable('conversations').set({ last_seq: seq }).where('id', '=', conversationId).execute();
}

type Held = Extract<Settlement, { kind: 'held' }>;

function outboxChange(settlement: Settlement, now: Instant) {
  switch (settlement.kind) {
    case 'retry':
      return { due_at: settlement.dueAtMs, leased_by: null };
    case 'held':
      return { due_at: NEVER, attempt: 0, leased_by: null };
    default:
      return { status: settlement.kind, settled_at: now, reply: SENT };
  }
}

/** Lets a held message wait, and tells the agent the first time; it is due at once when the merchant has just written. */
async function hold(
  db: Database,
  row: { id: number; conversation_id: string; held_at: number | null },
  held: Held,
  now: Instant,
) {
  const { merchant_seq } = await db
    .selectFrom('conversations')
    .select('merchant_seq')
    .where('id', '=', row.conversation_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const waits = merchant_seq === held.merchantSeq;
  await db
    .updateTable('outbox')
    .set(waits ? { held_at: row.held_at ?? now } : { due_at: now })
    .where('id', '=', row.id)
    .execute();
  if (!waits) return;
  await db.updateTable('conversations').set({ held: 1 }).where('id', '=', row.conversation_id).execute();
  if (row.held_at === null) await addEventLine(db, row.conversation_id, held.line, now);
}

/** Ends a lease of this process; the conversation it belongs to, undefined when the message is not its own any more. */
export async function settleDelivery(
  db: Database,
  id: string,
  settlement: Settlement,
  now: Instant,
  process: number | null,
): Promise<ConversationId | undefined> {
  const row = await db
    .updateTable('outbox')
    .set(outboxChange(settlement, now))
    .where('id', '=', rowIdOf(id))
    .where('status', '=', WAITING)
    // A process that stood still may find its message with another one.
    .where('leased_by', process === null ? 'is' : '=', process)
    .returning(['id', 'conversation_id', 'held_at'])
    .executeTakeFirst();
  if (!row) return undefined;
  if (settlement.kind === 'delivered') await countSent(db, row.conversation_id, settlement);
  if (settlement.kind === 'delivered' && settlement.line)
    await addEventLine(db, row.conversation_id, settlement.line, now);
  if (settlement.kind === 'refused') await addEventLine(db, row.conversation_id, settlement.line, now);
  if (settlement.kind === 'held') await hold(db, row, settlement, now);
  return row.conversation_id as ConversationId;
}

/** Refuses a message that counted as delivered; its conversation, undefined when there is no such message. */
export async function refuseDelivered(
  db: Database,
  id: string,
  line: string,
  now: Instant,
): Promise<ConversationId | undefined> {
  const row = await db
    .updateTable('outbox')
    .set({ status: 'refused', settled_at: now, reply: SENT })
    .where('id', '=', rowIdOf(id))
    .where('status', '!=', 'refused')
    .where('attempt', '>', 0)
    .where(installation(db), '=', id.slice(0, id.lastIndexOf('-')))
    .returning('conversation_id')
    .executeTakeFirst();
  if (!row) return undefined;
  await addEventLine(db, row.conversation_id, line, now);
  return row.conversation_id as ConversationId;
}

const COUNT_WAITING = prepare((db, { id }: { id: string }) =>
  db
    .selectFrom('outbox')
    .select((field) => field.fn.countAll<number>().as('count'))
    .where('conversation_id', '=', id)
    .where('status', '=', WAITING),
);

/** Messages of a conversation that have not gone out yet. */
export async function countWaiting(db: Database, conversationId: string): Promise<number> {
  const { rows } = await COUNT_WAITING(db, { id: conversationId });
  return Number(rows[0]?.count ?? 0);
}

/** Messages of a conversation that have not reached the merchant, oldest first. */
export async function findUndelivered(db: Database, conversationId: string): Promise<readonly Undelivered[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['seq', 'status', 'due_at'])
    .where('conversation_id', '=', conversationId)
    .where('status', 'in', [WAITING, 'refused'])
    .orderBy('id')
    .execute();
  return rows.map(({ seq, status, due_at }) => ({
    seq,
    state: status === 'refused' ? 'refused' : due_at === NEVER ? 'held' : 'waiting',
  }));
}

/** Makes a refused message due again; false when that line was not refused. */
export async function retryRefused(db: Database, conversationId: string, seq: number, now: Instant): Promise<boolean> {
  const reply = await readOutgoing(db, conversationId, seq);
  if (reply === undefined) return false;
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ reply, status: WAITING, attempt: 0, due_at: now, settled_at: null, leased_by: null, held_at: null })
    .where('conversation_id', '=', conversationId)
    .where('seq', '=', seq)
    .where('status', '=', 'refused')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What has been sent in a conversation, and what waits. */
export async function findSending(db: Database, conversationId: string): Promise<Sending | undefined> {
  const row = await db
    .selectFrom('conversations')
    .select(['last_merchant_at', 'sent_since', 'tap_at', 'sent_since_tap'])
    .where('id', '=', conversationId)
    .executeTakeFirst();
  return row && { ...sentIn(row), waiting: await countWaiting(db, conversationId) };
}

/** Makes every message under way due again: whoever leased it died with the process before this one. */
export async function endLeases(db: Database): Promise<void> {
  await db.updateTable('outbox').set({ due_at: 0 }).where('status', '=', WAITING).where('attempt', '>', 0).execute();
}

/** When the next message is due or its lease ends. */
export async function findNextDelivery(db: Database): Promise<Instant | undefined> {
  const row = await selectHeads(db)
    .select((field) => field.fn.min('due.due_at').as('at'))
    .where('due.due_at', '<', NEVER)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

const DUE_TIMERS = prepare((db, { now, limit }: { now: number; limit: number }) =>
  db
    .selectFrom('timers')
    .select(['conversation_id', 'kind'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(atMost(limit)),
);

/** Timers that are due, the oldest first. */
export async function findDueTimers(db: Database, now: Instant, limit: number) {
  const { rows } = await DUE_TIMERS(db, { now, limit });
  return rows.map((row) => ({ conversationId: row.conversation_id as ConversationId, timer: row.kind as TimerKind }));
}

const NEXT_TIMER = prepare((db) => db.selectFrom('timers').select((field) => field.fn.min('due_at').as('at')));

/** When the next timer is due. */
export async function findNextTimer(db: Database): Promise<Instant | undefined> {
  return (await NEXT_TIMER(db, {})).rows[0]?.at ?? undefined;
}
