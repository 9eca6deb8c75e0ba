/** The embedded engine without a file: for the terminal chat and for tests that need nothing durable. */

import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { createStore } from './create-store.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './rows.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import type { Store } from './store.ts';

/** Opens an empty store that is gone when the process ends. Reads wait for running writes, having one connection. */
export async function openMemoryStore(): Promise<Store> {
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  await migrate(db, 'sqlite');
  const group = createGroupCommit(database, db);
  return createStore({
    atomically: group.atomically,
    inOrder: true,
    reads: db,
    async close() {
      await group.idle();
      database.close();
    },
  });
}
