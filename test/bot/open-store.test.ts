/** Commands on a Postgres that posdesk serves from leave its tables as they are, or refuse. */

import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnyStore, openExistingStore } from '#bot/store/open-store.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const made = (url: string) => query(url, 'select name from kysely_migration order by name');

async function createServed(): Promise<string> {
  const url = await server.createDatabase();
  await (await openPostgresStore(url)).close();
  return url;
}

/** What an older version has left: all of its migrations but our last one. */
async function createOlder(): Promise<string> {
  const url = await createServed();
  await query(url, 'delete from kysely_migration where name = (select max(name) from kysely_migration)');
  return url;
}

const place = (postgresUrl: string) => ({ databasePath: 'unused', postgresUrl });

describe('a command on a shared database', () => {
  it.each([
    ['that needs one', openExistingStore],
    ['that may come first', openAnyStore],
  ])('%s refuses tables of an older version that may be serving, and changes nothing', async (_, open) => {
    const url = await createOlder();
    const before = await made(url);
    await expect(open(place(url))).rejects.toMatchObject({ code: 'other-tables' });
    expect(await made(url)).toEqual(before);
  });

  it('works beside a newer version that has only added to the tables', async () => {
    const url = await createServed();
    await query(url, "insert into kysely_migration (name, timestamp) values ('9000-later-adds', '2026-11-23')");
    const store = await openExistingStore(place(url));
    expect((await store.counts()).tickets).toBeDefined();
    await store.close();
  });

  it('that needs one finds none where there are no tables, and makes none', async () => {
    const url = await server.createDatabase();
    await expect(openExistingStore(place(url))).rejects.toMatchObject({ code: 'no-database' });
    await expect(made(url)).rejects.toThrow(/kysely_migration/);
  });

  it('that may come first makes the tables where there are none', async () => {
    const url = await server.createDatabase();
    await (await openAnyStore(place(url))).close();
    expect((await made(url)).length).toBeGreaterThan(0);
  });
});
