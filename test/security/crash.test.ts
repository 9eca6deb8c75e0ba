/** Cases C66 to C68: a stop that drains, messages that cannot be worked on, and databases that lost what they held. */

import { copyFileSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { merchantMessage } from '#test/fixtures/merchant-message.ts';
import { refuseTurns } from '#test/fixtures/refuse-turns.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { startScripted } from '#test/fixtures/server-process.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';

const HEADER = 32;
const FRAME = 24 + 4_096;

/** The files of a store as a power cut leaves them: everything still in the log. */
async function filesWithLog(messages: number): Promise<string> {
  const path = join(temporaryFolder(), 'posdesk.db');
  const copy = join(temporaryFolder(), 'posdesk.db');
  const store = await openSqliteStore(path);
  for (let count = 0; count < messages; count += 1) {
    await store.accept({ message: merchantMessage(`line ${count}`), sensitive: [] });
  }
  for (const end of ['', '-wal']) copyFileSync(path + end, copy + end);
  await store.close();
  copyFileSync(`${path}.lock`, `${copy}.lock`);
  return copy;
}

function overwrite(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(64, 0x5a), 0, 64, at);
}

async function countMessages(path: string): Promise<number> {
  const store = await openSqliteStore(path);
  try {
    return (await store.counts()).waitingMessages;
  } finally {
    await store.close();
  }
}

const DAMAGED = { code: 'database-damaged' };

describe('C66 SIGTERM', () => {
  it('ends the process within ten seconds, and what was acknowledged is answered by the next one', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const first = await startScripted(path);
    const visitor = createWebVisitor();
    await visitor.send(first.publicUrl, 'one');
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    const second = await startScripted(path);
    const lines = await visitor.lines(second.publicUrl);
    expect(lines.filter((line) => line === 'merchant: one')).toHaveLength(1);
    await expect.poll(() => visitor.lines(second.publicUrl)).toContain('bot: echo: one');
  });
});

describe('C67 a poison message', () => {
  it('is put aside after three tries, and the next one is answered', async () => {
    let tries = 0;
    const desk = await runPipeline({
      wrapStore: (store) =>
        refuseTurns(store, (work) => {
          const isPoison = work.arrival?.message.text === 'poison';
          if (isPoison) tries += 1;
          return isPoison;
        }),
    });
    await desk.say('poison');
    await desk.say('hello');
    expect(tries).toBeGreaterThanOrEqual(3);
    expect((await desk.store.counts()).deadMessages).toBe(1);
    expect(await desk.lines()).toContain('bot: echo: hello');
  });
});

describe('C68 a damaged database', () => {
  it('starts on a whole log', async () => {
    expect(await countMessages(await filesWithLog(20))).toBe(20);
  });

  it('starts on a log whose last transaction was torn by a power cut: nobody was told of that one', async () => {
    const path = await filesWithLog(20);
    truncateSync(`${path}-wal`, readFileSync(`${path}-wal`).length - 100);
    expect(await countMessages(path)).toBe(19);
  });

  it('refuses a log that is broken in the middle, which SQLite by itself would cut short in silence', async () => {
    const path = await filesWithLog(20);
    const frames = Math.floor((readFileSync(`${path}-wal`).length - HEADER) / FRAME);
    overwrite(`${path}-wal`, HEADER + Math.floor(frames / 2) * FRAME + 1_000);
    await expect(openSqliteStore(path)).rejects.toMatchObject(DAMAGED);
  });

  it('refuses a log whose header is broken', async () => {
    const path = await filesWithLog(5);
    overwrite(`${path}-wal`, 0);
    await expect(openSqliteStore(path)).rejects.toMatchObject(DAMAGED);
  });

  it.each([
    ['gone', (path: string) => rmSync(path)],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['cut off', (path: string) => truncateSync(path, 8_192)],
    ['overwritten', (path: string) => overwrite(path, 4_096 * 3)],
  ])('refuses a database that is %s, instead of starting empty', async (_, damage) => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const store = await openSqliteStore(path);
    await store.accept({ message: merchantMessage('acknowledged'), sensitive: [] });
    await store.close();
    damage(path);
    await expect(openSqliteStore(path)).rejects.toMatchObject(DAMAGED);
  });
});
