/** Queries of the audit log, which only grows. */

import type { AuditEntry, AuditQuery } from '#adapters/desk-contract.ts';
import { type AuditNote, CHAIN_START, chainEntries, findBreak } from '../audit.ts';
import type { Database } from './engine.ts';
import type { AuditRow } from './rows.ts';

/** The counter that says how many entries there are; whoever appends holds it. */
export const AUDIT_COUNTER = 'audit';
/** Entries read at once while the chain is checked. */
const PAGE = 1_000;

function readEntry(row: AuditRow): AuditEntry {
  return {
    seq: Number(row.seq),
    atMs: Number(row.at),
    user: row.user_name,
    role: row.role,
    action: row.action,
    subject: row.subject,
    outcome: row.outcome,
    ...(row.details === null ? {} : { details: JSON.parse(row.details) }),
    hash: row.hash,
  };
}

async function hashOf(db: Database, seq: number): Promise<string> {
  if (seq === 0) return CHAIN_START;
  return (await db.selectFrom('audit').select('hash').where('seq', '=', seq).executeTakeFirstOrThrow()).hash;
}

/** Appends entries; the counter is the lock that keeps the chain one chain. */
export async function appendAudit(db: Database, notes: readonly AuditNote[]): Promise<void> {
  if (notes.length === 0) return;
  const { value } = await db
    .updateTable('counters')
    .set((field) => ({ value: field('value', '+', notes.length) }))
    .where('name', '=', AUDIT_COUNTER)
    .returning('value')
    .executeTakeFirstOrThrow();
  const seq = Number(value) - notes.length;
  for (const entry of chainEntries({ seq, hash: await hashOf(db, seq) }, notes)) {
    const { atMs, user, details, ...rest } = entry;
    await db
      .insertInto('audit')
      .values({ ...rest, at: atMs, user_name: user, details: details ? JSON.stringify(details) : null })
      .execute();
  }
}

/** Entries, the newest first. */
export async function findAudit(db: Database, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const { user, subject, before } = query;
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .$if(user !== undefined, (select) => select.where('user_name', '=', user ?? ''))
    .$if(subject !== undefined, (select) => select.where('subject', '=', subject ?? ''))
    .$if(before !== undefined, (select) => select.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(readEntry);
}

/** Goes through the whole chain; entries missing at the end are noticed by the counter. */
export async function verifyAudit(db: Database): Promise<{ readonly entries: number; readonly brokenAt?: number }> {
  // The counter first: what is appended while we read is not missed.
  const counted = await db
    .selectFrom('counters')
    .select('value')
    .where('name', '=', AUDIT_COUNTER)
    .executeTakeFirstOrThrow();
  let last = { seq: 0, hash: CHAIN_START };
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    const entries = rows.map(readEntry);
    const brokenAt = findBreak(last, entries);
    if (brokenAt !== undefined) return { entries: last.seq + entries.length, brokenAt };
    last = entries.at(-1) ?? last;
    if (entries.length < PAGE) break;
  }
  const missing = last.seq < Number(counted.value);
  return { entries: last.seq, ...(missing ? { brokenAt: last.seq + 1 } : {}) };
}
