/** A database from before the desk's tables: its tickets can be searched, sorted and found afterwards. */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { COLUMN_TYPES } from '#bot/store/column-types.ts';
import { up as first } from '#bot/store/migrations/0001-first-tables.ts';
import { up as second } from '#bot/store/migrations/0002-channels.ts';
import { up as third } from '#bot/store/migrations/0003-shared-outbox.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { plainDraft } from '#test/fixtures/scripted-dialog.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const OLD = { '0001-first-tables': first, '0002-channels': second, '0003-shared-outbox': third };

/** A database as it was, with 600 tickets, every second one resolved. */
async function makeOldDatabase(path: string): Promise<void> {
  const database = new DatabaseSync(path);
  const db = new Kysely<unknown>({ dialect: createSqliteDialect(database) });
  const migrations = Object.fromEntries(
    Object.entries(OLD).map(([name, up]) => [name, { up: (on: Kysely<unknown>) => up(on, COLUMN_TYPES.sqlite) }]),
  );
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  expect(error).toBeUndefined();
  database.exec(`insert into conversations (id, channel, sender_id, owner, last_seq, last_merchant_at, sent_since, created_at)
    values ('c', 'test', 'm', 'queue', 0, 0, 0, 0)`);
  const insert = database.prepare(
    `insert into tickets (number, ordinal, conversation_id, status, priority, opened_at, updated_at, answer_due_at, draft)
     values (?, ?, 'c', ?, 'P3', ?, ?, ?, ?)`,
  );
  database.exec('begin');
  for (let ordinal = 1; ordinal <= 600; ordinal += 1) {
    const draft = JSON.stringify(plainDraft({ sn: `SN${ordinal}`, symptoms: ['pwr-dead'] }));
    const status = ordinal % 2 === 0 ? 'resolved' : 'open';
    insert.run(`T${ordinal}`, ordinal, status, START_MS, START_MS + 5, START_MS + 60_000, draft);
  }
  database.exec('commit');
  database.close();
}

it('gives old tickets the new columns, and keeps the clock silent about old promises', async () => {
  const path = join(temporaryFolder(), 'posdesk.db');
  await makeOldDatabase(path);
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  expect((await store.tickets({ search: 'sn599', limit: 5 })).map(({ number }) => number)).toEqual(['T599']);
  expect((await store.tickets({ limit: 301 })).at(-1)?.status).toBe('resolved');
  expect((await store.related('T1', { symptom: 'pwr-dead' }, 2)).map(({ number }) => number)).toEqual(['T600', 'T599']);
  expect(await store.ringClock(START_MS + 120_000, 10)).toBe(false);
  const figures = await store.figures({ fromMs: START_MS, toMs: START_MS + 1_000 }, START_MS);
  expect(figures).toMatchObject({ opened: 600, timeToResolve: { count: 300, medianMs: 5 } });
});
