/** Reads the notebook of a posdesk that may be running at this moment, without touching anything. */

import { DatabaseSync } from 'node:sqlite';

/** Reads single notes. */
export interface Notes {
  read(key: string): Promise<string | undefined>;
}

/** The notes in a file; none when there is no such file yet, or it cannot be read. */
export function readNotes(databasePath: string): Notes {
  return {
    async read(key) {
      try {
        const database = new DatabaseSync(databasePath, { readOnly: true });
        try {
          const row = database.prepare('select value from notebook where key = ?').get(key);
          return typeof row?.value === 'string' ? row.value : undefined;
        } finally {
          database.close();
        }
      } catch {
        return undefined;
      }
    },
  };
}
