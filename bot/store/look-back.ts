/** Masks secrets that a merchant spread over several messages, in everything already stored of them. */

import type { InboundMessage } from '#dialogs/message.ts';
import { createEchoMask, hideQuotedPieces } from '#dialogs/redact/echoes.ts';
import { readAnyPieceSigns } from '#dialogs/redact/in-messages.ts';
import type { Database } from './engine.ts';
import { atMost, prepare } from './prepare.ts';
import type { Arrival, LookBack } from './store.ts';
import { searchTextOf } from './ticket-row.ts';
import { WAITING } from './waiting.ts';

/** How long ago a message may have been sent that is looked at together with a new one: people come back to a number. */
const FOR_MS = 86_400_000;
/** So many earlier messages at most, and where the new one may hold a piece of a number. */
const MOST = 10;
const MOST_FOR_PIECE = 40;
/** A piece at least this long is masked inside longer texts too; a shorter one could be any number. */
const TELLING_LENGTH = 6;

type Swap = (text: string) => string;

/** Of messages before and after masking: what puts the one in place of the other, and masks what was put together. */
function createSwap(messages: readonly (readonly [string, string])[]): Swap {
  const pairs = messages.filter(([before, after]) => before !== after);
  const maskEchoes = createEchoMask(messages);
  return (text) =>
    maskEchoes(
      pairs.reduce((so, [before, after]) => {
        if (so === before) return after;
        return before.length >= TELLING_LENGTH ? so.replaceAll(before, after) : so;
      }, text),
    );
}

function swapJson(json: string, swap: Swap): string {
  return JSON.stringify(JSON.parse(json, (_key, value) => (typeof value === 'string' ? swap(value) : value)));
}

const FIND_EARLIER = prepare((db, { id, since, limit }: { id: string; since: number; limit: number }) =>
  db
    .selectFrom('transcript')
    .select(['seq', 'text'])
    .where('conversation_id', '=', id)
    .where('from_whom', '=', 'merchant')
    .where('at', '>', since)
    .orderBy('seq', 'desc')
    .limit(atMost(limit)),
);

async function findEarlier(db: Database, { conversationId: id, receivedAtMs, text }: InboundMessage) {
  const limit = readAnyPieceSigns(text) === undefined ? MOST : MOST_FOR_PIECE;
  const { rows } = await FIND_EARLIER(db, { id, since: receivedAtMs - FOR_MS, limit });
  return rows.toReversed();
}

async function swapLines(db: Database, conversationId: string, fromSeq: number, swap: Swap): Promise<void> {
  const rows = await db
    .selectFrom('transcript')
    .select(['seq', 'text', 'reply'])
    .where('conversation_id', '=', conversationId)
    .where('seq', '>=', fromSeq)
    .execute();
  for (const { seq, text, reply } of rows) {
    await db
      .updateTable('transcript')
      .set({ text: swap(text), reply: reply === null ? null : swapJson(reply, swap) })
      .where('conversation_id', '=', conversationId)
      .where('seq', '=', seq)
      .execute();
  }
}

async function swapWaiting(db: Database, conversationId: string, swap: Swap): Promise<void> {
  const messages = await db
    .selectFrom('inbox')
    .select(['id', 'body'])
    .where('conversation_id', '=', conversationId)
    .where('body', 'is not', null)
    .where('status', '=', WAITING)
    .execute();
  for (const { id, body } of messages) {
    await db
      .updateTable('inbox')
      .set({ body: swapJson(body ?? 'null', swap) })
      .where('id', '=', id)
      .execute();
  }
  const replies = await db
    .selectFrom('outbox')
    .select(['id', 'reply'])
    .where('conversation_id', '=', conversationId)
    .where('status', '=', WAITING)
    .execute();
  for (const { id, reply } of replies) {
    await db
      .updateTable('outbox')
      .set({ reply: swapJson(reply, swap) })
      .where('id', '=', id)
      .execute();
  }
}

