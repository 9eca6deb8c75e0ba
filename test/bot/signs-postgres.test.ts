/** Processes on one Postgres tell each other who looks at which ticket and to whom an agent writes. */

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createPresenceBook } from '#adapters/console/presence.ts';
import { createAgentsWriting } from '#bot/agents-writing.ts';
import { exchangeLooks } from '#bot/signs.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { accept, M1, NOW, openTicket, turn } from '#test/fixtures/store-steps.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

async function openTwo() {
  const url = await server.createDatabase();
  const open = async () => {
    const store = await openPostgresStore(url);
    onTestFinished(() => store.close());
    return store;
  };
  return [await open(), await open()] as const;
}

it('colleagues at another process are seen, and those who look once are told of each other', async () => {
  const [one, other] = await openTwo();
  const here = createPresenceBook(() => NOW, exchangeLooks(one.signs));
  const there = createPresenceBook(() => NOW, exchangeLooks(other.signs));
  const [toldHere, toldThere]: string[][] = [[], []];
  here.onChange((number) => void toldHere?.push(number));
  there.onChange((number) => void toldThere?.push(number));
  expect(here.look('T1001', 'Li')).toEqual([]);
  await expect.poll(() => toldThere).toEqual(['T1001']);
  expect(there.look('T1001', 'Wang', 'reply')).toEqual([{ name: 'Li' }]);
  await expect.poll(() => toldHere).toEqual(['T1001', 'T1001']);
  expect(here.look('T1001', 'Li')).toEqual([{ name: 'Wang', writing: 'reply' }]);
  expect(here.look('T1002', 'Li')).toEqual([]);
});

it('many looks at once all arrive in their order, and what no version understands or is too long does no harm', async () => {
  const [one, other] = await openTwo();
  const heard: string[] = [];
  exchangeLooks(other.signs)?.onHeard(({ name }) => void heard.push(name));
  const looks = exchangeLooks(one.signs);
  for (const sign of ['', '{', '[]', '{"kind":"new"}', '"'.repeat(20_000)]) one.signs?.tell(sign);
  const names = Array.from({ length: 25 }, (_, at) => `"${'\\'.repeat(200)}${at}`);
  for (const name of names) looks?.tell({ number: 'T1001', name });
  await expect.poll(() => heard).toEqual(names);
});

it('the merchant’s page at another process hears that an agent writes', async () => {
  const [one, other] = await openTwo();
  await accept(one, 'offline');
  await turn(one, openTicket({ channel: 'webchat', status: 'claimed', agent: 'Li' }));
  const shown: string[] = [];
  createAgentsWriting(other).whileWriting((conversationId) => void shown.push(conversationId));
  const here = createAgentsWriting(one);
  await here.tell({ name: 'Wang', role: 'agent' }, 'T1001');
  await here.tell({ name: 'Li', role: 'agent' }, 'T1001');
  await expect.poll(() => shown).toEqual([M1]);
});

it('a process that is alone has nobody to tell', async () => {
  const store = await openMemoryStore();
  onTestFinished(() => store.close());
  expect(exchangeLooks(store.signs)).toBeUndefined();
});
