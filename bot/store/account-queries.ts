/** Queries of accounts and of failed sign-ins. */

import type { DeskRole } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';
import type { AccountStore, FailedTries, StoredAccount } from './account-store.ts';
import { appendAudit } from './audit-queries.ts';
import type { Database } from './engine.ts';
import type { AccountRow } from './rows.ts';

function readAccount(row: AccountRow): StoredAccount {
  const { oidc_issuer: issuer, oidc_subject: subject } = row;
  return {
    name: row.name,
    role: row.role as DeskRole,
    ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
    ...(row.totp_secret === null ? {} : { totpSecret: row.totp_secret }),
    ...(row.totp_pending === null ? {} : { totpPending: row.totp_pending }),
    ...(row.totp_step === null ? {} : { totpStep: row.totp_step }),
    ...(issuer === null || subject === null ? {} : { oidc: { issuer, subject } }),
    ...(row.disabled_at === null ? {} : { disabledAtMs: row.disabled_at }),
  };
}

/** Everybody who may or might sign in, by name. */
export async function findAccounts(db: Database): Promise<readonly StoredAccount[]> {
  return (await db.selectFrom('accounts').selectAll().orderBy('name').execute()).map(readAccount);
}

/** The account of a name. */
export async function findAccount(db: Database, name: string): Promise<StoredAccount | undefined> {
  const row = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst();
  return row && readAccount(row);
}

/** A name that nobody has, made of the one wanted. */
async function freeName(db: Database, wanted: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} (${count})`;
    if ((await findAccount(db, name)) === undefined) return name;
  }
}

/** The account of an identity at a provider; see the contract. */
export async function putOidcAccount(
  db: Database,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
  name: string,
  role: DeskRole,
  now: Instant,
): Promise<StoredAccount> {
  // A local account of the same name stays its owner's: only issuer and subject say who somebody is.
  const free = await freeName(db, name);
  const row = await db
    .insertInto('accounts')
    .values({ name: free, role, oidc_issuer: issuer, oidc_subject: subject, created_at: now })
    .onConflict((conflict) => conflict.columns(['oidc_issuer', 'oidc_subject']).doUpdateSet({ role }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return readAccount(row);
}

type Change = Parameters<AccountStore['changeAccount']>[1];

function columnsOf({ role, passwordHash, totpSecret, totpPending, disabledAtMs }: Change) {
  return {
    ...(role === undefined ? {} : { role }),
    ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
    ...(totpSecret === undefined ? {} : { totp_secret: totpSecret }),
    ...(totpPending === undefined ? {} : { totp_pending: totpPending }),
    ...(disabledAtMs === undefined ? {} : { disabled_at: disabledAtMs }),
  };
}

/** Changes an account and ends its sign-ins when asked to. */
export async function changeAccount(db: Database, name: string, change: Change, note: AuditNote): Promise<boolean> {
  const row = await db
    .updateTable('accounts')
    .set(columnsOf(change))
    .where('name', '=', name)
    .returning('name')
    .executeTakeFirst();
  if (!row) return false;
  if (change.endSignIns) {
    await db.deleteFrom('sign_ins').where('user_name', '=', name).execute();
    await db.deleteFrom('sign_in_links').where('user_name', '=', name).where('used_at', 'is', null).execute();
  }
  await appendAudit(db, [note]);
  return true;
}

/** Notes that a code was used; false when it or a later one already was. */
export async function useTotpStep(db: Database, name: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set({ totp_step: step })
    .where('name', '=', name)
    .where(({ or, eb }) => or([eb('totp_step', 'is', null), eb('totp_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Failed tries of an account or an address. */
export async function findFailures(db: Database, key: string): Promise<FailedTries | undefined> {
  const row = await db.selectFrom('sign_in_tries').selectAll().where('key', '=', key).executeTakeFirst();
  return row && { failures: row.failures, sinceMs: row.since };
}

/** Counts a failed try; a count older than `sinceMs` starts anew, and old counts of others are dropped. */
export async function countFailure(db: Database, key: string, now: Instant, sinceMs: Instant): Promise<void> {
  await db.deleteFrom('sign_in_tries').where('since', '<', sinceMs).execute();
  await db
    .insertInto('sign_in_tries')
    .values({ key, failures: 1, since: now })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((field) => ({ failures: field('sign_in_tries.failures', '+', 1) })),
    )
    .execute();
}

/** Forgets failed tries. */
export async function clearFailures(db: Database, key: string): Promise<void> {
  await db.deleteFrom('sign_in_tries').where('key', '=', key).execute();
}
