/** Queries of inbox and turns; every function runs inside a unit of work. */

import type { Conversation, Owner } from '#dialogs/conversation.ts';
import type { ConversationId, InboundMessage, Instant, Reply } from '#dialogs/message.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Database } from './engine.ts';
import { lookBackOn } from './look-back.ts';
import type { Arrival, LookBack, NewLine, Stored, TimerChange, TurnSource, TurnWrites } from './store.ts';
import { WAITING } from './waiting.ts';

const toJson = (value: unknown): string => JSON.stringify(value);

/** A conversation with what only the store needs of it. */
export interface OpenConversation {
  readonly conversation: Conversation;
  readonly lastSeq: number;
}

/** Gives the conversation its next transcript line; creates the conversation with its first one. */
async function nextLine(db: Database, message: InboundMessage): Promise<{ seq: number; owner: Owner }> {
  const row = await db
    .insertInto('conversations')
    .values({
      id: message.conversationId,
      channel: message.channel,
      sender_id: message.senderId,
      owner: 'bot',
      state: null,
      last_seq: 1,
      last_merchant_at: message.receivedAtMs,
      sent_since: 0,
      created_at: message.receivedAtMs,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((field) => ({
        last_seq: field('conversations.last_seq', '+', 1),
        last_merchant_at: message.receivedAtMs,
        sent_since: 0,
      })),
    )
    .returning(['last_seq', 'owner'])
    .executeTakeFirstOrThrow();
  return { seq: row.last_seq, owner: row.owner as Owner };
}

async function findKnown(db: Database, { channel, id }: InboundMessage): Promise<Stored | undefined> {
  const row = await db
    .selectFrom('inbox')
    .select('seq')
    .where('channel', '=', channel)
    .where('message_id', '=', id)
    .executeTakeFirst();
  return row && { kind: 'duplicate', seq: row.seq };
}

async function addMerchantLine(db: Database, message: InboundMessage, seq: number): Promise<void> {
  await db
    .insertInto('transcript')
    .values({
      conversation_id: message.conversationId,
      seq,
      at: message.receivedAtMs,
      from_whom: 'merchant',
      text: message.text,
      attachments: message.attachments.length > 0 ? toJson(message.attachments) : null,
      reply: null,
      author: null,
      message_id: message.id,
    })
    .execute();
}

/** Stores a message with its transcript line unless its id is known; `owner` tells who should be woken. */
export async function acceptMessage(
  db: Database,
  arrival: Arrival,
  lookBack: LookBack | undefined,
): Promise<{ readonly stored: Stored; readonly owner: Owner }> {
  const known = await findKnown(db, arrival.message);
  if (known) return { stored: known, owner: 'nobody' };
  // The new line comes first: it holds the conversation against other processes while we look back.
  const { seq, owner } = await nextLine(db, arrival.message);
  const { message, sensitive } = lookBack ? await lookBackOn(db, arrival, lookBack) : arrival;
  await db
    .insertInto('inbox')
    .values({
      channel: message.channel,
      message_id: message.id,
      conversation_id: message.conversationId,
      seq,
      status: 'waiting',
      body: toJson(message),
      sensitive: toJson(sensitive),
      received_at: message.receivedAtMs,
    })
    .execute();
  await addMerchantLine(db, message, seq);
  return { stored: { kind: 'accepted', seq }, owner };
}

/** Conversations with waiting messages, the longest waiting first. */
export async function findWaitingConversations(db: Database, beforeMs?: Instant): Promise<readonly ConversationId[]> {
  const rows = await db
    .selectFrom('inbox')
    .select('conversation_id')
    .where('status', '=', WAITING)
    .$if(beforeMs !== undefined, (select) => select.where('received_at', '<', beforeMs ?? 0))
    .groupBy('conversation_id')
    .orderBy((field) => field.fn.min('id'))
    .execute();
  return rows.map((row) => row.conversation_id as ConversationId);
}

/** The oldest waiting message of a conversation. */
export async function findWaitingMessage(
  db: Database,
  conversationId: ConversationId,
): Promise<{ readonly id: number; readonly arrival: Arrival } | undefined> {
  const row = await db
    .selectFrom('inbox')
    .select(['id', 'body', 'sensitive'])
    .where('conversation_id', '=', conversationId)
    .where('status', '=', WAITING)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  return { id: row.id, arrival: { message: JSON.parse(row.body ?? 'null'), sensitive: JSON.parse(row.sensitive) } };
}

/** Ends a message's wait: `done` drops its second copy of the text, `dead` keeps it for people to look at. */
export async function settleMessage(db: Database, id: number, status: 'done' | 'dead'): Promise<void> {
  await db
    .updateTable('inbox')
    .set(status === 'done' ? { status, body: null } : { status })
    .where('id', '=', id)
    .execute();
}

/** Takes a timer that is due; false when it was cleared, moved or taken meanwhile. */
export async function takeTimer(
  db: Database,
  source: Extract<TurnSource, { kind: 'timer' }>,
  now: Instant,
): Promise<boolean> {
  const result = await db
    .deleteFrom('timers')
    .where('conversation_id', '=', source.conversationId)
    .where('kind', '=', source.timer)
    .where('due_at', '<=', now)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** A conversation by its id, held against other processes until the unit ends. */
export async function lockConversation(db: Database, id: ConversationId): Promise<OpenConversation | undefined> {
  const row = await db.selectFrom('conversations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return undefined;
  const state: DialogState | undefined = row.state === null ? undefined : JSON.parse(row.state);
  const conversation = { id, channel: row.channel, senderId: row.sender_id, owner: row.owner as Owner, state };
  return { conversation, lastSeq: row.last_seq };
}

function outgoing(line: NewLine): Reply | undefined {
  if (line.from === 'bot') return line.reply ?? { kind: 'text', text: line.text };
  return line.from === 'agent' ? { kind: 'text', text: line.text } : undefined;
}

/** Adds transcript lines after `lastSeq` and puts those for the merchant into the outbox; the new last sequence. */
export async function addLines(
  db: Database,
  conversationId: string,
  lastSeq: number,
  lines: readonly NewLine[],
  now: Instant,
): Promise<number> {
  for (const [index, line] of lines.entries()) {
    const seq = lastSeq + index + 1;
    await db
      .insertInto('transcript')
      .values({
        conversation_id: conversationId,
        seq,
        at: now,
        from_whom: line.from,
        text: line.text,
        attachments: null,
        reply: line.reply ? toJson(line.reply) : null,
        author: line.author ?? null,
        message_id: null,
      })
      .execute();
    const reply = outgoing(line);
    if (reply) await addDelivery(db, conversationId, seq, reply, now);
  }
  return lastSeq + lines.length;
}

async function addDelivery(db: Database, conversationId: string, seq: number, reply: Reply, now: Instant) {
  await db
    .insertInto('outbox')
    .values({
      conversation_id: conversationId,
      seq,
      reply: toJson(reply),
      status: 'waiting',
      attempt: 0,
      due_at: now,
      settled_at: null,
    })
    .execute();
}

async function changeTimer(db: Database, conversationId: string, change: TimerChange): Promise<void> {
  if (change.kind === 'clear') {
    await db
      .deleteFrom('timers')
      .where('conversation_id', '=', conversationId)
      .where('kind', '=', change.timer)
      .execute();
    return;
  }
  await db
    .insertInto('timers')
    .values({ conversation_id: conversationId, kind: change.timer, due_at: change.dueAtMs })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'kind']).doUpdateSet({ due_at: change.dueAtMs }))
    .execute();
}

/** Writes what a turn decided, its tickets excepted. */
export async function saveTurn(db: Database, open: OpenConversation, writes: TurnWrites, now: Instant): Promise<void> {
  const { id } = open.conversation;
  const seq = await addLines(db, id, open.lastSeq, writes.lines, now);
  await db
    .updateTable('conversations')
    .set({ owner: writes.owner, state: writes.state ? toJson(writes.state) : null, last_seq: seq })
    .where('id', '=', id)
    .execute();
  for (const change of writes.timers) await changeTimer(db, id, change);
  for (const { type, count } of writes.securityEvents) {
    await db.insertInto('security_events').values({ conversation_id: id, type, count, at: now }).execute();
  }
  if (writes.trace.length === 0 && !writes.outcome) return;
  await db
    .insertInto('turns')
    .values({ conversation_id: id, seq, trace: toJson(writes.trace), outcome: writes.outcome ?? null, at: now })
    .execute();
}
