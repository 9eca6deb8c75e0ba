import { sql } from 'kysely';
import type { Owner, TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, InboundMessage, Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import { addLine } from './line-queries.ts';
import { lookBackOn } from './look-back.ts';
import { atMost, prepare, prepareWrite } from './prepare.ts';
import type { ConversationRow } from './rows.ts';
import type { Arrival, Change, LookBack, Stored } from './store.ts';
import { type OpenConversation, openedBy } from './turn-queries.ts';
import { NEVER, WAITING } from './waiting.ts';

const toJson = (value: unknown): string => JSON.stringify(value);

interface NewMessage {
  readonly [name: string]: string | number | null;
  readonly id: string;
  readonly channel: string;
  readonly senderId: string;
  readonly address: string | null;
  readonly at: number;
  /** When the platform says that it was sent: from then on it counts. */
  readonly sentAt: number;
}

/**
 * What a message opens on the platform is a new allowance, or a tap's, which counts less. One that comes late, behind
 * others that were sent after it, opens nothing.
 */
function prepareNextLine(counts: 'message' | 'tap') {
  const opened =
    counts === 'tap' ? (['tap_at', 'sent_since_tap'] as const) : (['last_merchant_at', 'sent_since'] as const);
  const [openedAt, spent] = opened;
  const ours = (column: string) => sql.ref(`conversations.${column}`);
  const theirs = (column: string) => sql.ref(`excluded.${column}`);
  const isLate = sql`${theirs(openedAt)} < ${ours(openedAt)}`;
  return prepare((db, { id, channel, senderId, address, at, sentAt }: NewMessage) => {
    return db
      .insertInto('conversations')
      .values({
        id,
        channel,
        sender_id: senderId,
        address,
        owner: 'bot',
        state: null,
        last_seq: 1,
        last_merchant_at: 0,
        sent_since: 0,
        sent_since_tap: 0,
        held: 0,
        merchant_seq: 1,
        created_at: at,
        [openedAt]: sentAt,
        [spent]: 0,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((field) => ({
          last_seq: field('conversations.last_seq', '+', 1),
          merchant_seq: field('conversations.last_seq', '+', 1),
          address: field.fn.coalesce('excluded.address', 'conversations.address'),
          [openedAt]: sql`case when ${isLate} then ${ours(openedAt)} else ${theirs(openedAt)} end`,
          [spent]: sql`case when ${isLate} then ${ours(spent)} else 0 end`,
        })),
      )
      .returningAll();
  });
}

const NEXT_LINE = { message: prepareNextLine('message'), tap: prepareNextLine('tap') };

/** Gives the conversation its next transcript line, its last one then; creates the conversation with its first one. */
async function nextLine(db: Database, message: InboundMessage): Promise<ConversationRow> {
  const { conversationId: id, channel, senderId, address = null, receivedAtMs: at } = message;
  // A clock that is ahead of ours, or no time at all, must not lengthen what the platform allows, nor end it.
  const sentAt = message.sentAtMs > 0 ? Math.min(message.sentAtMs, at) : at;
  const give = NEXT_LINE[message.counts === 'tap' ? 'tap' : 'message'];
  const { rows } = await give(db, { id, channel, senderId, address, at, sentAt });
  const row = rows[0];
  if (!row) throw new Error('The conversation gave no line.');
  return row;
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

const FIND_KNOWN = prepare((db, { channel, id }: { channel: string; id: string }) =>
  db.selectFrom('inbox').select('seq').where('channel', '=', channel).where('message_id', '=', id),
);

async function findKnown(db: Database, { channel, id }: InboundMessage): Promise<Stored | undefined> {
  const row = (await FIND_KNOWN(db, { channel, id })).rows[0];
  return row && { kind: 'duplicate', seq: row.seq };
}

async function addMerchantLine(db: Database, message: InboundMessage, seq: number): Promise<void> {
  await addLine(db, {
    conversation_id: message.conversationId,
    seq,
    at: message.receivedAtMs,
    from_whom: 'merchant',
    text: message.text,
    attachments: message.attachments.length > 0 ? toJson(message.attachments) : null,
    reply: null,
    author: null,
    message_id: message.id,
  });
}

interface NewInboxRow {
  readonly [column: string]: string | number | null;
  readonly channel: string;
  readonly message_id: string;
  readonly conversation_id: string;
  readonly seq: number;
  readonly status: 'waiting' | 'done';
  readonly body: string | null;
  readonly sensitive: string;
  readonly received_at: number;
}

const ADD_MESSAGE = prepareWrite((db, row: NewInboxRow) =>
  db.insertInto('inbox').values({
    channel: row.channel,
    message_id: row.message_id,
    conversation_id: row.conversation_id,
    seq: row.seq,
    status: row.status,
    body: row.body,
    sensitive: row.sensitive,
    received_at: row.received_at,
  }),
);

/** A message as it was taken in, and who should be woken. */
export interface Taken {
  readonly stored: Stored;
  readonly owner: Owner;
  /** True when a delivery that waited for this message may go out now. */
  readonly released: boolean;
  /** The transcript line of a message that is new. */
  readonly line?: TranscriptLine;
  /** What its turn changed, when it was answered at once. */
  readonly answered?: Change;
}

/**
 * Answers a message before it is written into the inbox; undefined, with nothing written, when it has to wait, as it does
 * behind others of its conversation.
 */
export type Answer = (arrival: Arrival, open: OpenConversation) => Promise<Change | undefined>;

function lineOf(message: InboundMessage, seq: number): TranscriptLine {
  const { receivedAtMs: atMs, text, attachments, id: messageId } = message;
  return { seq, atMs, from: 'merchant', text, ...(attachments.length > 0 ? { attachments } : {}), messageId };
}

/**
 * Stores a message with its transcript line unless its id is known, and frees what waited for it. A message that `answer`
 * answers is done.
 */
export async function acceptMessage(
  db: Database,
  arrival: Arrival,
  lookBack: LookBack | undefined,
  answer?: Answer,
): Promise<Taken> {
  const known = await findKnown(db, arrival.message);
  if (known) return { stored: known, owner: 'nobody', released: false };
  // The new line comes first: it holds the conversation against other processes while we look back.
  const row = await nextLine(db, arrival.message);
  const { last_seq: seq } = row;
  const released = row.held === 1;
  if (released) await releaseHeld(db, arrival.message);
  const { clean, masked } = lookBack ? await lookBackOn(db, arrival, lookBack) : { clean: arrival, masked: false };
  const { message, sensitive } = clean;
  // What was read of the conversation is from before anything was masked.
  const answered = masked ? undefined : await answer?.(clean, openedBy(row));
  await ADD_MESSAGE(db, {
    channel: message.channel,
    message_id: message.id,
    conversation_id: message.conversationId,
    seq,
    status: answered ? 'done' : 'waiting',
    body: answered ? null : toJson(message),
    sensitive: toJson(sensitive),
    received_at: message.receivedAtMs,
  });
  await addMerchantLine(db, message, seq);
  const line = lineOf(message, seq);
  const taken = { stored: { kind: 'accepted', seq }, owner: row.owner as Owner, released, line } as const;
  return answered ? { ...taken, answered } : taken;
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

const FIND_WAITING = prepare((db, { id, limit }: { id: string; limit: number }) =>
  db
    .selectFrom('inbox')
    .select(['id', 'body', 'sensitive'])
    .where('conversation_id', '=', id)
    .where('status', '=', WAITING)
    .orderBy('id')
    .limit(atMost(limit)),
);

/** The oldest waiting messages of a conversation, at most `limit`. */
export async function findWaitingMessages(
  db: Database,
  conversationId: ConversationId,
  limit: number,
): Promise<readonly { readonly id: number; readonly arrival: Arrival }[]> {
  const { rows } = await FIND_WAITING(db, { id: conversationId, limit });
  return rows.map((row) => ({
    id: row.id,
    arrival: { message: JSON.parse(row.body ?? 'null'), sensitive: JSON.parse(row.sensitive) },
  }));
}

const SETTLE_MESSAGE = {
  done: prepareWrite((db, { id }: { id: number }) =>
    db.updateTable('inbox').set({ status: 'done', body: null }).where('id', '=', id),
  ),
  dead: prepareWrite((db, { id }: { id: number }) =>
    db.updateTable('inbox').set({ status: 'dead' }).where('id', '=', id),
  ),
};

/** Ends a message's wait: `done` drops its second copy of the text, `dead` keeps it for people to look at. */
export async function settleMessage(db: Database, id: number, status: 'done' | 'dead'): Promise<void> {
  await SETTLE_MESSAGE[status](db, { id });
}
