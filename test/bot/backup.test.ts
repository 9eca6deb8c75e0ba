/** Copies made while posdesk serves are whole, hold what was acknowledged and no secret; nothing is ever overwritten. */

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { backUp, inspectBackup, restore } from '#bot/backup.ts';
import { lastBackup } from '#bot/backup-note.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { conversationOf, merchantMessage } from '#test/fixtures/merchant-message.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { startProcess } from '#test/fixtures/server-process.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const CARD = '6216261000000000018';

/** Runs one of the commands as an operator does. */
async function run(command: 'backup' | 'restore' | 'erase', databasePath: string, ...args: readonly string[]) {
  const child = startProcess(`bot/cli/${command}.ts`, args, { DATABASE_URL: `file:${databasePath}` });
  const code = await child.exited;
  return { code, ...child.written };
}

function messageIds(path: string): ReadonlySet<unknown> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return new Set(
      database
        .prepare('select message_id from inbox')
        .all()
        .map((row) => row.message_id),
    );
  } finally {
    database.close();
  }
}

describe('a backup', () => {
  it('made under load and put back holds every message acknowledged before it (case K89)', async () => {
    const desk = await runPipeline();
    const target = join(temporaryFolder(), 'copy.db');
    const acknowledged: string[] = [];
    let going = true;
    const write = async (merchant: number): Promise<void> => {
      for (let line = 0; going; line += 1) {
        const message = merchantMessage(`line ${line} 卡号${CARD}`, {
          conversationId: conversationOf(`m${merchant}`),
          senderId: `m${merchant}`,
        });
        await desk.receive(message);
        acknowledged.push(message.id);
        await new Promise((resume) => setTimeout(resume, 2));
      }
    };
    const writers = [1, 2, 3, 4].map(write);
    while (acknowledged.length < 50) await new Promise((resume) => setTimeout(resume, 5));
    const before = [...acknowledged];
    const { code, out, err } = await run('backup', desk.path, target);
    const atEnd = acknowledged.length;
    going = false;
    await Promise.all(writers);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(atEnd).toBeGreaterThan(before.length);
    expect(JSON.parse(out)).toMatchObject({ file: target, conversations: 4 });

    const restored = join(temporaryFolder(), 'new', 'posdesk.db');
    expect((await run('restore', restored, target)).code).toBe(0);
    const kept = messageIds(restored);
    expect(before.filter((id) => !kept.has(id))).toEqual([]);
    expect(readFileSync(restored).toString('latin1')).not.toContain(CARD);
    expect(statSync(restored).mode & 0o077).toBe(0);
    const store = await openSqliteStore(restored);
    expect((await store.counts()).waitingMessages).toBeGreaterThanOrEqual(0);
    await store.close();
  });

  it('is noted with its time, also one that was made by other means', async () => {
    const { path, store } = await runPipeline();
    expect(await lastBackup(store)).toBeUndefined();
    const before = Date.now();
    expect((await run('backup', path, join(temporaryFolder(), 'copy.db'))).code).toBe(0);
    const first = (await lastBackup(store)) ?? 0;
    expect(first).toBeGreaterThanOrEqual(before);
    expect(await run('backup', path, '--done')).toMatchObject({ code: 0, err: '' });
    expect(await lastBackup(store)).toBeGreaterThan(first);
  });

  it('never overwrites: neither a file by the backup nor a database by the restore', async () => {
    const { path } = await runPipeline();
    const target = join(temporaryFolder(), 'copy.db');
    backUp(path, target);
    expect(() => backUp(path, target)).toThrow(expect.objectContaining({ code: 'file-exists' }));
    const { code, err } = await run('restore', path, target);
    expect(code).toBe(1);
    expect(err).toContain('(file-exists)');
  });

  it('that is cut short, not ours, or missing is not put back', async () => {
    const { path, say } = await runPipeline();
    await say('hello');
    const folder = temporaryFolder();
    const [cut, foreign, place] = ['cut.db', 'foreign.db', 'new.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    backUp(path, cut);
    truncateSync(cut, statSync(cut).size / 2);
    writeFileSync(foreign, 'x'.repeat(8_192));
    for (const file of [cut, foreign]) {
      expect(() => restore(file, place)).toThrow(expect.objectContaining({ code: 'database-damaged' }));
    }
    expect(() => restore(join(folder, 'none.db'), place)).toThrow(expect.objectContaining({ code: 'no-copy' }));
  });

  it('holds nothing of a person who was erased by command while posdesk serves', async () => {
    const { path, say, store } = await runPipeline();
    await say('my-unmistakable-words');
    await say('ticket');
    const { code, out, err } = await run('erase', path, '--ticket', 'T1001');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ channel: 'test', tickets: ['T1001'], rows: { conversations: 1 } });
    expect(out).not.toContain('test:m1');
    expect(await store.ticket('T1001')).toBeUndefined();
    const target = join(temporaryFolder(), 'copy.db');
    expect(backUp(path, target).conversations).toBe(0);
    expect(readFileSync(target).includes('my-unmistakable-words')).toBe(false);
    expect((await run('erase', path, 'test:m1')).err).toContain('(nothing-to-erase)');
    expect((await run('erase', path, '--ticket', 'T1001')).err).toContain('There is no ticket T1001.');
    await say('still serving');
    expect(inspectBackup(target).messages).toBe(0);
  });
});
