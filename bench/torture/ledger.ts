/** Checks in the store that everything acknowledged is there and was answered once. */

import type { Kysely } from 'kysely';
import type { Tables } from '#bot/store/rows.ts';
import type { Acknowledged } from './crowd.ts';

/** What the ledger says. */
export interface Findings {
  readonly acknowledged: number;
  /** Acknowledged, and not in the store. */
  readonly lost: number;
  /** In the transcript twice, or answered more often than asked. */
  readonly duplicated: number;
  /** Stored, and without an answer. */
  readonly unanswered: number;
  /** Stored in another order than the merchant was told. */
  readonly reordered: number;
  /** The longest time between a message and its answer, in milliseconds. */
  readonly slowestMs: number;
  /** The longest time from a kill until what the killed server had left was answered by another; where it is measured. */
  readonly takeoverMs?: number;
}

/** True when nothing went wrong. */
export function isWhole({ lost, duplicated, unanswered, reordered }: Findings): boolean {
  return lost + duplicated + unanswered + reordered === 0;
}

/** Several findings as one. */
export function addFindings(all: readonly Findings[]): Findings {
  const sum = (field: keyof Omit<Findings, 'takeoverMs'>): number =>
    all.reduce((so, findings) => so + findings[field], 0);
  return {
    acknowledged: sum('acknowledged'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    unanswered: sum('unanswered'),
    reordered: sum('reordered'),
    slowestMs: Math.max(0, ...all.map(({ slowestMs }) => slowestMs)),
  };
}

/** Messages that wait for their answer. */
export async function countWaiting(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('inbox')
    .select((field) => field.fn.countAll<number>().as('count'))
    .where('status', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

function countBy(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Acknowledged messages that stand before one that was acknowledged earlier, in the same conversation. */
function countReordered(lines: readonly MerchantLine[], acknowledged: readonly Acknowledged[]): number {
  const places = new Map(lines.map((line) => [line.clientId, line]));
  const last = new Map<string, number>();
  let count = 0;
  for (const { id } of acknowledged) {
    const line = places.get(id);
    if (!line) continue;
    if (line.seq < (last.get(line.conversationId) ?? 0)) count += 1;
    last.set(line.conversationId, line.seq);
  }
  return count;
}

interface Asked {
  readonly conversation_id: string;
  readonly received_at: number;
}

interface Answered {
  readonly conversation_id: string;
  readonly at: number;
}

/** When each message came in and when it was answered: the n-th turn of a conversation answers its n-th message. */
function pairAnswers<Message extends Asked>(
  asked: readonly Message[],
  answered: readonly Answered[],
): readonly { readonly message: Message; readonly fromMs: number; readonly toMs: number }[] {
  const times = Map.groupBy(answered, (turn) => turn.conversation_id);
  const taken = new Map<string, number>();
  return asked.map((message) => {
    const { conversation_id, received_at } = message;
    const index = taken.get(conversation_id) ?? 0;
    taken.set(conversation_id, index + 1);
    // Postgres gives whole numbers of eight bytes as text.
    const fromMs = Number(received_at);
    return { message, fromMs, toMs: Number(times.get(conversation_id)?.[index]?.at ?? fromMs) };
  });
}

function slowestAnswer(asked: readonly Asked[], answered: readonly Answered[]): number {
  return Math.max(0, ...pairAnswers(asked, answered).map(({ fromMs, toMs }) => toMs - fromMs));
}

/** A server that was killed, and when. */
export interface Kill {
  readonly port: number;
  readonly atMs: number;
}

/** The longest time from a kill until what that server had acknowledged and not answered was answered, in milliseconds. */
export async function findTakeover(
  db: Kysely<Tables>,
  kills: readonly Kill[],
  acknowledged: readonly Acknowledged[],
): Promise<number> {
  const columns = ['conversation_id', 'received_at', 'message_id'] as const;
  const asked = await db.selectFrom('inbox').select(columns).orderBy('id').execute();
  const answered = await db.selectFrom('turns').select(['conversation_id', 'at']).orderBy('id').execute();
  const ports = new Map(acknowledged.map(({ id, port }) => [id, port]));
  const killed = new Map(kills.map(({ port, atMs }) => [port, atMs]));
  const late = pairAnswers(asked, answered).flatMap(({ message, toMs }) => {
    const killMs = killed.get(ports.get(clientIdOf(message.message_id)) ?? 0);
    return killMs === undefined ? [] : [toMs - killMs];
  });
  return Math.max(0, ...late);
}

interface MerchantLine {
  readonly clientId: string;
  readonly conversationId: string;
  readonly seq: number;
}

async function findLines(db: Kysely<Tables>): Promise<readonly MerchantLine[]> {
  const rows = await db
    .selectFrom('transcript')
    .select(['message_id', 'conversation_id', 'seq'])
    .where('message_id', 'is not', null)
    .execute();
  return rows.map((row) => ({
    clientId: clientIdOf(row.message_id ?? ''),
    conversationId: row.conversation_id,
    seq: row.seq,
  }));
}

function clientIdOf(messageId: string): string {
  return messageId.split('@')[0] ?? '';
}

/** Compares what merchants were told with what the store holds; every turn must have run. */
export async function checkLedger(db: Kysely<Tables>, acknowledged: readonly Acknowledged[]): Promise<Findings> {
  const lines = await findLines(db);
  const inbox = await db
    .selectFrom('inbox')
    .select(['conversation_id', 'status', 'message_id', 'received_at'])
    .orderBy('id')
    .execute();
  const turns = await db.selectFrom('turns').select(['conversation_id', 'at']).orderBy('id').execute();
  const written = countBy(lines.map((line) => line.clientId));
  const kept = new Set(inbox.map((row) => clientIdOf(row.message_id)));
  const done = inbox.filter((row) => row.status === 'done');
  const asked = countBy(done.map((row) => row.conversation_id));
  const answered = countBy(turns.map((turn) => turn.conversation_id));
  const conversations = [...new Set([...asked.keys(), ...answered.keys()])];
  const surplus = conversations.map((id) => (answered.get(id) ?? 0) - (asked.get(id) ?? 0));
  const over = surplus.reduce((sum, count) => sum + Math.max(0, count), 0);
  const under = surplus.reduce((sum, count) => sum + Math.max(0, -count), 0);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ id }) => !kept.has(id) || !written.has(id)).length,
    duplicated: over + [...written.values()].filter((count) => count > 1).length,
    unanswered: under + inbox.length - done.length,
    reordered: countReordered(lines, acknowledged),
    slowestMs: slowestAnswer(done, turns),
  };
}
