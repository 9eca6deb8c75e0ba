/** kill -9 in the middle of everything, again and again, on one database. */

import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type { Tables } from '#bot/store/rows.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';
import { type Acknowledged, createCrowd } from './crowd.ts';
import { checkLedger, countWaiting, type Findings, isWhole } from './ledger.ts';
import { startServer } from './server.ts';

const MERCHANTS = 48;
/** A server lives this long under load before it is killed, at random up to this. */
const LONGEST_LIFE_MS = 900;
const ANSWERED_WITHIN_MS = 60_000;

/** Opens a database file beside a running posdesk, to look only. */
async function looking<Result>(path: string, look: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    return await look(new Kysely<Tables>({ dialect: createSqliteDialect(database) }));
  } finally {
    database.close();
  }
}

/** Lets posdesk finish what it has, and checks the ledger. */
async function finish(path: string, acknowledged: readonly Acknowledged[]): Promise<Findings> {
  const server = await startServer({ databaseUrl: `file:${path}` });
  const deadline = Date.now() + ANSWERED_WITHIN_MS;
  while (Date.now() < deadline && (await looking(path, countWaiting)) > 0) await pause(100);
  await server.stop();
  return await looking(path, (db) => checkLedger(db, acknowledged));
}

/** Kills so many servers on the database `path`; the files are removed when all is well. */
export async function runKills(path: string, kills: number, tell: (line: string) => void): Promise<Findings> {
  const crowd = createCrowd(MERCHANTS);
  for (let round = 1; round <= kills; round += 1) {
    const server = await startServer({ databaseUrl: `file:${path}` });
    const writing = crowd.write([server.publicUrl]);
    await pause(100 + Math.random() * LONGEST_LIFE_MS);
    server.signal('SIGKILL');
    writing.stop();
    await Promise.all([server.exited, writing.done]);
    if (round % 10 === 0) tell(`${round} of ${kills} kills, ${crowd.acknowledged.length} messages acknowledged`);
  }
  const findings = await finish(path, crowd.acknowledged);
  if (isWhole(findings)) {
    for (const ending of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${ending}`, { force: true });
  }
  return findings;
}
