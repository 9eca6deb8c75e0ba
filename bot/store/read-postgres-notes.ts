/** Reads the notebook of posdesks that may be running on a Postgres at this moment, without touching anything. */

import { Pool } from 'pg';
import type { Notes } from './read-notes.ts';

const CONNECT_WITHIN_MS = 2_000;

/** The notes in a database; none when it is not reached, or nothing is in it yet. */
export function readPostgresNotes(url: string): Notes & { close(): Promise<void> } {
  const pool = new Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    application_name: 'posdesk check',
  });
  pool.on('error', () => {});
  return {
    async read(key) {
      try {
        const { rows } = await pool.query<{ value: string }>('select value from notebook where key = $1', [key]);
        return rows[0]?.value;
      } catch {
        return undefined;
      }
    },
    close: () => pool.end(),
  };
}
