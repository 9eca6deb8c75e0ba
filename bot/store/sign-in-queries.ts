/** Queries of sign-in links and signed-in browsers; secrets come in as hashes only. */

import type { DeskUser } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Database } from './engine.ts';
import type { StoredSecret } from './store.ts';

/** Stores a link; an unused one for the same name stops working. */
export async function insertLink(db: Database, link: StoredSecret): Promise<void> {
  await db.deleteFrom('sign_in_links').where('user_name', '=', link.user.name).where('used_at', 'is', null).execute();
  await db
    .insertInto('sign_in_links')
    .values({
      hash: link.hash,
      user_name: link.user.name,
      role: link.user.role,
      expires_at: link.expiresAtMs,
      used_at: null,
    })
    .execute();
}

/** Uses up a link and stores the sign-in that comes of it. */
export async function redeemLink(
  db: Database,
  linkHash: string,
  now: Instant,
  signIn: { readonly hash: string; readonly expiresAtMs: Instant },
): Promise<DeskUser | undefined> {
  const link = await db
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('hash', '=', linkHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['user_name', 'role'])
    .executeTakeFirst();
  if (!link) return undefined;
  await db.deleteFrom('sign_ins').where('expires_at', '<=', now).execute();
  await db
    .insertInto('sign_ins')
    .values({ hash: signIn.hash, ...link, expires_at: signIn.expiresAtMs, last_used_at: now })
    .execute();
  return { name: link.user_name, role: link.role as DeskUser['role'] };
}

/** A sign-in that has not expired. */
export async function findSignIn(db: Database, hash: string, now: Instant) {
  const row = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return undefined;
  return { user: { name: row.user_name, role: row.role as DeskUser['role'] }, lastUsedAtMs: row.last_used_at };
}

/** Notes the use of a sign-in. */
export async function touchSignIn(db: Database, hash: string, now: Instant): Promise<void> {
  await db.updateTable('sign_ins').set({ last_used_at: now }).where('hash', '=', hash).execute();
}

/** Forgets a sign-in. */
export async function deleteSignIn(db: Database, hash: string): Promise<void> {
  await db.deleteFrom('sign_ins').where('hash', '=', hash).execute();
}

/** True while somebody with the role has a sign-in used since `usedSinceMs`. */
export async function findSignInOfRole(db: Database, role: string, now: Instant, usedSinceMs: Instant) {
  const row = await db
    .selectFrom('sign_ins')
    .select('hash')
    .where('role', '=', role)
    .where('expires_at', '>', now)
    .where('last_used_at', '>', usedSinceMs)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
