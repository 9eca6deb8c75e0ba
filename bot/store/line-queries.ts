/** Queries that add transcript lines and what goes out with them; every function runs inside a unit of work. */

import type { Instant, Reply } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import { prepareWrite } from './prepare.ts';
import type { TranscriptRow } from './rows.ts';
import type { NewLine } from './store.ts';

const toJson = (value: unknown): string => JSON.stringify(value);

/** Adds one transcript line. */
export const addLine = prepareWrite((db, row: TranscriptRow & Readonly<Record<string, string | number | null>>) =>
  db.insertInto('transcript').values({
    conversation_id: row.conversation_id,
    seq: row.seq,
    at: row.at,
    from_whom: row.from_whom,
    text: row.text,
    attachments: row.attachments,
    reply: row.reply,
    author: row.author,
    message_id: row.message_id,
  }),
);

function outgoing(line: NewLine): Reply | undefined {
  if (line.from === 'bot') return line.reply ?? { kind: 'text', text: line.text };
  return line.from === 'agent' ? (line.reply ?? { kind: 'text', text: line.text }) : undefined;
}

/**
 * Adds transcript lines after `lastSeq` and puts those for the merchant into the outbox, unless they are delivered by
 * being stored; the new last sequence.
 */
export async function addLines(
  db: Database,
  conversationId: string,
  lastSeq: number,
  lines: readonly NewLine[],
  now: Instant,
  delivered = false,
): Promise<number> {
  for (const [index, line] of lines.entries()) {
    const seq = lastSeq + index + 1;
    await addLine(db, {
      conversation_id: conversationId,
      seq,
      at: now,
      from_whom: line.from,
      text: line.text,
      attachments: null,
      reply: line.reply ? toJson(line.reply) : null,
      author: line.author ?? null,
      message_id: null,
    });
    const reply = delivered ? undefined : outgoing(line);
    if (reply) await addDelivery(db, conversationId, seq, reply, now);
  }
  return lastSeq + lines.length;
}

/** What the outbox keeps of a message that waits no more: its text is the transcript's. */
export const SENT = toJson({ kind: 'text', text: '' });

/** A line as it went out, and may have to once more; `undefined` where there is none. */
export async function readOutgoing(db: Database, conversationId: string, seq: number): Promise<string | undefined> {
  const line = await db
    .selectFrom('transcript')
    .select(['text', 'reply'])
    .where('conversation_id', '=', conversationId)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return line && (line.reply ?? toJson({ kind: 'text', text: line.text }));
}

interface NewOutboxRow {
  readonly [column: string]: string | number;
  readonly conversation_id: string;
  readonly seq: number;
  readonly reply: string;
  readonly due_at: number;
}

const ADD_DELIVERY = prepareWrite((db, row: NewOutboxRow) =>
  db.insertInto('outbox').values({
    conversation_id: row.conversation_id,
    seq: row.seq,
    reply: row.reply,
    status: 'waiting',
    attempt: 0,
    due_at: row.due_at,
    settled_at: null,
    leased_by: null,
    held_at: null,
  }),
);

async function addDelivery(db: Database, conversationId: string, seq: number, reply: Reply, now: Instant) {
  await ADD_DELIVERY(db, { conversation_id: conversationId, seq, reply: toJson(reply), due_at: now });
}
