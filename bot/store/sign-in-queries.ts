/** Queries of sign-in links and signed-in browsers; secrets come in as hashes only. */

import type { DeskRole, DeskUser } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { NewSignIn, StoredSecret, StoredSignIn } from './account-store.ts';
import { appendAudit } from './audit-queries.ts';
import type { Database } from './engine.ts';

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

async function insertSignIn(db: Database, user: DeskUser, now: Instant, signIn: NewSignIn, how: string): Promise<void> {
  await db.deleteFrom('sign_ins').where('expires_at', '<=', now).execute();
  await db
    .insertInto('sign_ins')
    .values({
      hash: signIn.hash,
      user_name: user.name,
      role: user.role,
      expires_at: signIn.expiresAtMs,
      last_used_at: now,
      browser: signIn.browser ?? null,
      signed_in_at: now,
    })
    .execute();
  const note = { user: user.name, role: user.role, subject: user.name, outcome: 'ok', atMs: now };
  await appendAudit(db, [{ ...note, action: `sign-in.${how}` }]);
}

/** Uses up a link and stores the sign-in that comes of it; see the contract. */
export async function redeemLink(
  db: Database,
  linkHash: string,
  now: Instant,
  signIn: NewSignIn,
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
  const { disabled_at } = await db
    .insertInto('accounts')
    .values({ name: link.user_name, role: link.role, created_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ role: link.role }))
    .returning('disabled_at')
    .executeTakeFirstOrThrow();
  if (disabled_at !== null) return undefined;
  const user = { name: link.user_name, role: link.role as DeskRole, signedInAtMs: now };
  await insertSignIn(db, user, now, signIn, 'link');
  return user;
}

/** Stores a sign-in of somebody who has proved who they are. */
export async function saveSignIn(
  db: Database,
  name: string,
  now: Instant,
  signIn: NewSignIn,
  how: string,
): Promise<DeskUser | undefined> {
  const account = await db
    .selectFrom('accounts')
    .select('role')
    .where('name', '=', name)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!account) return undefined;
  const user = { name, role: account.role as DeskRole, signedInAtMs: now };
  await insertSignIn(db, user, now, signIn, how);
  return user;
}

function liveSignIns(db: Database, now: Instant) {
  return db
    .selectFrom('sign_ins')
    .leftJoin('accounts', 'accounts.name', 'sign_ins.user_name')
    .where('sign_ins.expires_at', '>', now)
    .where('accounts.disabled_at', 'is', null)
    .select(['sign_ins.hash', 'sign_ins.user_name', 'sign_ins.browser'])
    .select(['sign_ins.signed_in_at', 'sign_ins.last_used_at'])
    .select(({ fn }) => fn.coalesce('accounts.role', 'sign_ins.role').as('role'));
}

type LiveRow = Awaited<ReturnType<ReturnType<typeof liveSignIns>['execute']>>[number];

function readSignIn({ hash, user_name, role, browser, signed_in_at, last_used_at }: LiveRow): StoredSignIn {
  return {
    hash,
    user: { name: user_name, role: role as DeskRole, signedInAtMs: signed_in_at },
    ...(browser === null ? {} : { browser }),
    lastUsedAtMs: last_used_at,
  };
}

/** A sign-in that has not expired, of somebody not disabled, with the role of now. */
export async function findSignIn(db: Database, hash: string, now: Instant): Promise<StoredSignIn | undefined> {
  const row = await liveSignIns(db, now).where('sign_ins.hash', '=', hash).executeTakeFirst();
  return row && readSignIn(row);
}

/** Browsers signed in, the last used first. */
export async function findSignIns(
  db: Database,
  now: Instant,
  name: string | undefined,
): Promise<readonly StoredSignIn[]> {
  const rows = await liveSignIns(db, now)
    .$if(name !== undefined, (select) => select.where('sign_ins.user_name', '=', name ?? ''))
    .orderBy('sign_ins.last_used_at', 'desc')
    .execute();
  return rows.map(readSignIn);
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
  const live = await liveSignIns(db, now).where('sign_ins.last_used_at', '>', usedSinceMs).execute();
  return live.some((row) => row.role === role);
}
