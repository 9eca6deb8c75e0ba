/** A network to Postgres that goes silent: nobody waits for ever, and all goes on when it is back. */

import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { openPostgresNews } from '#bot/store/postgres-news.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { openSilentNetwork } from '#test/fixtures/silent-network.ts';
import { ALL, accept, M1, say, turn, writes } from '#test/fixtures/store-steps.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const AWAY = { code: 'database-away' };

/** A store behind a network; an answer is waited for less than in earnest. */
async function openBehind() {
  const network = await openSilentNetwork(await server.createDatabase());
  const store = await openPostgresStore(network.url, { answerWithinMs: 8_000 });
  onTestFinished(() => store.close());
  return { network, store };
}

it('what is under way when it goes silent is told that the database is away, reads and sweeps as well', async () => {
  const { network, store } = await openBehind();
  await accept(store, 'before');
  network.cut();
  await expect(accept(store, 'cut off')).rejects.toMatchObject(AWAY);
  await expect(store.note('any')).rejects.toThrow();
  await expect(store.sweep?.run()).rejects.toThrow();
});

it('more work at once than there are connections is told so too, and none of it stays half done', async () => {
  const { network, store } = await openBehind();
  await accept(store, 'before');
  network.cut();
  const all = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => accept(store, `cut off ${at}`)));
  expect(all.map((one) => one.status === 'rejected' && one.reason)).toEqual(
    all.map(() => expect.objectContaining(AWAY)),
  );
  network.mend();
  await accept(store, 'after');
  await turn(store, () => writes({ lines: [say('hello')] }));
  const texts = (await store.transcript(M1, ALL)).map(({ text }) => text);
  expect(texts).toEqual(['before', 'after', 'hello']);
});

it('the line for news is made anew when nobody answers on it, and who follows others is told to look', async () => {
  const url = await server.createDatabase();
  await (await openPostgresStore(url)).close();
  const network = await openSilentNetwork(url);
  const pool = new Pool({ connectionString: url });
  const news = await openPostgresNews(network.url, pool, 1, { everyMs: 50, withinMs: 10_000 });
  onTestFinished(async () => {
    await news.close();
    await pool.end();
  });
  const heard: unknown[] = [];
  news.onHeard((change) => void heard.push(change));
  const lastAnswered = async (): Promise<unknown> => {
    const { rows } = await pool.query(
      "select query, state from pg_stat_activity where application_name = 'posdesk news'",
    );
    return rows;
  };
  await expect.poll(lastAnswered).toEqual([{ query: 'select 1', state: 'idle' }]);
  expect(heard).toEqual([]);
  network.cut();
  network.mend();
  await expect.poll(() => heard[0]).toMatchObject({ missed: true });
});
