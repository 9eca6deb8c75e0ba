/** Group commit: one transaction for what one turn of the event loop brings, told only after COMMIT. */

import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '#bot/store/engine.ts';
import { createGroupCommit } from '#bot/store/group-commit.ts';
import type { Tables } from '#bot/store/rows.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';

function openGroup() {
  const database = new DatabaseSync(':memory:');
  database.exec('create table words (word text unique)');
  const commands: string[] = [];
  const exec = database.exec.bind(database);
  database.exec = (command) => {
    commands.push(command);
    exec(command);
  };
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  const group = createGroupCommit(database, db);
  const add = (word: string) => group.atomically((unit) => insert(unit, word));
  const words = () =>
    database
      .prepare('select word from words')
      .all()
      .map((row) => row.word);
  return { ...group, database, commands, add, words };
}

async function insert(db: Database, word: string): Promise<string> {
  await sql`insert into words values (${word})`.execute(db);
  return word;
}

describe('units of work', () => {
  it('that come together are committed together, in order', async () => {
    const { add, commands, words } = openGroup();
    expect(await Promise.all(['a', 'b', 'c'].map(add))).toEqual(['a', 'b', 'c']);
    expect(words()).toEqual(['a', 'b', 'c']);
    expect(commands.filter((command) => command === 'commit')).toHaveLength(1);
  });

  it('are told after the commit, not before', async () => {
    const { add, commands } = openGroup();
    await add('a').then(() => commands.push('told'));
    expect(commands.slice(-2)).toEqual(['commit', 'told']);
  });

  it('that fail take back their own writes and nobody else`s', async () => {
    const { add, atomically, words } = openGroup();
    const results = await Promise.allSettled([
      add('a'),
      atomically(async (db) => {
        await insert(db, 'half');
        throw new Error('no');
      }),
      add('a'),
      add('b'),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(words()).toEqual(['a', 'b']);
  });

  it('all fail when the commit fails, and later ones work again', async () => {
    const { add, database, words } = openGroup();
    const exec = database.exec;
    database.exec = (command) => {
      if (command === 'commit') throw new Error('disk full');
      exec(command);
    };
    const results = await Promise.allSettled([add('a'), add('b')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(words()).toEqual([]);
    database.exec = exec;
    await add('c');
    expect(words()).toEqual(['c']);
  });

  it('report a full disk as a storage fault, and work again when there is room', async () => {
    const { add, database, words } = openGroup();
    await add('a');
    database.exec('pragma max_page_count = 2');
    const long = 'x'.repeat(100_000);
    await expect(add(long)).rejects.toMatchObject({ name: 'StorageFault', code: 'write-failed' });
    database.exec('pragma max_page_count = 1000');
    await add('b');
    expect(words()).toEqual(['a', 'b']);
  });
});
