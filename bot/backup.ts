/** Copies of the embedded database: made while posdesk serves, checked before anybody relies on them. */

import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageFault } from './faults.ts';
import { damageFault } from './store/file-damage.ts';
import { lockProcess } from './store/process-lock.ts';
import { noDatabaseFault } from './store/refuse-other-tables.ts';

/** What a copy holds. */
export interface BackupReceipt {
  readonly file: string;
  readonly bytes: number;
  readonly conversations: number;
  readonly messages: number;
  readonly tickets: number;
}

/** A copy takes a read lock, never a write lock, so it waits for nobody but a checkpoint. */
const BUSY_MS = 10_000;

function existsFault(path: string): StorageFault {
  return new StorageFault({
    code: 'file-exists',
    what: `${path} exists`,
    remedy: 'Name another file, or move this one aside; nothing is ever overwritten.',
  });
}

function noCopyFault(path: string): StorageFault {
  return new StorageFault({
    code: 'no-copy',
    what: `There is no copy at ${path}`,
    remedy: 'Name a file that npm run -s backup has written.',
  });
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Opens a copy, looks at every page, and counts; a StorageFault when it is no whole database of posdesk. */
export function inspectBackup(path: string): BackupReceipt {
  if (!existsSync(path) || statSync(path).size === 0) throw noDatabaseFault(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const count = (table: string): number => Number(database?.prepare(`select count(*) as n from ${table}`).get()?.n);
    const [first] = database.prepare('pragma integrity_check(1)').all();
    if (Object.values(first ?? {})[0] !== 'ok') throw damageFault(path, 'its pages contradict each other');
    return {
      file: path,
      bytes: statSync(path).size,
      conversations: count('conversations'),
      messages: count('inbox'),
      tickets: count('tickets'),
    };
  } catch (error) {
    throw error instanceof StorageFault ? error : damageFault(path, 'SQLite cannot read it', error);
  } finally {
    database?.close();
  }
}

/** Puts a finished file in its place, unless something is there by now, and makes that last. */
function publish(draft: string, path: string): void {
  sync(draft);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw existsFault(path);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  sync(dirname(path));
}

/**
 * Writes everything committed at one moment to a new file. It is written row by row (`vacuum into`), not page by page,
 * so that it holds nothing that was deleted or masked, and never starts again because somebody writes meanwhile.
 */
export function backUp(databasePath: string, target: string): BackupReceipt {
  const path = resolve(target);
  if (!existsSync(databasePath)) throw noDatabaseFault(databasePath);
  if (existsSync(path)) throw existsFault(path);
  const draft = `${path}.${process.pid}.part`;
  rmSync(draft, { force: true });
  const database = new DatabaseSync(databasePath, { readOnly: true, timeout: BUSY_MS });
  try {
    // Created first, so that nobody else can read it at any time.
    closeSync(openSync(draft, 'wx', 0o600));
    database.prepare('vacuum into ?').run(draft);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new StorageFault({
      code: 'backup-failed',
      what: `The copy ${path} could not be written`,
      remedy: 'Look whether its folder exists, may be written, and has room for the whole database.',
      cause: error,
    });
  } finally {
    database.close();
  }
  const receipt = inspectBackup(draft);
  publish(draft, path);
  return { ...receipt, file: path };
}

/** Puts a copy where a database is missing. Refuses when one is there, in use, or when the copy is not whole. */
export function restore(backupPath: string, databasePath: string): BackupReceipt {
  if (!existsSync(backupPath)) throw noCopyFault(backupPath);
  const receipt = inspectBackup(resolve(backupPath));
  for (const end of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(databasePath + end)) throw existsFault(databasePath + end);
  }
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
  const lock = lockProcess(databasePath);
  try {
    const draft = `${databasePath}.${process.pid}.part`;
    copyFileSync(backupPath, draft);
    chmodSync(draft, 0o600);
    inspectBackup(draft);
    publish(draft, databasePath);
    lock.markMade();
  } finally {
    lock.release();
  }
  return { ...receipt, file: databasePath };
}
