/** Postgres that fails in the middle, loses connections or restarts: nothing is half done, and nobody is told twice. */

import { sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { openPostgresNews } from '#bot/store/postgres-news.ts';
import { createUnits, openReads } from '#bot/store/postgres-units.ts';
import { prepare, prepareWrite } from '#bot/store/prepare.ts';
import { createTranscripts } from '#bot/transcripts.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { accept, M1, NOW, say, turn, writes } from '#test/fixtures/store-steps.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const LEASE_MS = 90_000;

async function ask(url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

/** Processes on one database, and a way to cut the connections for news of those that are open. */
async function openDatabase() {
  const url = await server.createDatabase();
  const mine = "application_name = 'posdesk news' and datname = current_database()";
  return {
    async open() {
      const store = await openPostgresStore(url);
      onTestFinished(() => store.close());
      return store;
    },
    cutNews: () => ask(url, `select pg_terminate_backend(pid, 10000) from pg_stat_activity where ${mine}`),
    listening: async () =>
      (
        await ask(
          url,
          `select pid from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and ${mine}`,
        )
      ).length,
  };
}

const ADD_NOTE = prepareWrite((db, { key }: { key: string }) => db.insertInto('notebook').values({ key, value: 'x' }));
const FIND_NOTE = prepare((db, { key }: { key: string }) =>
  db.selectFrom('notebook').select('value').where('key', '=', key),
);

/** Units on a single connection, so that each runs where the one before it ran. */
async function openUnits() {
  const url = await server.createDatabase();
  await (await openPostgresStore(url)).close();
  const pool = new Pool({ connectionString: url, max: 1, pipeline: true });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const reads = openReads(pool);
  onTestFinished(() => reads.destroy());
  const has = async (key: string) => (await FIND_NOTE(reads, { key })).rows.length === 1;
  return { run: createUnits(pool), has };
}

describe('a unit of work', () => {
  it('with a write that fails is undone whole, and its caller is told although nobody waited for that write', async () => {
    const { run, has } = await openUnits();
    await run((db) => ADD_NOTE(db, { key: 'known' }));
    const failing = run(async (db) => {
      await ADD_NOTE(db, { key: 'before' });
      await ADD_NOTE(db, { key: 'known' });
      await ADD_NOTE(db, { key: 'after' });
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect([await has('before'), await has('after')]).toEqual([false, false]);
    await run((db) => ADD_NOTE(db, { key: 'after' }));
    expect(await has('after')).toBe(true);
  });

  it('is told what failed first when it reads behind it', async () => {
    const { run } = await openUnits();
    await run((db) => ADD_NOTE(db, { key: 'known' }));
    const failing = run(async (db) => {
      await ADD_NOTE(db, { key: 'known' });
      return await FIND_NOTE(db, { key: 'known' });
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
  });

  it('whose connection ends leaves nothing, and the next one has a connection that works', async () => {
    const { run, has } = await openUnits();
    const cut = run(async (db) => {
      await ADD_NOTE(db, { key: 'cut' });
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db);
    });
    await expect(cut).rejects.toThrow();
    expect(await has('cut')).toBe(false);
    await run((db) => ADD_NOTE(db, { key: 'next' }));
    expect(await has('next')).toBe(true);
  });
});

describe('what a process has leased', () => {
  async function leased() {
    const database = await openDatabase();
    const [one, other] = [await database.open(), await database.open()];
    await accept(one, 'offline');
    await turn(one, () => writes({ lines: [say('hello')] }));
    await other.sweep?.run();
    const [due] = await one.claimDeliveries(NOW, 10, NOW + LEASE_MS);
    expect(due).toMatchObject({ attempt: 1 });
    const tryAt = async () => (await other.claimDeliveries(NOW, 10, NOW + LEASE_MS)).map(({ attempt }) => attempt);
    return { ...database, one, other, tryAt };
  }

  it('stays its own while its connection for news is made anew, and becomes free when it is gone', async () => {
    const { one, other, cutNews, listening, tryAt } = await leased();
    await cutNews();
    await other.sweep?.run();
    expect(await tryAt()).toEqual([]);
    await expect.poll(listening).toBe(2);
    await one.close();
    const taken = async () => {
      await other.sweep?.run();
      return await tryAt();
    };
    await expect.poll(taken).toEqual([2]);
  });

  it('stays its own while its connection for news is made anew and another process begins', async () => {
    const { open, cutNews } = await leased();
    await cutNews();
    const newcomer = await open();
    await newcomer.sweep?.run();
    expect(await newcomer.claimDeliveries(NOW, 10, NOW + LEASE_MS)).toEqual([]);
  });

  it('stays its own while Postgres restarts, although all are missing for a moment', async () => {
    const { other, listening, tryAt } = await leased();
    await server.restart('killed');
    const swept = async () =>
      await other.sweep
        ?.run()
        .then(() => true)
        .catch(() => false);
    await expect.poll(swept).toBe(true);
    expect(await tryAt()).toEqual([]);
    await swept();
    await swept();
    expect(await tryAt()).toEqual([]);
    await expect.poll(listening).toBe(2);
  });
});

it('news that found no connection free are sent a little later', async () => {
  const url = await server.createDatabase();
  const pool = new Pool({ connectionString: url });
  const sent: unknown[] = [];
  let busy = 2;
  const query = (text: string, values: readonly unknown[]) => {
    busy -= 1;
    if (busy >= 0) return Promise.reject(new Error('timeout exceeded when trying to connect'));
    sent.push(values[1]);
    return pool.query(text, [...values]);
  };
  const news = await openPostgresNews(url, { query } as unknown as Pool, 1);
  onTestFinished(async () => {
    await news.close();
    await pool.end();
  });
  news.tell({ conversationId: M1, desk: false, outbox: false, timers: false });
  await expect.poll(() => sent.length).toBe(1);
  expect(String(sent[0])).toContain(M1);
});

it('a live page looks again when news of other processes may have been missed, and hears them as before', async () => {
  const { open, cutNews } = await openDatabase();
  const [here, there] = [await open(), await open()];
  await accept(there, 'offline');
  const looks: unknown[] = [];
  createTranscripts(here).subscribe(M1, (news) => void looks.push(news));
  await expect.poll(() => looks.length).toBeGreaterThan(0);
  const before = looks.length;
  await cutNews();
  await expect.poll(() => looks.length).toBeGreaterThan(before);
  const since = looks.length;
  await turn(there, () => writes({ lines: [say('hello')] }));
  await expect.poll(() => looks.length).toBeGreaterThan(since);
});
