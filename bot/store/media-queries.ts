/** Queries of the media shelf: photos, voice and files that came with messages. */

import { randomBytes } from 'node:crypto';
import type { Media } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';

/** Keeps the bytes under a new name that nobody can guess. */
export async function insertMedia(db: Database, { bytes, contentType }: Media, now: Instant): Promise<string> {
  const ref = `media:${randomBytes(18).toString('base64url')}`;
  // Postgres hands out and takes Buffer, SQLite takes it as any other bytes.
  const row = { ref, bytes: Buffer.from(bytes), content_type: contentType, created_at: now };
  await db.insertInto('media').values(row).execute();
  return ref;
}

/** Takes pictures off the shelf. */
export async function deleteMedia(db: Database, refs: readonly string[]): Promise<void> {
  if (refs.length > 0) await db.deleteFrom('media').where('ref', 'in', refs).execute();
}

/** The bytes under a name. */
export async function findMedia(db: Database, ref: string): Promise<Media | undefined> {
  const row = await db.selectFrom('media').select(['bytes', 'content_type']).where('ref', '=', ref).executeTakeFirst();
  return row && { bytes: row.bytes, contentType: row.content_type };
}
