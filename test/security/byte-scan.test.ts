/** Case P48: a thousand seeded secrets go through the real pipeline, and none of them is anywhere afterwards. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp } from '#bot/backup.ts';
import { csvLines } from '#bot/desk/ticket-csv.ts';
import { createLogger } from '#bot/log.ts';
import { measureChannel, measureGuide, measureStore } from '#bot/metrics/measure.ts';
import { createMeter } from '#bot/metrics/meter.ts';
import { renderMetrics } from '#bot/metrics/prometheus.ts';
import { storeMetrics } from '#bot/metrics.ts';
import { openPostgresStore } from '#bot/store/postgres.ts';
import type { Store } from '#bot/store/store.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { startPostgres } from '#test/fixtures/postgres-server.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';
import { findSecrets } from './find-secrets.ts';
import { type SeededSecret, seedSecrets } from './seeded-secrets.ts';

const SECRETS = 1_000;
/** Secrets of one merchant, one after the other; tickets in between take up their words. */
const OF_ONE = 10;
const AT_ONCE = 6;

async function seedAll(secrets: readonly SeededSecret[], postgres?: Store) {
  const logged: string[] = [];
  const meter = createMeter();
  const channel = measureChannel(createTestChannel(), meter);
  const tries: unknown[] = [];
  const guide = await loadBuiltInGuide();
  const log = createLogger(
    (line) => logged.push(line),
    () => START_MS,
  );
  const desk = await runPipeline({
    guide: measureGuide(() => guide, meter),
    respond,
    channel: {
      ...channel,
      async deliver(delivery) {
        tries.push(delivery);
        return await channel.deliver(delivery);
      },
    },
    log,
    wrapStore: (embedded) => measureStore(postgres ?? embedded, meter, () => START_MS).store,
  });
  const merchants = Array.from({ length: Math.ceil(secrets.length / OF_ONE) }, (_, merchant) => merchant);
  const writeAsOne = async (merchant: number): Promise<void> => {
    const who = { conversationId: `test:${merchant}` as ConversationId, senderId: `s${merchant}` };
    const say = async (text: string, name?: string): Promise<void> => {
      const attachments = name === undefined ? [] : [{ kind: 'image' as const, name, ref: 'media:none' }];
      const message = merchantMessage(text, { ...who, attachments });
      // As a platform does when it is told that the message could not be stored now.
      await desk.receive(message).catch(() => desk.receive(message));
    };
    await say('断网了');
    for (const { messages, fileName } of secrets.slice(merchant * OF_ONE, (merchant + 1) * OF_ONE)) {
      for (const [at, text] of messages.entries()) await say(text, at === messages.length - 1 ? fileName : undefined);
      await say('转人工');
    }
  };
  // More at once would only wait for each other, on a slow machine longer than a connection may be waited for.
  const left = merchants.values();
  const write = async (): Promise<void> => {
    for (const merchant of left) await writeAsOne(merchant);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  await desk.settle();
  return { ...desk, logged, meter, tries };
}

type Seeded = Awaited<ReturnType<typeof seedAll>>;

/** All that leaves the store: logs, metrics, tickets and their export, traces, the audit log, replies. */
async function placesBesideDisk({ store, logged, meter, tries }: Seeded): Promise<Readonly<Record<string, string>>> {
  const tickets = await store.tickets({ limit: 500 });
  const histories: unknown[] = [];
  for (const { number, conversationId } of tickets) {
    histories.push(await store.ticketEvents(number), await store.traces(conversationId, 100));
  }
  return {
    'log lines': logged.join(''),
    metrics: renderMetrics(storeMetrics(await store.counts(), START_MS)) + meter.render(),
    tickets: JSON.stringify(tickets),
    'exported tickets': csvLines(tickets),
    'histories and traces': JSON.stringify(histories),
    'audit log': JSON.stringify(await store.auditEntries({ limit: 1_000 })),
    'unmatched lines': JSON.stringify(await store.unmatchedLines(1_000)),
    'put aside': JSON.stringify(await store.deadLetters(1_000)),
    replies: JSON.stringify(tries),
  };
}

/** All files of a folder, one after the other. */
function textIn(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return files.map((name) => readFileSync(join(folder, name)).toString('utf8')).join('\0');
}

function findIn(places: Readonly<Record<string, string>>, secrets: readonly SeededSecret[]): readonly string[] {
  return Object.entries(places).flatMap(([place, text]) => findSecrets(place, text, secrets));
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

/** A copy as SQL text: every row of every table, and what pg_dump makes where it comes with the server. */
async function dumpsOf(url: string, binaries: string): Promise<Readonly<Record<string, string>>> {
  const tables = await ask(
    url,
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    for (const { row } of await ask(url, `select t::text as row from "${name}" t`)) rows.push(String(row));
  }
  const dump = join(binaries, 'bin', 'pg_dump');
  if (!existsSync(dump)) return { 'rows as text': rows.join('\n') };
  const { stdout, stderr, status } = spawnSync(dump, [url], { encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`pg_dump failed: ${stderr}`);
  return { 'rows as text': rows.join('\n'), pg_dump: stdout };
}

describe('P48 byte scan', () => {
  it('finds none of 1,000 secrets in database, logs, metrics, tickets, exports, replies or backup', {
    timeout: 300_000,
  }, async () => {
    const secrets = seedSecrets(SECRETS);
    const seeded = await seedAll(secrets);
    const { path, store, tries } = seeded;
    const copy = join(temporaryFolder(), 'copy.db');
    backUp(path, copy);
    const places: Readonly<Record<string, string>> = {
      database: readFileSync(path).toString('utf8'),
      'write-ahead log': readFileSync(`${path}-wal`).toString('utf8'),
      backup: readFileSync(copy).toString('utf8'),
      ...(await placesBesideDisk(seeded)),
    };
    expect(findIn(places, secrets)).toEqual([]);
    expect((await store.counts()).securityEvents).toBeGreaterThan(SECRETS * 0.8);
    expect(tries.length).toBeGreaterThan(SECRETS / 2);
  });

  it('finds none in the tables, the write-ahead log and a dump of Postgres either', { timeout: 600_000 }, async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const url = await server.createDatabase();
    // The scan does not cut the power: commits need not wait for the disk here.
    const postgres = await openPostgresStore(`${url}?options=-c%20synchronous_commit%3Doff`);
    onTestFinished(() => postgres.close());
    const secrets = seedSecrets(SECRETS);
    const seeded = await seedAll(secrets, postgres);
    const [{ oid } = {}] = await ask(url, 'select oid from pg_database where datname = current_database()');
    await ask(url, 'checkpoint');
    const tables = textIn(join(server.files, 'base', String(oid)));
    const log = textIn(join(server.files, 'pg_wal'));
    const dumps = await dumpsOf(url, server.binaries);
    for (const text of [tables, log, ...Object.values(dumps)]) expect(text).toContain('断网了');
    const places = { tables, ...dumps, 'write-ahead log': log, ...(await placesBesideDisk(seeded)) };
    expect(findIn(places, secrets)).toEqual([]);
    expect((await postgres.counts()).securityEvents).toBeGreaterThan(SECRETS * 0.8);
  });

  it('would find each of them in the messages as they were typed', () => {
    const secrets = seedSecrets(SECRETS).filter(({ kind }) => kind !== 'pan-in-pieces');
    const missed = secrets.filter(
      (one) => findSecrets('', `x\0${[...one.messages, one.fileName ?? ''].join('\0')}`, [one]).length === 0,
    );
    expect(missed.map(({ kind, messages }) => `${kind} ${messages}`)).toEqual([]);
  });

  it('leaves no short secret in the transcript beside its name', async () => {
    const secrets = seedSecrets(400).filter(({ kind }) => kind === 'cvv' || kind === 'pin' || kind === 'otp');
    const desk = await runPipeline();
    for (const { messages } of secrets) await desk.receive(merchantMessage(messages[0] ?? ''));
    await desk.settle();
    const lines = (await desk.transcript()).filter((line) => line.from === 'merchant').map((line) => line.text);
    expect(lines).toHaveLength(secrets.length);
    expect(lines.filter((line) => /\p{Nd}{3}/u.test(line))).toEqual([]);
  });
});
