/** Refuses a database that lost what it once held: SQLite itself would start afresh on some of these. */

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StorageFault } from '../faults.ts';
import { findWalDamage } from './wal-damage.ts';

/** Up to this size every page is looked at before the start; it takes about a second for each 500 MB. */
const CHECK_BYTES = 256 * 1024 * 1024;

/** The fault of a database that must not be opened. */
export function damageFault(path: string, what: string, cause?: unknown): StorageFault {
  return new StorageFault({
    code: 'database-damaged',
    what: `The database ${path} is damaged: ${what}`,
    remedy:
      'Keep its files, move them aside, and put the last backup back with npm run -s restore; posdesk does not start on an empty database by itself.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const HEADER = 100;

/** Pages times page size, as the file says of itself; 0 when it does not say. */
function toldSize(path: string): number {
  const header = Buffer.alloc(HEADER);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, HEADER, 0) < HEADER) return 0;
  } finally {
    closeSync(file);
  }
  const pageSize = header.readUInt16BE(16);
  return header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
}

function findFileDamage(path: string, wasMade: boolean): string | undefined {
  const size = existsSync(path) ? statSync(path).size : 0;
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  if (size === 0 && (wasMade || hasLog)) return 'it is empty or gone, although it was in use before';
  if (size === 0) return undefined;
  if (size < HEADER) return 'it is shorter than its header';
  if (!hasLog && toldSize(path) > size) return 'its end is missing';
  return findWalDamage(`${path}-wal`);
}

/** A StorageFault when the files beside `path` show a loss. `wasMade`: a database was opened here before. */
export function refuseDamagedFiles(path: string, wasMade: boolean): void {
  const damage = findFileDamage(path, wasMade);
  if (damage !== undefined) throw damageFault(path, damage);
}

/** A StorageFault when SQLite finds pages that contradict each other; large files are taken on trust. */
export function refuseDamagedPages(path: string, database: DatabaseSync): void {
  if (statSync(path).size > CHECK_BYTES) return;
  const [first] = database.prepare('pragma quick_check(1)').all();
  const says = String(Object.values(first ?? {})[0]);
  if (says !== 'ok') throw damageFault(path, 'its pages contradict each other');
}
