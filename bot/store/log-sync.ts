/** Brings SQLite's write-ahead log onto the disk beside the event loop, which goes on answering meanwhile. */

import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { LogSync } from './group-commit.ts';

/** The log of an open database, whose path it is. */
export interface OpenLogSync extends LogSync {
  /** After the last sync. */
  close(): void;
}

/**
 * A sync of the log covers every commit written before it, whoever calls it: SQLite writes a commit into the log before
 * COMMIT returns. SQLite itself syncs the log before it works it into the database, and when it begins it anew.
 */
export function openLogSync(path: string, database: DatabaseSync): OpenLogSync {
  // COMMIT by itself no longer waits for the disk: nobody is told of it before `sync` has.
  database.exec('pragma synchronous = normal');
  let file: number | undefined;
  const sync = promisify(fdatasync);
  return {
    async sync() {
      // Made by the first commit, kept until the last connection closes. Windows syncs only what may be written.
      file ??= openSync(`${path}-wal`, 'r+');
      await sync(file);
    },
    repair() {
      // After a failed sync the system may forget what it could not write, so a second one that succeeds says nothing:
      // the log is worked into the database, which writes every page anew and syncs that.
      const done = database.prepare('pragma wal_checkpoint(truncate)').get();
      if (done?.busy !== 0) throw Object.assign(new Error('the log is in use'), { syscall: 'fdatasync' });
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}
