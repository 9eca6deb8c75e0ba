/** Queries of stickers and links that name a terminal. */

import type { Instant } from '#dialogs/message.ts';
import type { DeviceToken } from './device-life.ts';
import type { DeviceTokenRow } from './device-rows.ts';
import type { Database } from './engine.ts';
import { findNote, saveNoteOnce } from './notebook-queries.ts';

/** Where the signing secret stands among the notes. */
const KEY_NOTE = 'house:device-token-key';
/** Rows written by one statement. */
const BATCH = 500;

/** The secret that tokens are signed with; a candidate becomes it when there is none. */
export async function keepTokenKey(db: Database, candidate: string): Promise<string> {
  await saveNoteOnce(db, KEY_NOTE, candidate);
  return (await findNote(db, KEY_NOTE)) ?? candidate;
}

function tokenOf(row: DeviceTokenRow): DeviceToken {
  return {
    id: row.id,
    kind: row.kind === 'link' ? 'link' : 'sticker',
    serial: row.serial,
    issuedAtMs: row.issued_at,
    issuedBy: row.issued_by,
    ...(row.revoked_at === null ? {} : { revokedAtMs: row.revoked_at }),
    ...(row.used_by === null ? {} : { usedBy: row.used_by }),
    ...(row.place === null ? {} : { place: row.place }),
  };
}

/** Writes new tokens. */
export async function insertTokens(db: Database, tokens: readonly DeviceToken[]): Promise<void> {
  for (let at = 0; at < tokens.length; at += BATCH) {
    const rows = tokens.slice(at, at + BATCH).map(({ id, kind, serial, issuedAtMs, issuedBy, place }) => ({
      id,
      kind,
      serial,
      issued_at: issuedAtMs,
      issued_by: issuedBy,
      revoked_at: null,
      used_by: null,
      place: place ?? null,
    }));
    await db.insertInto('device_tokens').values(rows).execute();
  }
}

/** A token by its id. */
export async function findToken(db: Database, id: string): Promise<DeviceToken | undefined> {
  const row = await db.selectFrom('device_tokens').selectAll().where('id', '=', id).executeTakeFirst();
  return row && tokenOf(row);
}

/** Tokens of a terminal, the newest first. */
export async function findTokensOf(db: Database, serial: string): Promise<readonly DeviceToken[]> {
  const rows = await db
    .selectFrom('device_tokens')
    .selectAll()
    .where('serial', '=', serial)
    .orderBy('issued_at', 'desc')
    .limit(100)
    .execute();
  return rows.map(tokenOf);
}

/** Ends every token of a terminal that is not ended; how many. */
export async function endTokens(db: Database, serial: string, now: Instant): Promise<number> {
  const ended = await db
    .updateTable('device_tokens')
    .set({ revoked_at: now })
    .where('serial', '=', serial)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

/** Takes a link for a conversation; false when another one has it, or it has been ended. */
export async function takeLink(db: Database, id: string, conversationId: string): Promise<boolean> {
  const taken = await db
    .updateTable('device_tokens')
    .set({ used_by: conversationId })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where((field) => field.or([field('used_by', 'is', null), field('used_by', '=', conversationId)]))
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}
