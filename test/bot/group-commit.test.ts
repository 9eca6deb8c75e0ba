/** Group commit: one transaction for what one turn of the event loop brings, told only after COMMIT. */

import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '#bot/store/engine.ts';
import { createGroupCommit, type LogSync } from '#bot/store/group-commit.ts';
import type { Tables } from '#bot/store/rows.ts';
import { createSqliteDialect } from '#bot/store/sqlite-dialect.ts';

function openGroup(log?: LogSync) {
  const database = new DatabaseSync(':memory:');
  database.exec('create table words (word text unique)');
  const commands: string[] = [];
  const exec = database.exec.bind(database);
  database.exec = (command) => {
    commands.push(command);
    exec(command);
  };
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(database) });
  const group = createGroupCommit(database, db, log);
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

  it('are run again when one after them fails, and are told what came of that', async () => {
    const { atomically, add, words } = openGroup();
    let runs = 0;
    const counted = atomically(async (db) => {
      runs += 1;
      await insert(db, `run ${runs}`);
      return runs;
    });
    const failing = atomically(async (db) => {
      await insert(db, 'half');
      throw new Error('no');
    });
    const results = await Promise.allSettled([counted, failing, add('after'), failing]);
    expect(results[0]).toEqual({ status: 'fulfilled', value: 2 });
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(words()).toEqual(['run 2', 'after']);
  });

  it('that fail one after the other leave nothing between those that do not', async () => {
    const { atomically, add, words } = openGroup();
    const half = (word: string) =>
      atomically(async (db) => {
        await insert(db, word);
        throw new Error('no');
      });
    const results = await Promise.allSettled([half('x'), add('a'), half('y'), half('a'), add('b')]);
    const kept = results.map((result) => result.status === 'fulfilled');
    expect(kept).toEqual([false, true, false, false, true]);
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

  it('that come after one which loses the whole transaction are told so too, and nobody waits for ever', async () => {
    const { add, database, words } = openGroup();
    await add('a');
    database.exec('pragma max_page_count = 2');
    const long = 'x'.repeat(100_000);
    const results = await Promise.allSettled(['b', `${long}1`, `${long}2`, 'c'].map(add));
    expect(results).toMatchObject(Array(4).fill({ status: 'rejected', reason: { code: 'write-failed' } }));
    database.exec('pragma max_page_count = 1000');
    await add('d');
    expect(words()).toEqual(['a', 'd']);
  });
});

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const syncs: PromiseWithResolvers<void>[] = [];
  let repairs = 0;
  const log: LogSync = {
    sync() {
      const one = Promise.withResolvers<void>();
      syncs.push(one);
      return one.promise;
    },
    repair() {
      repairs += 1;
    },
  };
  return { log, syncs, repairs: () => repairs };
}

/** Rounds of the event loop, and not a time, which a process that stands still for a moment would miss. */
const aMoment = async (): Promise<void> => {
  for (let round = 0; round < 50; round += 1) await setImmediate();
};

describe('units of work on a disk that takes its time', () => {
  it('that run while a sync before them fails leave nothing, not even half', async () => {
    const { log, syncs } = slowDisk();
    const { add, atomically, words } = openGroup(log);
    const halfway = Promise.withResolvers<void>();
    const first = add('first');
    await aMoment();
    const second = atomically(async (db) => {
      await insert(db, 'half');
      await halfway.promise;
      await insert(db, 'rest');
    });
    const results = Promise.allSettled([first, second]);
    await aMoment();
    syncs[0]?.reject(Object.assign(new Error('no answer'), { syscall: 'fdatasync' }));
    await aMoment();
    halfway.resolve();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(words()).toEqual(['first']);
  });

  it('are told only when the disk has them', async () => {
    const { log, syncs } = slowDisk();
    const { add, commands } = openGroup(log);
    const told = add('a').then(() => commands.push('told'));
    await aMoment();
    expect(commands).toEqual(['begin immediate', 'commit']);
    syncs[0]?.resolve();
    await told;
    expect(commands.at(-1)).toBe('told');
  });

  it('run while it is busy with the transaction before, and share the next one, which is committed after that', async () => {
    const { log, syncs } = slowDisk();
    const { add, commands, words } = openGroup(log);
    const first = add('a');
    await aMoment();
    const later = [add('b')];
    await aMoment();
    later.push(add('c'));
    await aMoment();
    expect(words()).toEqual(['a', 'b', 'c']);
    expect(commands.filter((command) => command === 'commit')).toHaveLength(1);
    expect(syncs).toHaveLength(1);
    syncs[0]?.resolve();
    await first;
    await aMoment();
    expect(commands.filter((command) => command === 'commit')).toHaveLength(2);
    syncs[1]?.resolve();
    expect(await Promise.all(later)).toEqual(['b', 'c']);
  });

  it('wait for it also when they only read, as what they read may not be there yet', async () => {
    const { log, syncs } = slowDisk();
    const { add, atomically } = openGroup(log);
    const first = add('a');
    await aMoment();
    let told = false;
    const reading = atomically(async () => 'read').then(() => {
      told = true;
    });
    await aMoment();
    expect(told).toBe(false);
    syncs[0]?.resolve();
    await Promise.all([first, reading]);
    expect(syncs).toHaveLength(1);
  });

  it('all fail when it fails, with those who had built on them, and everything is written anew before the next', async () => {
    const { log, syncs, repairs } = slowDisk();
    const { add, words } = openGroup(log);
    const failing = [add('a')];
    await aMoment();
    failing.push(add('b'));
    await aMoment();
    syncs[0]?.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', syscall: 'fdatasync' }));
    const results = await Promise.allSettled(failing);
    expect(results).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'write-failed' } }));
    const next = add('c');
    await aMoment();
    expect(repairs()).toBe(1);
    syncs[1]?.resolve();
    expect(await next).toBe('c');
    expect(words()).toEqual(['a', 'c']);
  });

  it('leave room between two transactions for work that needs none to be open', async () => {
    const { log, syncs } = slowDisk();
    const { add, between, database } = openGroup(log);
    const first = add('a');
    await aMoment();
    const second = add('b');
    const open = between(() => expect(database.isTransaction).toBe(false));
    for (let sync = 0; sync < 2; sync += 1) {
      await aMoment();
      syncs[sync]?.resolve();
    }
    await Promise.all([first, second, open]);
  });
});
