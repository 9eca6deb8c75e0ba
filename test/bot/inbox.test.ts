/** Which messages are answered with taking them in, and what becomes of one for which that fails. */

import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { StorageFault } from '#bot/faults.ts';
import { createInbox } from '#bot/inbox.ts';
import { createLogger, silentLogger } from '#bot/log.ts';
import { createStore } from '#bot/store/create-store.ts';
import { createGroupCommit } from '#bot/store/group-commit.ts';
import { migrate } from '#bot/store/migrate.ts';
import type { Tables } from '#bot/store/rows.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';
import type { AtOnce, Store } from '#bot/store/store.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { type PipelineOptions, runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

/** A store whose disk can be told not to answer a sync; what was to be synced is there all the same. */
async function openOnBadDisk() {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  await migrate(db, 'sqlite');
  let failing = false;
  const { atomically, idle } = createGroupCommit(database, db, {
    async sync() {
      if (!failing) return;
      failing = false;
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { syscall: 'fdatasync' });
    },
    repair() {},
  });
  const store = createStore({ atomically, inOrder: true, reads: db, close: idle });
  const failNextSync = (): void => {
    failing = true;
  };
  return { store, failNextSync };
}

const AT_ONCE: AtOnce = { now: 0, decide: () => ({ result: undefined }) };

/** The kinds of tries that one message is stored with while so many conversations are at work. */
async function triesWith(backlog: number): Promise<readonly string[]> {
  const tries: string[] = [];
  const receive = createInbox({
    store: {
      accept: async (_arrival, _lookBack, _onStored, atOnce) => {
        tries.push(atOnce ? 'answered' : 'stored');
        return { kind: 'accepted', seq: 1 };
      },
    },
    redact: (text) => ({ text, found: [] }),
    redactAcross: (previous, text) => ({ previous, text, found: [] }),
    wake: () => {},
    answerAtOnce: () => AT_ONCE,
    turns: { backlog: () => backlog, atWork: () => backlog },
    log: silentLogger,
  });
  await receive(merchantMessage('offline'));
  return tries;
}

it('a message is answered with taking it in, until so many are under way that storing comes first', async () => {
  expect(await triesWith(64)).toEqual(['answered']);
  expect(await triesWith(65)).toEqual(['stored']);
});

it('a message is answered with taking it in while many others may yet say more, as they take no time', async () => {
  const guide = await loadBuiltInGuide();
  const ways: string[] = [];
  const listen = (store: Store): Store => ({
    ...store,
    accept: (arrival, lookBack, onStored, atOnce) => {
      ways.push(atOnce ? 'answered' : 'stored');
      return store.accept(arrival, lookBack, onStored, atOnce);
    },
  });
  const desk = await runPipeline({ guide: () => guide, quietMs: 2_500, wrapStore: listen });
  for (let one = 0; one < 70; one += 1) {
    await desk.receive(merchantMessage('我的机器', { conversationId: conversationOf(`hesitant ${one}`) }));
  }
  await desk.receive(merchantMessage('转人工', { conversationId: conversationOf('determined') }));
  expect(ways).toEqual([...Array.from({ length: 70 }, () => 'stored'), 'answered']);
});

it('where several processes share a database that is away, a message is tried once and then refused', async () => {
  let tries = 0;
  const away = (store: Store): Store => ({
    ...store,
    sweep: { everyMs: 60_000, run: async () => false },
    accept: () => {
      tries += 1;
      return Promise.reject(new StorageFault({ code: 'database-away', what: 'It is away', remedy: 'Wait' }));
    },
  });
  const desk = await runPipeline({ wrapStore: away });
  await expect(desk.receive(merchantMessage('offline'))).rejects.toMatchObject({ code: 'database-away' });
  expect(tries).toBe(1);
});

/** A pipeline on a bad disk, and what a page that follows the conversation shows. */
async function followOnBadDisk(options: PipelineOptions = {}) {
  const { store, failNextSync } = await openOnBadDisk();
  const channel = createTestChannel();
  const desk = await runPipeline({ channel, wrapStore: () => store, ...options });
  const shown: string[] = [];
  const { conversationId } = merchantMessage('');
  desk.transcripts.subscribe(conversationId, async () => {
    for (const { text } of await desk.transcripts.after(conversationId, shown.length, 10)) shown.push(text);
  });
  return { desk, channel, shown, failNextSync };
}

it('a message that is there although its sync failed is shown with its answer, and the answer goes out', async () => {
  const { desk, channel, shown, failNextSync } = await followOnBadDisk();
  failNextSync();
  await desk.receive(merchantMessage('offline'));
  await expect.poll(() => shown).toEqual(['offline', 'echo: offline']);
  await expect.poll(() => channel.delivered().length).toBe(1);
});

it('a turn of its own that is there although its sync failed is shown, and its answer goes out', async () => {
  const stored = Promise.withResolvers<void>();
  const { desk, channel, shown, failNextSync } = await followOnBadDisk({ beforeTurn: () => stored.promise });
  await desk.receive(merchantMessage('offline'));
  failNextSync();
  stored.resolve();
  await expect.poll(() => shown).toEqual(['offline', 'echo: offline']);
  await expect.poll(() => channel.delivered().length).toBe(1);
});

it('says once that it is overloaded, however many messages it turns away', async () => {
  const written: string[] = [];
  const receive = createInbox({
    store: { accept: async () => ({ kind: 'accepted', seq: 1 }) },
    redact: (text) => ({ text, found: [] }),
    redactAcross: (previous, text) => ({ previous, text, found: [] }),
    wake: () => {},
    turns: { backlog: () => 9, atWork: () => 9 },
    log: createLogger(
      (line) => written.push(line),
      () => 0,
    ),
    limit: 9,
  });
  for (let count = 0; count < 100; count += 1) {
    expect(await receive(merchantMessage('offline'))).toMatchObject({ kind: 'overloaded' });
  }
  expect(written.map((line) => JSON.parse(line).event)).toEqual(['inbox-overloaded']);
});
