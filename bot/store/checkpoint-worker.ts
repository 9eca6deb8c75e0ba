/** The thread that works SQLite's log into the database: one pass for each message, answered with how far it came. */

import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** How far a pass came; `error` when it failed. */
export interface PassEnded {
  readonly error?: string;
}

// Synced as SQLite does it: the log before its pages are written into the database, the database after that.
const database = new DatabaseSync(String(workerData));
database.exec('pragma synchronous = full');
database.exec('pragma wal_autocheckpoint = 0');

function pass(): PassEnded {
  try {
    database.prepare('pragma wal_checkpoint(passive)').get();
    return {};
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: 'pass' | 'end') => {
  if (order === 'pass') return parentPort?.postMessage(pass());
  database.close();
  parentPort?.close();
});
