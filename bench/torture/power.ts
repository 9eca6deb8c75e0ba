/** Power losses: one traced run under load, cut at many instants; what no sync had covered is gone. */

import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Kysely } from 'kysely';
import type { Channel } from '#adapters/contract.ts';
import { loadGuide } from '#bot/content/load-guide.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline } from '#bot/pipeline.ts';
import type { Tables } from '#bot/store/rows.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type Acknowledged, createCrowd } from './crowd.ts';
import { type DiskCall, diskAt, type Fate, readTrace, tracerCommand } from './disk-trace.ts';
import { addFindings, checkLedger, type Findings, isWhole } from './ledger.ts';
import { startServer } from './server.ts';

const MERCHANTS = 24;
const LOAD_MS = 12_000;
const LESS_SYNC = fileURLToPath(new URL('./less-sync.ts', import.meta.url));

/** True when this machine can trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '--seccomp-bpf', '-e', 'trace=fsync', 'true']).status === 0;
}

interface TracedRun {
  readonly calls: readonly DiskCall[];
  readonly acknowledged: readonly Acknowledged[];
}

async function traceRun(folder: string, lessSync: boolean): Promise<TracedRun> {
  const trace = join(folder, 'trace');
  const server = await startServer({
    databaseUrl: `file:${join(folder, 'posdesk.db')}`,
    behind: tracerCommand(trace),
    preload: lessSync ? [LESS_SYNC] : [],
  });
  const crowd = createCrowd(MERCHANTS);
  const writing = crowd.write([server.publicUrl]);
  await pause(LOAD_MS);
  server.signal('SIGKILL');
  writing.stop();
  await Promise.all([server.exited, writing.done]);
  const calls = await readTrace(createInterface({ input: createReadStream(trace) }));
  rmSync(trace);
  return { calls, acknowledged: crowd.acknowledged };
}

/** Half of the time all that was not synced is gone, half of the time the disk has kept some of it, some torn. */
function drawFate(): Fate {
  if (Math.random() < 0.5) return () => 'gone';
  return () => (['gone', 'kept', 'torn'] as const)[Math.floor(Math.random() * 3)] ?? 'gone';
}

function writeDisk(folder: string, calls: readonly DiskCall[], at: number): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, bytes] of diskAt(calls, at, drawFate())) {
    if (/\.db(-wal)?$/.test(path)) writeFileSync(join(folder, basename(path)), bytes);
  }
  return join(folder, 'posdesk.db');
}

/** The web chat without its page: the transcript is the delivery. */
const WEBCHAT: Channel = {
  name: 'webchat',
  limits: { choices: 12, textBytes: 16_384 },
  path: '/',
  handler: (_request, _response, next) => next(),
  deliver: async () => ({ kind: 'delivered' }),
};

/** Starts posdesk's pipeline on what the disk holds, and lets it answer what it finds. */
async function recover(path: string, guide: Guide): Promise<void> {
  const store = await openSqliteStore(path);
  const pipeline = createPipeline({ store, respond, guide: () => guide, clock: Date.now, log: silentLogger });
  await pipeline.start([WEBCHAT]);
  await pipeline.settle();
  await pipeline.stop();
  await store.close();
}

async function checkDisk(path: string, acknowledged: readonly Acknowledged[]): Promise<Findings> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const whole = database.prepare('pragma integrity_check').get()?.integrity_check === 'ok';
    const db = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
    const findings = await checkLedger(db, acknowledged);
    return whole ? findings : { ...findings, lost: findings.acknowledged };
  } finally {
    database.close();
  }
}

/** A disk that cannot be opened has lost everything. */
async function findingsAt(folder: string, run: TracedRun, at: number, guide: Guide): Promise<Findings> {
  // A merchant's clock shows whole milliseconds: the answer came within the one it shows.
  const acknowledged = run.acknowledged.filter(({ atMs }) => atMs + 1 <= at * 1_000);
  const path = writeDisk(folder, run.calls, at);
  try {
    await recover(path, guide);
    return await checkDisk(path, acknowledged);
  } catch {
    const none = { duplicated: 0, unanswered: 0, reordered: 0, slowestMs: 0 };
    return { ...none, acknowledged: acknowledged.length, lost: acknowledged.length };
  }
}

/** Cuts the power so many times over one run; `lessSync` is the control that has to lose. */
export async function runPowerLosses(
  folder: string,
  cuts: number,
  lessSync: boolean,
  tell: (line: string) => void,
): Promise<Findings> {
  mkdirSync(folder, { recursive: true });
  const guide = await loadGuide(undefined);
  const run = await traceRun(folder, lessSync);
  const first = (run.acknowledged[0]?.atMs ?? 0) / 1_000;
  const last = (run.acknowledged.at(-1)?.atMs ?? 0) / 1_000;
  tell(`${run.acknowledged.length} messages acknowledged over ${(last - first).toFixed(1)} s; cutting ${cuts} times`);
  const all: Findings[] = [];
  for (let cut = 1; cut <= cuts; cut += 1) {
    const disk = join(folder, `cut-${cut}`);
    const findings = await findingsAt(disk, run, first + Math.random() * (last - first), guide);
    all.push(findings);
    if (isWhole(findings)) rmSync(disk, { recursive: true });
  }
  return addFindings(all);
}
