/** Takes out the notes of sinks and chat tools that are of no use any more; runs inside a unit of work. */

import { sql } from 'kysely';
import { MARKS, type MarkEnd, mailDone, markEnd } from '#adapters/tickets/marks.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import { saveNote } from './notebook-queries.ts';
import type { Batch } from './privacy-queries.ts';
import { ERASE } from './sink-store.ts';

/** Notes looked at in one unit. */
const BATCH = 500;

interface Mark {
  readonly key: string;
  readonly end: MarkEnd;
}

async function readMarks(db: Database, after: string | undefined) {
  const rows = await db
    .selectFrom('notebook')
    .select(['key', 'value'])
    .where(({ or, eb }) =>
      or(Object.values(MARKS).map((prefix) => eb(sql`substr(key, 1, ${sql.lit(prefix.length)})`, '=', prefix))),
    )
    .$if(after !== undefined, (select) => select.where('key', '>', after ?? ''))
    .orderBy('key')
    .limit(BATCH)
    .execute();
  const marks = rows.flatMap(({ key, value }): readonly Mark[] => {
    const end = markEnd(key, value);
    return end ? [{ key, end }] : [];
  });
  return { marks, last: rows.at(-1)?.key, isAll: rows.length < BATCH };
}

/** Whether each ticket that there is was closed before an instant. */
async function findTickets(db: Database, marks: readonly Mark[], beforeMs: Instant) {
  const numbers = [...new Set(marks.flatMap(({ end }) => ('number' in end ? [end.number] : [])))];
  if (numbers.length === 0) return new Map<string, boolean>();
  const rows = await db
    .selectFrom('tickets')
    .select(['number', 'closed', 'updated_at'])
    .where('number', 'in', numbers)
    .execute();
  return new Map(rows.map(({ number, closed, updated_at }) => [number, closed === 1 && updated_at < beforeMs]));
}

/** External tickets that are known, or still have to be erased with the help of their notes. */
async function findExternals(db: Database, marks: readonly Mark[]): Promise<ReadonlySet<string>> {
  const ends = marks.flatMap(({ end }) => (end.kind === 'external' ? [end] : []));
  if (ends.length === 0) return new Set();
  const ids = [...new Set(ends.map(({ id }) => id))];
  const known = await db
    .selectFrom('external_tickets')
    .select(['sink', 'external_id'])
    .where('external_id', 'in', ids)
    .execute();
  const subjects = ids.map((id) => `erase:${id}`);
  const erasures = await db
    .selectFrom('sink_jobs')
    .select(['sink', 'subject'])
    .where('kind', '=', ERASE)
    .where('subject', 'in', subjects)
    .execute();
  return new Set([
    ...known.map(({ sink, external_id }) => `${sink} ${external_id}`),
    ...erasures.map(({ sink, subject }) => `${sink} ${subject.slice('erase:'.length)}`),
  ]);
}

/** Deletes what is of no use any more among the next notes after `after`. */
export async function expireNotes(db: Database, beforeMs: Instant, after: string | undefined): Promise<Batch> {
  const { marks, last, isAll } = await readMarks(db, after);
  const tickets = await findTickets(db, marks, beforeMs);
  const externals = await findExternals(db, marks);
  const isOver = (end: MarkEnd): boolean => {
    switch (end.kind) {
      case 'age':
        return end.atMs !== undefined && end.atMs < beforeMs;
      case 'closed':
        return tickets.get(end.number) ?? true;
      case 'gone':
        return !tickets.has(end.number);
      case 'external':
        return !externals.has(`${end.sink} ${end.id}`);
    }
  };
  const over = marks.filter(({ end }) => isOver(end)).map(({ key }) => key);
  if (over.length > 0) await db.deleteFrom('notebook').where('key', 'in', over).execute();
  // What does not say how old it is goes next time.
  for (const { key, end } of marks) {
    if (end.kind === 'age' && end.atMs === undefined) await saveNote(db, key, mailDone(beforeMs));
  }
  return { deleted: over.length, ...(isAll || last === undefined ? {} : { next: last }) };
}
