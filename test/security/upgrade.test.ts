/** Case N93: the next version comes, and goes again, while conversations are under way. */

import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import type { Respond } from '#bot/run-turn.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import type { Store } from '#bot/store/store.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage } from '#test/fixtures/merchant-message.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres-server.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

/** Raised for a long run. */
const CONVERSATIONS = Number(process.env.UPGRADE_CONVERSATIONS ?? 60);
/** Of so many, one is left in a state that only the next version reads. */
const ONE_IN = 10;

let guide: Guide;
let server: PostgresServer;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
  server = await startPostgres();
});
afterAll(() => server.stop());

/** The next version: its states say more than ours and, some of them, in a way of their own. */
const nextRespond: Respond = (state, event, content, now) => {
  const result = respond(state && ({ ...state, version: 1 } as typeof state), event, content, now);
  const at = event.kind === 'message' ? Number(event.message.senderId) : 1;
  return { ...result, state: { ...result.state, version: at % ONE_IN === 0 ? 2 : 1, mood: 'calm' } as never };
};

function run(store: Store, version: Respond): Pipeline {
  const channel = createTestChannel();
  const pipeline = createPipeline({ store, respond: version, guide: () => guide, clock: Date.now, log: silentLogger });
  pipeline.start([channel]);
  return pipeline;
}

async function end(pipeline: Pipeline, store: Store): Promise<void> {
  await pipeline.stop();
  await store.close();
}

const idOf = (at: number) => `test:${at}` as ConversationId;

async function everybodyWrites(pipelines: readonly Pipeline[], text: string): Promise<void> {
  for (let at = 0; at < CONVERSATIONS; at += 1) {
    const pipeline = pipelines[at % pipelines.length];
    const now = Date.now();
    const who = { conversationId: idOf(at), senderId: String(at), sentAtMs: now, receivedAtMs: now };
    await pipeline?.receive(merchantMessage(text, who));
  }
  for (const pipeline of pipelines) await pipeline.settle();
}

/** What every conversation has: as many answers as questions, and those that only the next version reads, a person. */
async function check(store: Store, rounds: number): Promise<void> {
  expect(await store.counts()).toMatchObject({ waitingMessages: 0, deadMessages: 0 });
  for (let at = 0; at < CONVERSATIONS; at += 1) {
    const lines = await store.transcript(idOf(at), { after: 0, limit: 100, forMerchant: true });
    expect(lines.filter(({ from }) => from === 'merchant')).toHaveLength(rounds);
    const last = lines.findLastIndex(({ from }) => from === 'merchant');
    expect(lines.slice(last + 1).some(({ from }) => from === 'bot')).toBe(true);
  }
  const tickets = await store.tickets({ limit: 500 });
  const strange = tickets.filter(({ flags }) => flags.includes('bot-error')).map((one) => one.conversationId);
  const expected = Array.from({ length: Math.ceil(CONVERSATIONS / ONE_IN) }, (_, at) => idOf(at * ONE_IN));
  expect(strange.toSorted()).toEqual(expected.toSorted());
}

describe('N93 an upgrade and back, with conversations under way', () => {
  it('on one file: each is answered by whichever version there is, unknown states by people', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    for (const [version, text] of [
      [respond, '断网了'],
      [nextRespond, 'wifi'],
      [respond, '还是不行'],
    ] as const) {
      const store = await openSqliteStore(path);
      const pipeline = run(store, version);
      await everybodyWrites([pipeline], text);
      if (text === '还是不行') await check(store, 3);
      await end(pipeline, store);
    }
  });

  it('on Postgres with both versions at once, after additions to the tables', async () => {
    const url = await server.createDatabase();
    const open = async (version: Respond) => {
      const store = await openPostgresStore(url);
      return { store, pipeline: run(store, version) };
    };
    const [first, second] = [await open(respond), await open(respond)];
    await everybodyWrites([first.pipeline, second.pipeline], '断网了');
    await end(second.pipeline, second.store);
    await addAsTheNextVersion(url, '9000-later-adds');
    const next = await open(nextRespond);
    await everybodyWrites([next.pipeline], 'wifi');
    await end(first.pipeline, first.store);
    const back = await open(respond);
    await end(next.pipeline, next.store);
    await everybodyWrites([back.pipeline], '还是不行');
    await check(back.store, 3);
    await end(back.pipeline, back.store);
  });

  it('is not begun when the next version has changed tables that this one reads', async () => {
    const url = await server.createDatabase();
    await (await openPostgresStore(url)).close();
    await addAsTheNextVersion(url, '9000-later');
    await expect(openPostgresStore(url)).rejects.toMatchObject({ code: 'newer-database' });
  });
});

/** What a migration of the next version leaves: a column with a default, and its own name. */
async function addAsTheNextVersion(url: string, name: string): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) }),
  });
  onTestFinished(() => db.destroy());
  await sql`alter table conversations add column mood text default 'calm'`.execute(db);
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(db);
}
