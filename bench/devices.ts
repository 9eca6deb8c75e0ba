/** The register at 100,000 devices: import, its check, lookups and a search: `node bench/devices.ts [--postgres]`. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDevices } from '#bot/directory/import-devices.ts';
import { createStoreDirectory } from '#bot/directory.ts';
import { silentLogger } from '#bot/log.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import type { Store } from '#bot/store/store.ts';
import { startDurablePostgres } from '#test/fixtures/postgres-server.ts';

const DEVICES = 100_000;
const LOOKUPS = 5_000;
const SEARCHES = 20;

const serialOf = (at: number): string => `08${String(at).padStart(8, '0')}`;
/** Shops have one to three terminals. */
const midOf = (at: number): string => `8980000${String(Math.floor(at / 2)).padStart(8, '0')}`;
const dayOf = (at: number): string => new Date(Date.UTC(2027, 0, 1 + (at % 700))).toISOString().slice(0, 10);

function makeFile(): string {
  const rows = Array.from({ length: DEVICES }, (_, at) =>
    [serialOf(at), 'A920', midOf(at), String(10_000_000 + at), `商户${at}`, dayOf(at), dayOf(at + 90), '正常'].join(
      ',',
    ),
  );
  return ['序列号,型号,商户号,终端号,商户,合同到期日,流量到期日,状态', ...rows].join('\n');
}

async function seconds<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const from = performance.now();
  const result = await work();
  console.log(`${name.padEnd(36)} ${((performance.now() - from) / 1_000).toFixed(2)} s`);
  return result;
}

async function latencies(name: string, count: number, work: (at: number) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const from = performance.now();
    await work(at);
    took.push(performance.now() - from);
  }
  const sorted = took.toSorted((one, other) => one - other);
  const share = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  console.log(
    `${name.padEnd(36)} p50 ${share(0.5).toFixed(2)} ms, p99 ${share(0.99).toFixed(2)} ms, most ${share(1).toFixed(2)} ms`,
  );
  return share(0.99);
}

async function measure(store: Store, file: string): Promise<number> {
  await seconds('import of 100,000 rows, checked only', () => importDevices(store, file, 1, true));
  const first = await seconds('import of 100,000 new rows', () => importDevices(store, file, 1, false));
  await seconds('import of 100,000 rows, all the same', () => importDevices(store, file, 2, false));
  if (first.changes.added !== DEVICES) throw new Error(`only ${first.changes.added} devices were added`);
  const directory = await createStoreDirectory(store, Date.now, silentLogger);
  const pick = (at: number): number => (at * 7_919) % DEVICES;
  const slowest = Math.max(
    await latencies('lookup by serial', LOOKUPS, (at) => directory.lookup({ serial: serialOf(pick(at)) })),
    await latencies('lookup by merchant number', LOOKUPS, (at) => directory.lookup({ mid: midOf(pick(at)) })),
    await latencies('lookup of an unknown serial', LOOKUPS, (at) => directory.lookup({ serial: `09${at}` })),
  );
  await latencies('first page of the list', SEARCHES, () => store.listDevices({ limit: 50 }));
  await latencies('search in the list', SEARCHES, (at) => store.listDevices({ limit: 50, search: `商户${pick(at)}` }));
  await latencies('calendar of 13 months', SEARCHES, () => store.endings('2027-01-01', '2028-02-01'));
  return slowest;
}

const MOST_MS = 5;
const folder = mkdtempSync(join(tmpdir(), 'posdesk-devices-'));
const server = process.argv.includes('--postgres') ? await startDurablePostgres() : undefined;
try {
  const file = join(folder, 'devices.csv');
  writeFileSync(file, makeFile());
  const open = async (): Promise<Store> => {
    if (!server) return await openSqliteStore(join(folder, 'posdesk.db'));
    const { openPostgresStore } = await import('#bot/store/postgres.ts');
    return await openPostgresStore(await server.createDatabase());
  };
  const store = await open();
  const slowest = await measure(store, file);
  await store.close();
  process.exitCode = slowest > MOST_MS ? 1 : 0;
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
