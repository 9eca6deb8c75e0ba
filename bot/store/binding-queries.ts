/** Queries of bindings: which conversation may hear about which terminal, and how often numbers did not fit. */

import type { BoundDevice, DeviceProof } from '#dialogs/device-record.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { DeviceBinding, NewBinding } from './device-life.ts';
import type { DeviceBindingRow } from './device-rows.ts';
import type { Database } from './engine.ts';
import { prepare } from './prepare.ts';

/** Misses older than this no longer count. */
export const MISSES_LAST_MS = 24 * 60 * 60_000;

/** What misses are counted by: the merchant number that somebody tried, and the serial. */
export function missKeys({ serial, mid }: { readonly serial?: string; readonly mid?: string }): readonly string[] {
  return [...(serial === undefined ? [] : [`sn:${serial}`]), ...(mid === undefined ? [] : [`mid:${mid}`])];
}

const PROOFS: readonly DeviceProof[] = ['sticker', 'number', 'link', 'agent'];

function proofOf(text: string): DeviceProof {
  return PROOFS.find((one) => one === text) ?? 'sticker';
}

const FIND_BOUND = prepare((db, { id }: { id: string }) =>
  db
    .selectFrom('device_bindings as b')
    .leftJoin('devices as d', 'd.serial', 'b.serial')
    .select(['b.conversation_id', 'b.serial', 'b.mid', 'b.proof', 'b.bound_at', 'b.bound_by', 'd.model', 'd.store'])
    .where('b.conversation_id', '=', id)
    .orderBy('b.bound_at', 'desc')
    .orderBy('b.serial'),
);

interface BoundRow extends DeviceBindingRow {
  readonly model: string | null;
  readonly store: string | null;
}

function bindingOf(row: BoundRow): DeviceBinding {
  return {
    conversationId: row.conversation_id as ConversationId,
    serial: row.serial,
    proof: proofOf(row.proof),
    boundAtMs: row.bound_at,
    ...(row.mid === null ? {} : { mid: row.mid }),
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.store === null ? {} : { store: row.store }),
    ...(row.bound_by === null ? {} : { boundBy: row.bound_by }),
  };
}

/** Terminals of a conversation, the latest first. */
export async function findBindings(db: Database, conversationId: string): Promise<readonly DeviceBinding[]> {
  return (await FIND_BOUND(db, { id: conversationId })).rows.map(bindingOf);
}

/** The same, as the dialog knows them. */
export async function findBound(db: Database, conversationId: string): Promise<readonly BoundDevice[]> {
  return await findBindings(db, conversationId);
}

/** Conversations of a terminal, the latest first. */
export async function findBindingsOf(db: Database, serial: string): Promise<readonly DeviceBinding[]> {
  const rows = await db
    .selectFrom('device_bindings as b')
    .leftJoin('devices as d', 'd.serial', 'b.serial')
    .select(['b.conversation_id', 'b.serial', 'b.mid', 'b.proof', 'b.bound_at', 'b.bound_by', 'd.model', 'd.store'])
    .where('b.serial', '=', serial)
    .orderBy('b.bound_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(bindingOf);
}

/** Writes a binding; a scanned sticker never takes the place of a proof. */
export async function saveBinding(
  db: Database,
  conversationId: string,
  { serial, mid, proof, by }: NewBinding,
  now: Instant,
): Promise<void> {
  const strong = proof !== 'sticker';
  await db
    .insertInto('device_bindings')
    .values({ conversation_id: conversationId, serial, mid: mid ?? null, proof, bound_at: now, bound_by: by ?? null })
    .onConflict((conflict) =>
      conflict
        .columns(['conversation_id', 'serial'])
        .doUpdateSet(strong ? { mid: mid ?? null, proof, bound_at: now, bound_by: by ?? null } : { bound_at: now }),
    )
    .execute();
}

/** Takes a binding away; false when there was none. */
export async function deleteBinding(db: Database, conversationId: string, serial: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('device_bindings')
    .where('conversation_id', '=', conversationId)
    .where('serial', '=', serial)
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

/** Counts a pair of numbers that did not belong together under each of its keys. */
export async function countMiss(db: Database, keys: readonly string[], now: Instant): Promise<void> {
  for (const key of [...keys].sort()) {
    await db
      .deleteFrom('register_misses')
      .where('key', '=', key)
      .where('since', '<', now - MISSES_LAST_MS)
      .execute();
    await db
      .insertInto('register_misses')
      .values({ key, misses: 1, since: now })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((field) => ({ misses: field('register_misses.misses', '+', 1) })),
      )
      .execute();
  }
}

/** The most misses under one of these keys that began since an instant. */
export async function findMisses(db: Database, keys: readonly string[], since: Instant): Promise<number> {
  if (keys.length === 0) return 0;
  const rows = await db
    .selectFrom('register_misses')
    .select('misses')
    .where('key', 'in', keys)
    .where('since', '>=', since)
    .execute();
  return Math.max(0, ...rows.map(({ misses }) => misses));
}
