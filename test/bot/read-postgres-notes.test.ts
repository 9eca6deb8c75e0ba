/** Looking into the notebook of a Postgres from beside, as the checks of channels do. */

import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { readPostgresNotes } from '#bot/store/read-postgres-notes.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

function look(url: string) {
  const notes = readPostgresNotes(url);
  onTestFinished(() => notes.close());
  return notes;
}

it('finds what a running posdesk has noted', async () => {
  const url = await server.createDatabase();
  const store = await openPostgresStore(url);
  onTestFinished(() => store.close());
  await store.saveNote('teams:desk-service:19:a', 'https://example.com/');
  const { read } = look(url);
  expect(await read('teams:desk-service:19:a')).toBe('https://example.com/');
  expect(await read('teams:desk-service:19:b')).toBeUndefined();
});

it('finds nothing in a database that posdesk has not begun with, and leaves it so', async () => {
  const url = await server.createDatabase();
  const { read } = look(url);
  expect(await read('any')).toBeUndefined();
  const pool = new Pool({ connectionString: url });
  onTestFinished(() => pool.end());
  const { rows } = await pool.query("select tablename from pg_tables where schemaname = 'public'");
  expect(rows).toEqual([]);
});

it('finds nothing where no Postgres is', async () => {
  expect(await look('postgres://nobody@127.0.0.1:9/none').read('any')).toBeUndefined();
});
