/** Checkpoints of the embedded database beside the event loop: the log stays short, and nothing is lost by it. */

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createCheckpoints } from '#bot/store/checkpoints.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

const folders: string[] = [];

function createPath(): string {
  const folder = makeOwnedFolder('checkpoints');
  folders.push(folder);
  return join(folder, 'posdesk.db');
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A note that takes some ten pages of the log. */
const LONG = 'x'.repeat(40_000);
const PAGES_OF_NOTE = 10;
/** A checkpoint begins when the log has 4,000 pages, and SQLite's own one only at 40,000. */
const MOST_PAGES = 30_000;

/** Pages in the log since it last began anew. */
function countLogPages(database: DatabaseSync): number {
  return Number(database.prepare('pragma wal_checkpoint(noop)').get()?.log);
}

describe('the log of the embedded database', () => {
  it('begins anew while it is written all the time, and nothing is lost by that', async () => {
    const path = createPath();
    const store = await openSqliteStore(path);
    const beside = new DatabaseSync(path, { readOnly: true });
    let notes = 0;
    let pages = 0;
    for (let before = 0; pages >= before && notes * PAGES_OF_NOTE < MOST_PAGES; notes += 1) {
      before = pages;
      await store.saveNote(`note-${notes}`, LONG);
      pages = countLogPages(beside);
    }
    expect(pages).toBeLessThan(100);
    beside.close();
    await store.close();
    const database = new DatabaseSync(path, { readOnly: true });
    const saved = database.prepare('select count(*) as count from notebook where value = ?').get(LONG);
    expect(saved?.count).toBe(notes);
    expect(database.prepare('pragma integrity_check').get()?.integrity_check).toBe('ok');
    database.close();
  });

  it('is not tried again at every commit while a backup holds it, and is worked in when that has ended', async () => {
    const path = createPath();
    const writer = new DatabaseSync(path);
    writer.exec('pragma journal_mode = wal; pragma synchronous = off; create table notes (text text)');
    const backup = new DatabaseSync(path, { readOnly: true });
    backup.exec('begin; select * from notes');
    let pauses = 0;
    const checkpoints = createCheckpoints(path, writer, async (work) => {
      pauses += 1;
      await work();
    });
    const add = writer.prepare('insert into notes values (?)');
    const write = async (pages: number): Promise<void> => {
      for (let at = 0; at < pages / PAGES_OF_NOTE; at += 1) add.run(LONG);
      checkpoints.look();
      await checkpoints.alone(async () => {});
    };
    await write(4_100);
    for (let at = 0; at < 10; at += 1) await write(PAGES_OF_NOTE);
    expect(pauses).toBe(1);
    backup.exec('commit');
    await write(4_100);
    expect(pauses).toBe(2);
    await write(PAGES_OF_NOTE);
    expect(countLogPages(writer)).toBeLessThan(100);
    await checkpoints.close();
    backup.close();
    writer.close();
  });

  it('says why its thread was given up, and SQLite works it in by itself from then on', async () => {
    const path = createPath();
    const writer = new DatabaseSync(path);
    writer.exec('pragma journal_mode = wal; pragma synchronous = off; create table notes (text text)');
    const reasons: string[] = [];
    const checkpoints = createCheckpoints(
      join(path, 'nowhere'),
      writer,
      (work) => work(),
      (why) => void reasons.push(why),
    );
    const add = writer.prepare('insert into notes values (?)');
    for (let note = 0; note < 450; note += 1) add.run(LONG);
    checkpoints.look();
    await checkpoints.alone(async () => {});
    expect(reasons).toEqual([expect.stringContaining('unable to open database file')]);
    for (let note = 0; note < 20; note += 1) add.run(LONG);
    expect(countLogPages(writer)).toBeLessThan(1_000);
    await checkpoints.close();
    writer.close();
  });

  it('is closed to the end although nothing else keeps the process alive', () => {
    const path = createPath();
    const lines = [
      "import { openSqliteStore } from '#bot/store/sqlite.ts';",
      `const store = await openSqliteStore(${JSON.stringify(path)});`,
      "for (let at = 0; at < 450; at += 1) await store.saveNote('note-' + at, 'x'.repeat(40_000));",
      'await store.close();',
      "console.log('closed');",
    ];
    const command = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', lines.join('\n')];
    const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect([status, stdout.trim()]).toEqual([0, 'closed']);
  });

  it('holds nothing of what was erased, although a checkpoint is under way', async () => {
    const path = createPath();
    const store = await openSqliteStore(path);
    const beside = new DatabaseSync(path, { readOnly: true });
    await store.saveNote('secret', 'not-to-be-found');
    await store.eraseNote('secret');
    for (let at = 0; countLogPages(beside) < 4_000; at += 1) await store.saveNote(`note-${at}`, LONG);
    await store.scrub();
    const files = [path, `${path}-wal`].map((file) => readFileSync(file));
    expect(files.map((bytes) => bytes.includes('not-to-be-found'))).toEqual([false, false]);
    beside.close();
    await store.close();
  });
});
