/** Erasing a person and ending retention: nothing of them is left in any table, nor on the disk. */

import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { OF_CONVERSATION, OF_TICKET } from '#bot/store/privacy-queries.ts';
import { OF_RENEWAL } from '#bot/store/renewal-queries.ts';
import { conversationOf, merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

const DAY_MS = 86_400_000;
const M1 = conversationOf('m1');

function rowsOf(path: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

/** What an intruder with the disk could read. */
function bytesOf(path: string): string {
  return ['', '-wal'].map((end) => readFileSync(`${path}${end}`).toString('latin1')).join('\n');
}

async function withTicket() {
  const desk = await runPipeline();
  const ref = await desk.forChannels.media.put(PHOTO);
  await desk.say('my-unmistakable-words', { attachments: [{ kind: 'image', name: 'label.png', ref }] });
  await desk.say('ticket');
  return { ...desk, ref };
}

const keep = (ms: number) => ({
  mediaBeforeMs: ms,
  conversationsBeforeMs: ms,
  ticketsBeforeMs: ms,
  tracesBeforeMs: ms,
  queuesBeforeMs: ms,
  securityEventsBeforeMs: ms,
  signInsBeforeMs: ms,
});

describe('erasing a person', () => {
  it('deletes their rows and photos, gives a receipt, and leaves others alone', async () => {
    const { store, path, say, ref } = await withTicket();
    await say('hello', { conversationId: conversationOf('m2'), senderId: 'm2' });
    const receipt = await store.erase(M1, START_MS);
    expect(receipt).toMatchObject({
      conversationId: M1,
      channel: 'test',
      erasedAtMs: START_MS,
      rows: { conversations: 1, media: 1, inbox: 2, tickets: 1, transcript: 4 },
      tickets: ['T1001'],
    });
    expect(await store.media(ref)).toBeUndefined();
    for (const table of OF_CONVERSATION) {
      expect(rowsOf(path, `select * from ${table} where conversation_id = '${M1}'`), table).toEqual([]);
    }
    expect(rowsOf(path, 'select id from conversations')).toEqual([{ id: conversationOf('m2') }]);
  });

  it('leaves none of their bytes on the disk', async () => {
    const { store, path, say } = await withTicket();
    for (let line = 0; line < 80; line += 1) {
      await say(`my-unmistakable-words ${line} ${'x'.repeat(line * 5)}`);
      await say(`other ${line}`, { conversationId: conversationOf(`m${2 + (line % 7)}`), senderId: 'm2' });
    }
    const found = () => ['my-unmistakable-words', 'test:m1', 'other 79'].map((text) => bytesOf(path).includes(text));
    expect(found()).toEqual([true, true, true]);
    await store.erase(M1, START_MS);
    await store.scrub();
    expect(found()).toEqual([false, false, true]);
  });

  it('knows every table that belongs to a conversation or a ticket', async () => {
    const { path } = await withTicket();
    const owned = (column: string) =>
      rowsOf(
        path,
        `select m.name from sqlite_master m join pragma_table_info(m.name) c
         where m.type = 'table' and c.name = '${column}' order by m.name`,
      ).map((row) => row.name);
    expect(owned('conversation_id')).toEqual([...OF_CONVERSATION, 'tickets', 'renewals'].sort());
    expect(owned('number')).toEqual([...OF_TICKET, 'tickets', ...OF_RENEWAL, 'renewals'].sort());
  });

  it('tells when there is nobody by that name', async () => {
    const { store } = await withTicket();
    expect(await store.erase(conversationOf('nobody'), START_MS)).toBeUndefined();
  });

  it('lets the same person write again, as somebody new', async () => {
    const { store, say, lines } = await withTicket();
    await store.erase(M1, START_MS);
    await say('back again');
    expect(await lines()).toContain('merchant: back again');
    expect(await lines()).not.toContain('merchant: my-unmistakable-words');
  });
});

describe('retention', () => {
  it('ends what is old by its kind, and keeps what is not', async () => {
    const { store, path, ref, say, advance } = await withTicket();
    advance(DAY_MS);
    await say('new words', { conversationId: conversationOf('m2'), senderId: 'm2' });
    expect(await store.expire(keep(START_MS - 1))).toMatchObject({ media: 0, lines: 0, queues: 0 });
    const gone = await store.expire({ ...keep(START_MS - 1), mediaBeforeMs: START_MS + 1 });
    expect(gone).toMatchObject({ media: 1, lines: 0 });
    expect(await store.media(ref)).toBeUndefined();
    await store.expire(keep(START_MS + 1));
    expect(rowsOf(path, 'select distinct conversation_id from inbox')).toEqual([{ conversation_id: 'test:m2' }]);
  });

  it('keeps the transcript of a ticket that somebody works on, and drops it with everything else afterwards', async () => {
    const { store, path, say } = await withTicket();
    const old = START_MS + 400 * DAY_MS;
    await store.expire(keep(old));
    expect(rowsOf(path, 'select count(*) as n from transcript')).toEqual([{ n: 4 }]);
    await say('cancel');
    await store.expire(keep(old));
    expect(rowsOf(path, 'select * from conversations')).toEqual([]);
    expect(rowsOf(path, 'select * from tickets')).toEqual([]);
  });

  it('never drops a message that waits for its turn', async () => {
    const desk = await runPipeline({ beforeTurn: () => new Promise(() => {}) });
    await desk.store.accept({ message: merchantMessage('waiting'), sensitive: [] });
    await desk.store.expire(keep(START_MS + 400 * DAY_MS));
    expect(await desk.store.waitingConversations()).toEqual([M1]);
  });
});
