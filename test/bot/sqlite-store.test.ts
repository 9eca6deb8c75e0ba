/** The embedded store keeps the store's contract, and what it acknowledged is on disk. */

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openMemoryStore } from '#bot/store/memory.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import type { Store } from '#bot/store/store.ts';
import { describeStore } from '#test/contracts/store.contract.ts';
import { conversationOf, merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { accept, NOW, say, turn, writes } from '#test/fixtures/store-steps.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

function temporaryPath(): string {
  return join(temporaryFolder(), 'posdesk.db');
}

async function openTemporary(path = temporaryPath()): Promise<Store> {
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  return store;
}

describeStore('sqlite', () => openTemporary());

describeStore('sqlite in memory', async () => {
  const store = await openMemoryStore();
  onTestFinished(() => store.close());
  return store;
});

/** Rows as another program sees them. */
function readElsewhere(path: string, sql: string): unknown[] {
  const other = new DatabaseSync(path, { readOnly: true });
  try {
    return other.prepare(sql).all();
  } finally {
    other.close();
  }
}

describe('sqlite: beside a process of before', () => {
  it('sends a refused message with its text, although the other one made it due again without', async () => {
    const path = temporaryPath();
    const store = await openTemporary(path);
    await accept(store, 'offline');
    await turn(store, () => writes({ lines: [say('restart it')] }));
    const lease = () => store.claimDeliveries(NOW, 9, NOW + 1_000);
    const [first] = await lease();
    await store.settle(first?.id ?? '', { kind: 'refused', line: 'lost' }, NOW);
    const other = new DatabaseSync(path);
    other.exec("update outbox set status = 'waiting', attempt = 0, due_at = 0 where status = 'refused'");
    other.close();
    expect(await lease()).toMatchObject([{ reply: { kind: 'text', text: 'restart it' } }]);
  });
});

describe('sqlite: durability', () => {
  it('has committed a message by the time it is acknowledged', async () => {
    const path = temporaryPath();
    const store = await openTemporary(path);
    const pending = store.accept({ message: merchantMessage('offline'), sensitive: [] });
    expect(readElsewhere(path, 'select text from transcript')).toEqual([]);
    await pending;
    expect(readElsewhere(path, 'select text from transcript')).toEqual([{ text: 'offline' }]);
  });

  it('has answered a message that need not wait by the time it is acknowledged', async () => {
    const path = temporaryPath();
    const store = await openTemporary(path);
    const decide = () => ({ writes: writes({ lines: [say('restart it')] }), result: undefined });
    const onStored = () => expect.unreachable('nothing waits');
    await store.accept({ message: merchantMessage('offline'), sensitive: [] }, undefined, onStored, {
      now: NOW,
      decide,
    });
    expect(readElsewhere(path, 'select text from transcript order by seq')).toEqual([
      { text: 'offline' },
      { text: 'restart it' },
    ]);
    expect(readElsewhere(path, 'select status, body from inbox')).toEqual([{ status: 'done', body: null }]);
  });

  it('writes through a write-ahead log', async () => {
    const path = temporaryPath();
    await openTemporary(path);
    expect(readElsewhere(path, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('finds everything again after it was closed, and makes a lease due at once', async () => {
    const path = temporaryPath();
    const first = await openSqliteStore(path);
    await first.accept({ message: merchantMessage('offline'), sensitive: [] });
    await first.runTurn({ kind: 'message', conversationId: conversationOf('m1') }, START_MS, (work) => ({
      writes: {
        owner: 'bot',
        state: work.conversation.state,
        lines: [{ from: 'bot', text: 'hello', reply: { kind: 'text', text: 'hello' } }],
        tickets: [],
        timers: [],
        securityEvents: [],
        trace: [],
      },
      result: true,
    }));
    await first.claimDeliveries(START_MS, 10, START_MS + 60_000);
    await first.close();
    const second = await openTemporary(path);
    expect(await second.claimDeliveries(START_MS, 10, START_MS + 60_000)).toMatchObject([
      { attempt: 2, reply: { text: 'hello' } },
    ]);
  });

  it('waits for running work before it closes', async () => {
    const path = temporaryPath();
    const store = await openSqliteStore(path);
    const pending = store.accept({ message: merchantMessage('offline'), sensitive: [] });
    await store.close();
    expect(await pending).toEqual({ kind: 'accepted', seq: 1 });
  });
});

describe('sqlite: opening', () => {
  it('refuses a database that is open already, and says so', async () => {
    const path = temporaryPath();
    await openTemporary(path);
    await expect(openSqliteStore(path)).rejects.toMatchObject({ name: 'StorageFault', code: 'database-in-use' });
  });

  it('makes files that nobody else may read', async () => {
    const path = temporaryPath();
    await openTemporary(path);
    for (const file of [path, `${path}-wal`, `${path}.lock`]) expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('opens again once the first one has closed', async () => {
    const path = temporaryPath();
    await (await openSqliteStore(path)).close();
    await expect(openTemporary(path)).resolves.toBeDefined();
  });

  it('names a file that is no database instead of starting empty', async () => {
    const path = temporaryPath();
    writeFileSync(path, 'this is not a database, and long enough to look at'.repeat(40));
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'database-damaged' });
  });

  it('names a place where no file can be made', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'posdesk.db'));
    await expect(openSqliteStore(join(folder, 'posdesk.db'))).rejects.toMatchObject({ code: 'cannot-open-database' });
  });

  it('refuses a database of a newer version', async () => {
    const path = temporaryPath();
    await (await openSqliteStore(path)).close();
    const other = new DatabaseSync(path);
    other.exec(`insert into kysely_migration (name, timestamp) values ('9999-future', '2030-01-01')`);
    other.close();
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'newer-database' });
  });
});
