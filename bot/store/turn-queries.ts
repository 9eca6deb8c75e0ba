/** Queries of turns; every function runs inside a unit of work. */

import type { TurnTrace } from '#adapters/desk-contract.ts';
import type { Conversation, Owner } from '#dialogs/conversation.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Sent } from './delivery-store.ts';
import type { Database } from './engine.ts';
import { addLines } from './line-queries.ts';
import { prepare, prepareWrite } from './prepare.ts';
import type { ConversationRow } from './rows.ts';
import type { TimerChange, TurnSource, TurnWrites } from './store.ts';

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

const TAKE_TIMER = prepare((db, { id, kind, now }: { id: string; kind: string; now: number }) =>
  db.deleteFrom('timers').where('conversation_id', '=', id).where('kind', '=', kind).where('due_at', '<=', now),
);

/** Takes a timer that is due; false when it was cleared, moved or taken meanwhile. */
export async function takeTimer(
  db: Database,
  { conversationId: id, timer: kind }: Extract<TurnSource, { kind: 'timer' }>,
  now: Instant,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await TAKE_TIMER(db, { id, kind, now });
  return numAffectedRows > 0n;
}

const LOCK_CONVERSATION = prepare((db, { id }: { id: string }) =>
  db.selectFrom('conversations').selectAll().where('id', '=', id).forUpdate(),
);

/** A conversation by its id, held against other processes until the unit ends. */
export async function lockConversation(db: Database, id: ConversationId): Promise<OpenConversation | undefined> {
  const row = (await LOCK_CONVERSATION(db, { id })).rows[0];
  return row && openedBy(row);
}

/** A conversation out of its row. */
export function openedBy(row: ConversationRow): OpenConversation {
  const id = row.id as ConversationId;
  const state: DialogState | undefined = row.state === null ? undefined : JSON.parse(row.state);
  const conversation = { id, channel: row.channel, senderId: row.sender_id, owner: row.owner as Owner, state };
  return { conversation, lastSeq: row.last_seq, sent: sentIn(row) };
}

const CLEAR_TIMER = prepareWrite((db, { id, kind }: { id: string; kind: string }) =>
  db.deleteFrom('timers').where('conversation_id', '=', id).where('kind', '=', kind),
);

const SET_TIMER = prepareWrite((db, { id, kind, at }: { id: string; kind: string; at: number }) =>
  db
    .insertInto('timers')
    .values({ conversation_id: id, kind, due_at: at })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'kind']).doUpdateSet({ due_at: at })),
);

async function changeTimer(db: Database, id: string, change: TimerChange): Promise<void> {
  if (change.kind === 'clear') await CLEAR_TIMER(db, { id, kind: change.timer });
  else await SET_TIMER(db, { id, kind: change.timer, at: change.dueAtMs });
}

interface ConversationAfter {
  readonly [column: string]: string | number | null;
  readonly id: string;
  readonly owner: string;
  readonly state: string | null;
  readonly seq: number;
}

const SAVE_CONVERSATION = prepareWrite((db, { id, owner, state, seq }: ConversationAfter) =>
  db.updateTable('conversations').set({ owner, state, last_seq: seq }).where('id', '=', id),
);

interface NewTurnRow {
  readonly [column: string]: string | number | null;
  readonly conversation_id: string;
  readonly seq: number;
  readonly trace: string;
  readonly outcome: string | null;
  readonly at: number;
}

const ADD_TURN = prepareWrite((db, row: NewTurnRow) =>
  db.insertInto('turns').values({
    conversation_id: row.conversation_id,
    seq: row.seq,
    trace: row.trace,
    outcome: row.outcome,
    at: row.at,
  }),
);

/** Writes what a turn decided, its tickets excepted. */
export async function saveTurn(db: Database, open: OpenConversation, writes: TurnWrites, now: Instant): Promise<void> {
  const { id } = open.conversation;
  const seq = await addLines(db, id, open.lastSeq, writes.lines, now, writes.delivered);
  await SAVE_CONVERSATION(db, { id, owner: writes.owner, state: writes.state ? toJson(writes.state) : null, seq });
  for (const change of writes.timers) await changeTimer(db, id, change);
  for (const { type, count } of writes.securityEvents) {
    await db.insertInto('security_events').values({ conversation_id: id, type, count, at: now }).execute();
  }
  if (writes.trace.length === 0 && !writes.outcome) return;
  const { trace, outcome = null } = writes;
  await ADD_TURN(db, { conversation_id: id, seq, trace: toJson(trace), outcome, at: now });
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
