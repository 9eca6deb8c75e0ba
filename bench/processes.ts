/** Turns a second of 1, 2, 4 processes on one Postgres: as they are, and when every turn thinks. */

import type { ChildProcess } from 'node:child_process';
import { startDurablePostgres } from '#test/fixtures/postgres-server.ts';
import { runClosed } from './load.ts';
import { prepareMerchants, startServer } from './turns.ts';

/** What so many processes came to. */
export interface ProcessLoad {
  readonly processes: number;
  readonly thinkMs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

/** How to run them. */
export interface ProcessesPlan {
  readonly counts: readonly number[];
  readonly seconds: number;
  /** Of one turn, besides its own work; 0 for none. */
  readonly thinkMs: number;
  /** Turns of one process that think at a time; few enough that thinking, not the machine, is what a process is full of. */
  readonly slots: number;
}

const VISITORS = 300;
const WARM_UP_S = 2;

async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function runOn(url: string, processes: number, plan: ProcessesPlan): Promise<ProcessLoad> {
  const think = { BENCH_THINK_MS: String(plan.thinkMs), BENCH_SLOTS: String(plan.slots) };
  const env = { BENCH_DATABASE_URL: url, ...(plan.thinkMs > 0 ? think : {}) };
  const servers = await Promise.all(Array.from({ length: processes }, () => startServer('servers/posdesk.ts', env)));
  try {
    const workers = Math.max(8, plan.slots * 3);
    const shots = await Promise.all(servers.map(({ port }) => prepareMerchants(port, { prefer: 'wait=10' }, VISITORS)));
    const load = (seconds: number) =>
      Promise.all(servers.map(({ port }, at) => runClosed(port, shots[at] as () => never, workers, seconds)));
    await load(WARM_UP_S);
    const loads = await load(plan.seconds);
    return {
      processes,
      thinkMs: plan.thinkMs,
      perSecond: loads.reduce((sum, one) => sum + one.perSecond, 0),
      p50Ms: Math.max(...loads.map((one) => one.p50Ms)),
      p99Ms: Math.max(...loads.map((one) => one.p99Ms)),
      failed: loads.reduce((sum, one) => sum + one.failed, 0),
    };
  } finally {
    await Promise.all(servers.map(({ child }) => end(child)));
  }
}

/** Each number of processes on a database of its own, on one Postgres that is started for this. */
export async function benchProcesses(
  plan: ProcessesPlan,
  report: (text: string) => void,
): Promise<readonly ProcessLoad[]> {
  const server = await startDurablePostgres();
  try {
    const figures: ProcessLoad[] = [];
    for (const processes of plan.counts) {
      report(`${processes} on one Postgres, ${plan.thinkMs} ms of thinking a turn`);
      figures.push(await runOn(await server.createDatabase(), processes, plan));
    }
    return figures;
  } finally {
    await server.stop();
  }
}
