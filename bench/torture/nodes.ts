/** Two processes on one Postgres: either is killed, one stands still, the database itself goes down. */

import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { Tables } from '#bot/store/rows.ts';
import { type PostgresServer, startDurablePostgres } from '#test/fixtures/postgres-server.ts';
import { type Crowd, createCrowd } from './crowd.ts';
import { checkLedger, countWaiting, type Findings, findTakeover, type Kill } from './ledger.ts';
import { type RunningServer, startServer } from './server.ts';

const MERCHANTS = 48;
const LONGEST_LIFE_MS = 1_500;
const ANSWERED_WITHIN_MS = 60_000;
const QUIET_MS = 3_000;
const FROZEN_MS = 60_000;

async function looking<Result>(url: string, look: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) }),
  });
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}

async function finish(
  url: string,
  nodes: readonly RunningServer[],
  crowd: Crowd,
  kills: readonly Kill[],
): Promise<Findings> {
  const deadline = Date.now() + ANSWERED_WITHIN_MS;
  while (Date.now() < deadline && (await looking(url, countWaiting)) > 0) await pause(100);
  await Promise.all(nodes.map((node) => node.stop()));
  return await looking(url, async (db) => {
    const findings = await checkLedger(db, crowd.acknowledged);
    if (kills.length === 0) return findings;
    return { ...findings, takeoverMs: await findTakeover(db, kills, crowd.acknowledged) };
  });
}

/** A database, two processes on it, and a crowd that writes to both while `harm` is done. */
async function underLoad(
  server: PostgresServer,
  harm: (nodes: [RunningServer, RunningServer], url: string, crowd: Crowd, kills: Kill[]) => Promise<void>,
): Promise<Findings> {
  const url = await server.createDatabase();
  const start = (): Promise<RunningServer> => startServer({ databaseUrl: url });
  const nodes: [RunningServer, RunningServer] = [await start(), await start()];
  const crowd = createCrowd(MERCHANTS);
  const kills: Kill[] = [];
  await harm(nodes, url, crowd, kills);
  return await finish(url, nodes, crowd, kills);
}

/** The crowd writes to the two processes for as long as `during` takes. */
async function writing(nodes: readonly RunningServer[], crowd: Crowd, during: () => Promise<void>): Promise<void> {
  const load = crowd.write(nodes.map((node) => node.publicUrl));
  await during();
  load.stop();
  await load.done;
}

async function killOften(server: PostgresServer, times: number, tell: (line: string) => void): Promise<Findings> {
  return await underLoad(server, async (nodes, url, crowd, kills) => {
    for (let round = 1; round <= times; round += 1) {
      const victim = Math.random() < 0.5 ? 0 : 1;
      await writing(nodes, crowd, async () => {
        await pause(100 + Math.random() * LONGEST_LIFE_MS);
        nodes[victim].signal('SIGKILL');
        kills.push({ port: Number(new URL(nodes[victim].publicUrl).port), atMs: Date.now() });
        // The other one goes on alone, with what the first one left.
        await pause(LONGEST_LIFE_MS);
      });
      nodes[victim] = await startServer({ databaseUrl: url });
      if (round % 10 === 0) tell(`${round} of ${times} kills, ${crowd.acknowledged.length} messages acknowledged`);
    }
  });
}

async function restartDatabase(server: PostgresServer, tell: (line: string) => void): Promise<Findings> {
  return await underLoad(server, async (nodes, _url, crowd) => {
    await writing(nodes, crowd, async () => {
      for (const how of ['stopped', 'killed'] as const) {
        await pause(QUIET_MS);
        await server.restart(how);
        const backAt = Date.now();
        await pause(QUIET_MS * 2);
        const next = crowd.acknowledged.find(({ atMs }) => atMs > backAt);
        tell(`Postgres ${how}: first message acknowledged ${next ? next.atMs - backAt : 'never'} ms after it was back`);
      }
    });
  });
}

async function freezeOne(server: PostgresServer): Promise<Findings> {
  return await underLoad(server, async (nodes, _url, crowd) => {
    await writing(nodes, crowd, async () => {
      await pause(QUIET_MS);
      nodes[0].signal('SIGSTOP');
      await pause(FROZEN_MS);
      nodes[0].signal('SIGCONT');
      await pause(QUIET_MS);
    });
  });
}

/** What was done, how often, and what came of it. */
export type Harm = readonly [what: string, times: number, findings: Findings];

/** Kills so often, then restarts the database twice and freezes a process for a minute. */
export async function runNodes(kills: number, tell: (line: string) => void): Promise<readonly Harm[]> {
  const server = await startDurablePostgres();
  try {
    return [
      ['kill -9 of one of two', kills, await killOften(server, kills, tell)],
      ['Postgres restarted', 2, await restartDatabase(server, tell)],
      ['one of two stopped for a minute', 1, await freezeOne(server)],
    ];
  } finally {
    await server.stop();
  }
}
