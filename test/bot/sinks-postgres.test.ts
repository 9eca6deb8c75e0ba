/** Several processes on one queue of sinks: each job is one process's at a time, whatever their clocks say. */

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { accept, NOW, openTicket, turn } from '#test/fixtures/store-steps.ts';

const DAY_MS = 86_400_000;
const claim = (now: number) => ({ now, limit: 10, leasedUntilMs: now + 1_000, gather: true });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

it('T85 a process whose clock is a day ahead leaves to another one what that one holds, and takes it when it is gone', async () => {
  const url = await server.createDatabase();
  const one = await openPostgresStore(url);
  const other = await openPostgresStore(url);
  onTestFinished(() => other.close());
  await one.beginSinks(['a'], false);
  await accept(one, 'offline');
  await turn(one, openTicket());
  await one.followEvents(['a'], NOW);
  const [held] = await one.claimSinkJobs('a', claim(NOW));
  expect(held).toMatchObject({ attempt: 1 });
  await other.sweep?.run();
  expect(await other.claimSinkJobs('a', claim(NOW + DAY_MS))).toEqual([]);
  // It would look again and again for what it may not have.
  expect(await other.nextSinkJobAt('a')).toBeUndefined();
  expect(await one.nextSinkJobAt('a')).toBeGreaterThan(NOW);
  await one.close();
  await expect
    .poll(async () => {
      await other.sweep?.run();
      return await other.claimSinkJobs('a', claim(NOW + DAY_MS));
    })
    .toMatchObject([{ attempt: 2, task: { kind: 'ticket' } }]);
});
