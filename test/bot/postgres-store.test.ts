/** The Postgres store keeps the store's contract on a real server. */

import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { describeStore } from '#test/contracts/store.contract.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop(), 60_000);

describeStore('postgres', async () => {
  const store = await openPostgresStore(await server.createDatabase());
  onTestFinished(() => store.close());
  return store;
});
