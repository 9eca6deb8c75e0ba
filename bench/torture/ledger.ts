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
}

/** Several findings as one. */
export function addFindings(all: readonly Findings[]): Findings {
  const sum = (field: keyof Findings): number => all.reduce((so, findings) => so + findings[field], 0);
  return {
    acknowledged: sum('acknowledged'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    unanswered: sum('unanswered'),
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

/** Compares what merchants were told with what the store holds; every turn must have run. */
export async function checkLedger(db: Kysely<Tables>, acknowledged: readonly Acknowledged[]): Promise<Findings> {
  const lines = await db.selectFrom('transcript').select('message_id').where('message_id', 'is not', null).execute();
  const inbox = await db.selectFrom('inbox').select(['conversation_id', 'status', 'message_id']).execute();
  const turns = await db.selectFrom('turns').select('conversation_id').execute();
  const clientId = (id: string | null): string => (id ?? '').split('@')[0] ?? '';
  const written = countBy(lines.map((line) => clientId(line.message_id)));
  const kept = new Set(inbox.map((row) => clientId(row.message_id)));
  const asked = countBy(inbox.filter((row) => row.status === 'done').map((row) => row.conversation_id));
  const answered = countBy(turns.map((turn) => turn.conversation_id));
  const conversations = [...new Set([...asked.keys(), ...answered.keys()])];
  const surplus = conversations.map((id) => (answered.get(id) ?? 0) - (asked.get(id) ?? 0));
  const over = surplus.reduce((sum, count) => sum + Math.max(0, count), 0);
  const under = surplus.reduce((sum, count) => sum + Math.max(0, -count), 0);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ id }) => !kept.has(id) || !written.has(id)).length,
    duplicated: over + [...written.values()].filter((count) => count > 1).length,
    unanswered: under + inbox.filter((row) => row.status !== 'done').length,
  };
}
