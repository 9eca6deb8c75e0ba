/** People of the desk: invites, roles, who is signed in where, and everybody's own password and authenticator app. */

import type { DeskPermission, DeskUser, Refused } from '#adapters/desk-contract.ts';
import type { Accounts, DeskAccount, LiveSignIn } from '#adapters/sign-in-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { redact } from '#dialogs/redact.ts';
import type { AuditNote } from './audit.ts';
import { mayDo, refuseUnless } from './desk/permissions.ts';
import { hashPassword, isPassword, isWeak } from './sign-ins/password-hash.ts';
import { newTotpSecret, totpStep, totpUri } from './sign-ins/totp.ts';
import { hashOwn, IDLE_MS, LINK_MS, newSecret, type SignInStore } from './sign-ins.ts';
import type { StoredAccount, StoredSignIn } from './store/account-store.ts';

const OK = { kind: 'ok' } as const;
const NOT_FOUND: Refused = { kind: 'refused', reason: 'not-found' };
const NOT_ALLOWED: Refused = { kind: 'refused', reason: 'not-allowed' };
/** Names are shown beside what people do, so they hold nothing that cannot be seen. */
const NAME = /^(?=.{1,64}$)[\p{L}\p{N}][\p{L}\p{N}\p{M} ._@'’()-]*$/u;
/** How much of a sign-in's hash names it; nothing can be signed in with it. */
const REF_LENGTH = 16;
/** Changing one's own secrets without the old one needs a sign-in no older than this. */
const PROVED_MS = 30 * 60_000;

/** One request with who makes it. */
interface Asked {
  readonly store: SignInStore;
  readonly user: DeskUser;
  readonly now: Instant;
}

/** What is asked for may be no name of anybody, and is noted all the same. */
function note({ user, now }: Asked, action: string, subject: string, outcome = 'ok'): AuditNote {
  return { atMs: now, user: user.name, role: user.role, action, subject: redact(subject).text, outcome };
}

async function check(asked: Asked, permission: DeskPermission, action: string, subject: string) {
  const refusal = refuseUnless(asked.user, permission, asked.now);
  if (refusal) await asked.store.appendAudit([note(asked, action, subject, refusal.reason)]);
  return refusal;
}

function methodsOf({ passwordHash, totpSecret, oidc }: StoredAccount): DeskAccount['methods'] {
  const has = { password: passwordHash !== undefined, totp: totpSecret !== undefined, oidc: oidc !== undefined };
  return (['password', 'totp', 'oidc'] as const).filter((method) => has[method]);
}

async function list({ store, now }: Asked): Promise<readonly DeskAccount[]> {
  const used = new Map((await store.signIns(now)).toReversed().map((one) => [one.user.name, one.lastUsedAtMs]));
  return (await store.accounts()).map((account) => {
    const lastUsedAtMs = used.get(account.name);
    return {
      name: account.name,
      role: account.role,
      methods: methodsOf(account),
      disabled: account.disabledAtMs !== undefined,
      ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    };
  });
}

/** Whether a change would leave the desk without anybody who can let people in. */
async function endsLastAdmin(
  { store }: Asked,
  name: string,
  change: { readonly role?: string; readonly disabled?: boolean },
) {
  const stays = change.disabled !== true && (change.role === undefined || change.role === 'admin');
  if (stays) return false;
  const others = await store.accounts();
  return !others.some((one) => one.name !== name && one.role === 'admin' && one.disabledAtMs === undefined);
}

async function change(asked: Asked, name: string, wanted: Parameters<Accounts['change']>[2]) {
  const { store, now } = asked;
  const { role, disabled } = wanted;
  const action = disabled === undefined ? 'account.role' : disabled ? 'account.disable' : 'account.enable';
  const account = await store.account(name);
  if (!account) return NOT_FOUND;
  if (account.role === 'admin' && (await endsLastAdmin(asked, name, wanted))) {
    await store.appendAudit([note(asked, action, name, 'not-allowed')]);
    return NOT_ALLOWED;
  }
  const entry = { ...note(asked, action, name), ...(role === undefined ? {} : { details: { role } }) };
  const columns = {
    ...(role === undefined ? {} : { role }),
    ...(disabled === undefined ? {} : { disabledAtMs: disabled ? now : null, endSignIns: disabled }),
  };
  if (Object.keys(columns).length === 0) return OK;
  return (await store.changeAccount(name, columns, entry)) ? OK : NOT_FOUND;
}

function liveOf({ hash, user, browser, lastUsedAtMs }: StoredSignIn): LiveSignIn {
  return {
    ref: hash.slice(0, REF_LENGTH),
    user: user.name,
    ...(browser === undefined ? {} : { browser }),
    signedInAtMs: user.signedInAtMs ?? 0,
    lastUsedAtMs,
  };
}

async function visibleSignIns({ store, user, now }: Asked): Promise<readonly StoredSignIn[]> {
  const found = await store.signIns(now, mayDo(user, 'accounts') ? undefined : user.name);
  return found.filter(({ lastUsedAtMs }) => now - lastUsedAtMs < IDLE_MS);
}

async function revoke(asked: Asked, ref: string) {
  const found = (await visibleSignIns(asked)).find(({ hash }) => hash.slice(0, REF_LENGTH) === ref);
  if (!found) return NOT_FOUND;
  await asked.store.deleteSignIn(found.hash);
  await asked.store.appendAudit([note(asked, 'sign-in.revoke', found.user.name)]);
  return OK;
}

function hasJustProved({ user, now }: Asked): boolean {
  return user.signedInAtMs !== undefined && now - user.signedInAtMs < PROVED_MS;
}

async function setPassword(asked: Asked, { password, current }: Parameters<Accounts['setPassword']>[1]) {
  const { store, user } = asked;
  const account = await store.account(user.name);
  if (!account) return NOT_FOUND;
  // Who comes in by the provider goes when the provider says so, and keeps no door of their own.
  if (account.oidc) return NOT_ALLOWED;
  const known = account.passwordHash;
  if (known !== undefined && !(await isPassword(current ?? '', known))) {
    await store.appendAudit([note(asked, 'account.password', user.name, 'wrong')]);
    return { kind: 'wrong' } as const;
  }
  if (known === undefined && !hasJustProved(asked)) return { kind: 'refused', reason: 'not-fresh' } as const;
  if (isWeak(password, user.name)) return { kind: 'weak' } as const;
  const entry = note(asked, 'account.password', user.name);
  await store.changeAccount(user.name, { passwordHash: await hashPassword(password) }, entry);
  return OK;
}

async function setTotp(asked: Asked, code: string | undefined) {
  const { store, user, now } = asked;
  const account = await store.account(user.name);
  if (!account) return NOT_FOUND;
  if (account.oidc) return NOT_ALLOWED;
  // Whoever sits down at somebody's open browser must not put an app of their own in.
  if (!hasJustProved(asked)) return { kind: 'refused', reason: 'not-fresh' } as const;
  if (code === undefined) {
    const secret = newTotpSecret();
    await store.changeAccount(user.name, { totpPending: secret }, note(asked, 'account.totp-shown', user.name));
    return { kind: 'scan', uri: totpUri(secret, user.name) } as const;
  }
  const { totpPending } = account;
  const step = totpPending === undefined ? undefined : totpStep(totpPending, user.name, code, now);
  if (totpPending === undefined || step === undefined) return { kind: 'wrong' } as const;
  const entry = note(asked, 'account.totp', user.name);
  await store.changeAccount(user.name, { totpSecret: totpPending, totpPending: null }, entry);
  await store.useTotpStep(user.name, step);
  return OK;
}

/** People over a store. */
export function createUsers(store: SignInStore, clock: () => Instant): Accounts {
  const ask = (user: DeskUser): Asked => ({ store, user, now: clock() });
  return {
    async list(user) {
      return (await check(ask(user), 'accounts', 'account.list', '')) ?? (await list(ask(user)));
    },
    async invite(user, name, role) {
      const asked = ask(user);
      const refusal = await check(asked, 'accounts', 'account.invite', name);
      if (refusal) return refusal;
      if (!NAME.test(name) || redact(name).found.length > 0) return { kind: 'refused', reason: 'empty' };
      const token = newSecret();
      const untilMs = asked.now + LINK_MS;
      const entry = { ...note(asked, 'account.invite', name), details: { role } };
      await store.saveLink({ hash: hashOwn(token), user: { name, role }, expiresAtMs: untilMs }, entry);
      return { kind: 'ok', token, untilMs };
    },
    async change(user, name, wanted) {
      const asked = ask(user);
      return (await check(asked, 'accounts', 'account.change', name)) ?? (await change(asked, name, wanted));
    },
    signIns: async (user) => (await visibleSignIns(ask(user))).map(liveOf),
    revoke: (user, ref) => revoke(ask(user), ref),
    setPassword: (user, secrets) => setPassword(ask(user), secrets),
    setTotp: (user, code) => setTotp(ask(user), code),
  };
}
