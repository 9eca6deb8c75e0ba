/** The Postgres store keeps the store's contract on a real server. */

import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import type { Store } from '#bot/store/store.ts';
import { describeStore } from '#test/contracts/store.contract.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';

let server: PostgresServer;
/** A database as its first start leaves it; the migrations take longer than most tests. */
let migrated: string;
beforeAll(async () => {
  server = await startPostgres();
  migrated = await server.createDatabase();
  const store = await openPostgresStore(migrated);
  await store.close();
});
afterAll(() => server.stop());

async function openOn(database: Promise<string>): Promise<Store> {
  const store = await openPostgresStore(await database);
  onTestFinished(() => store.close());
  return store;
}

describeStore(
  'postgres',
  () => openOn(server.createDatabase(migrated)),
  () => openOn(server.createDatabase()),
);
