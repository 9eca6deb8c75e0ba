/** Queries of inbox and turns; every function runs inside a unit of work. */

import type { TurnTrace } from '#adapters/contract.ts';
import type { Conversation, Owner } from '#dialogs/conversation.ts';
import type { ConversationId, InboundMessage, Instant, Reply } from '#dialogs/message.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Database } from './engine.ts';
import { lookBackOn } from './look-back.ts';
import type { ConversationRow } from './rows.ts';
import type { Arrival, LookBack, NewLine, Sent, Stored, TimerChange, TurnSource, TurnWrites } from './store.ts';
import { NEVER, WAITING } from './waiting.ts';

const toJson = (value: unknown): string => JSON.stringify(value);

/** A conversation with what only the store needs of it. */
export interface OpenConversation {
  readonly conversation: Conversation;
  readonly lastSeq: number;
  readonly sent: Sent;
}

/** What a row says of what was sent. */
export function sentIn(
  row: Pick<ConversationRow, 'last_merchant_at' | 'sent_since' | 'tap_at' | 'sent_since_tap'>,
): Sent {
  return {
    lastMerchantAtMs: row.last_merchant_at,
    sentSince: row.sent_since,
    sentSinceTap: row.sent_since_tap,
    ...(row.tap_at === null ? {} : { tapAtMs: row.tap_at }),
  };
}

/** What opens a new allowance on the platform: a message, or a tap that counts less. */
function allowanceOf({ counts, receivedAtMs, address }: InboundMessage) {
  const place = address === undefined ? {} : { address };
  return counts === 'tap'
    ? { tap_at: receivedAtMs, sent_since_tap: 0, ...place }
    : { last_merchant_at: receivedAtMs, sent_since: 0, ...place };
}

/** The place of a new line, and what was found in the conversation. */
interface NextLine {
  readonly seq: number;
  readonly owner: Owner;
  /** True when a delivery has waited for this message. */
  readonly held: boolean;
}

/** Gives the conversation its next transcript line; creates the conversation with its first one. */
async function nextLine(db: Database, message: InboundMessage): Promise<NextLine> {
  const allowance = allowanceOf(message);
  const row = await db
    .insertInto('conversations')
    .values({
      id: message.conversationId,
      channel: message.channel,
      sender_id: message.senderId,
      owner: 'bot',
      state: null,
      last_seq: 1,
      last_merchant_at: 0,
      sent_since: 0,
      sent_since_tap: 0,
      held: 0,
      merchant_seq: 1,
      created_at: message.receivedAtMs,
      ...allowance,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((field) => ({
        last_seq: field('conversations.last_seq', '+', 1),
        merchant_seq: field('conversations.last_seq', '+', 1),
        ...allowance,
      })),
    )
    .returning(['last_seq', 'owner', 'held'])
    .executeTakeFirstOrThrow();
  return { seq: row.last_seq, owner: row.owner as Owner, held: row.held === 1 };
}

/** Makes a held delivery due. */
async function releaseHeld(db: Database, { conversationId, receivedAtMs }: InboundMessage): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ due_at: receivedAtMs })
    .where('conversation_id', '=', conversationId)
    .where('status', '=', WAITING)
    .where('due_at', '=', NEVER)
    .execute();
  await db.updateTable('conversations').set({ held: 0 }).where('id', '=', conversationId).execute();
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

/** A message as it was taken in, and who should be woken. */
export interface Taken {
  readonly stored: Stored;
  readonly owner: Owner;
  /** True when a delivery that waited for this message may go out now. */
  readonly released: boolean;
}

/** Stores a message with its transcript line unless its id is known, and frees what waited for it. */
export async function acceptMessage(db: Database, arrival: Arrival, lookBack: LookBack | undefined): Promise<Taken> {
  const known = await findKnown(db, arrival.message);
  if (known) return { stored: known, owner: 'nobody', released: false };
  // The new line comes first: it holds the conversation against other processes while we look back.
  const { seq, owner, held } = await nextLine(db, arrival.message);
  if (held) await releaseHeld(db, arrival.message);
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
  return { stored: { kind: 'accepted', seq }, owner, released: held };
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

/** The oldest waiting messages of a conversation, at most `limit`. */
export async function findWaitingMessages(
  db: Database,
  conversationId: ConversationId,
  limit: number,
): Promise<readonly { readonly id: number; readonly arrival: Arrival }[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'body', 'sensitive'])
    .where('conversation_id', '=', conversationId)
    .where('status', '=', WAITING)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    arrival: { message: JSON.parse(row.body ?? 'null'), sensitive: JSON.parse(row.sensitive) },
  }));
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
  return { conversation, lastSeq: row.last_seq, sent: sentIn(row) };
}

function outgoing(line: NewLine): Reply | undefined {
  if (line.from === 'bot') return line.reply ?? { kind: 'text', text: line.text };
  return line.from === 'agent' ? (line.reply ?? { kind: 'text', text: line.text }) : undefined;
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
      leased_by: null,
      held_at: null,
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

/** Traces of a conversation's turns, oldest first, the last `limit` of them. */
export async function findTraces(db: Database, conversationId: string, limit: number): Promise<readonly TurnTrace[]> {
  const rows = await db
    .selectFrom('turns')
    .select(['seq', 'at', 'trace'])
    .where('conversation_id', '=', conversationId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse().map(({ seq, at, trace }) => ({ seq, atMs: at, lines: JSON.parse(trace) }));
}