/** Messages that were put aside may be made to wait again; they are found by their ids, as no index holds them. */
async function swapAside(db: Database, { conversationId, channel }: InboundMessage, fromSeq: number, swap: Swap) {
  const lines = await db
    .selectFrom('transcript')
    .select('message_id')
    .where('conversation_id', '=', conversationId)
    .where('seq', '>=', fromSeq)
    .where('message_id', 'is not', null)
    .execute();
  const ids = lines.flatMap(({ message_id }) => message_id ?? []);
  if (ids.length === 0) return;
  const aside = await db
    .selectFrom('inbox')
    .select(['id', 'body'])
    .where('channel', '=', channel)
    .where('message_id', 'in', ids)
    .where('status', '=', 'dead')
    .execute();
  for (const { id, body } of aside) {
    await db
      .updateTable('inbox')
      .set({ body: swapJson(body ?? 'null', swap) })
      .where('id', '=', id)
      .execute();
  }
}

async function swapMemory(db: Database, conversationId: string, swap: Swap): Promise<void> {
  const row = await db.selectFrom('conversations').select('state').where('id', '=', conversationId).executeTakeFirst();
  if (row?.state) {
    await db
      .updateTable('conversations')
      .set({ state: swapJson(row.state, swap) })
      .where('id', '=', conversationId)
      .execute();
  }
  const tickets = await db
    .selectFrom('tickets')
    .select(['number', 'draft'])
    .where('conversation_id', '=', conversationId)
    .execute();
  for (const { number, draft } of tickets) {
    const swapped = swapJson(draft, swap);
    await db
      .updateTable('tickets')
      .set({ draft: swapped, search: searchTextOf(number, JSON.parse(swapped)) })
      .where('number', '=', number)
      .execute();
    await swapEvents(db, number, swap);
  }
}

/** The edit history has the words of a ticket's fields once more. */
async function swapEvents(db: Database, number: string, swap: Swap): Promise<void> {
  const events = await db
    .selectFrom('ticket_events')
    .select(['id', 'changes'])
    .where('number', '=', number)
    .where('changes', 'is not', null)
    .execute();
  for (const { id, changes } of events) {
    await db
      .updateTable('ticket_events')
      .set({ changes: swapJson(changes ?? 'null', swap) })
      .where('id', '=', id)
      .execute();
  }
}

/** Why turns decided as they did, with the words that they read. */
async function swapTraces(db: Database, conversationId: string, fromSeq: number, swap: Swap): Promise<void> {
  const turns = await db
    .selectFrom('turns')
    .select(['id', 'trace'])
    .where('conversation_id', '=', conversationId)
    .where('seq', '>=', fromSeq)
    .execute();
  for (const { id, trace } of turns) {
    const swapped = swapJson(trace, (text) => swap(hideQuotedPieces(text)));
    if (swapped !== trace) await db.updateTable('turns').set({ trace: swapped }).where('id', '=', id).execute();
  }
}

/** What a look back found. */
export interface LookedBack {
  /** The arrival as it may be stored. */
  readonly clean: Arrival;
  /** True when something that had been stored was masked, the dialog's memory perhaps with it. */
  readonly masked: boolean;
}

/** Masks what a message completes in earlier messages of the conversation, and in itself. */
export async function lookBackOn(db: Database, arrival: Arrival, lookBack: LookBack): Promise<LookedBack> {
  const { message } = arrival;
  const earlier = await findEarlier(db, message);
  if (earlier.length === 0) return { clean: arrival, masked: false };
  const before = earlier.map((line) => line.text);
  const across = lookBack(before, message.text);
  const told = before.map((text, index) => [text, across.previous[index] ?? text] as const);
  const masked = told.some(([sent, kept]) => sent !== kept);
  if (masked) {
    const swap = createSwap([...told, [message.text, across.text]]);
    const from = earlier[0]?.seq ?? 0;
    await swapLines(db, message.conversationId, from, swap);
    await swapWaiting(db, message.conversationId, swap);
    await swapAside(db, message, from, swap);
    await swapMemory(db, message.conversationId, swap);
    await swapTraces(db, message.conversationId, from, swap);
  }
  const sensitive = [...arrival.sensitive, ...across.found];
  return { clean: { message: { ...message, text: across.text }, sensitive }, masked };
}
