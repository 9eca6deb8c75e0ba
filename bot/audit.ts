/** The audit log's chain: what is hashed, and whether a chain holds. Pure. */

import { createHash } from 'node:crypto';
import type { AuditEntry } from '#adapters/desk-contract.ts';

/** What happened, before the log numbers it. */
export type AuditNote = Omit<AuditEntry, 'seq' | 'hash'>;

/** The hash before the first entry. */
export const CHAIN_START = '0'.repeat(64);

/** JSON with the keys in order, so that the same entry always has the same text. */
function canonicalJson(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/** SHA-256 over the hash before and the entry; see AuditEntry. */
export function hashEntry(before: string, seq: number, note: AuditNote): string {
  const { atMs, user, role, action, subject, outcome, details = {} } = note;
  const text = canonicalJson({ seq, atMs, user, role, action, subject, outcome, details });
  return createHash('sha256').update(before).update('\n').update(text).digest('hex');
}

/** Entries numbered and chained after the last one there is. */
export function chainEntries(
  last: { readonly seq: number; readonly hash: string },
  notes: readonly AuditNote[],
): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const note of notes) {
    const before = entries.at(-1) ?? last;
    const seq = before.seq + 1;
    entries.push({ ...note, seq, hash: hashEntry(before.hash, seq, note) });
  }
  return entries;
}

/** The first entry that does not follow from the one before; undefined when the chain holds. */
export function findBreak(
  last: { readonly seq: number; readonly hash: string },
  entries: readonly AuditEntry[],
): number | undefined {
  let before = last;
  for (const entry of entries) {
    if (entry.seq !== before.seq + 1 || entry.hash !== hashEntry(before.hash, entry.seq, entry)) return entry.seq;
    before = entry;
  }
  return undefined;
}
