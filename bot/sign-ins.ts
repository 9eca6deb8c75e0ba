/** Sign-in to the desk: links, passwords and single sign-on, browsers that stay signed in for a while, hashes at rest. */

import { createHash, randomBytes } from 'node:crypto';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { OidcSignIn, SignedIn, SignInResult, SignIns, Visitor } from '#adapters/sign-in-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { redact } from '#dialogs/redact.ts';
import { type Logger, silentLogger } from './log.ts';
import { createOidcSignIn, type OidcConfig, type OidcIdentity } from './sign-ins/oidc.ts';
import { isBusyHashing, isPassword } from './sign-ins/password-hash.ts';
import { totpStep } from './sign-ins/totp.ts';
import { createTries } from './sign-ins/tries.ts';
import type { AccountStore, NewSignIn, StoredAccount } from './store/account-store.ts';
import type { DeskStore } from './store/store.ts';

const MINUTE_MS = 60_000;
/** How long a link may wait for its use. */
export const LINK_MS = 24 * 60 * MINUTE_MS;
/** How long a browser stays signed in at most. */
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
/** How long it may be idle. */
export const IDLE_MS = 30 * MINUTE_MS;
/** Uses closer together than this are noted once. */
const TOUCH_MS = MINUTE_MS;
const BROWSER_LENGTH = 200;
/** When to come back while a flood of sign-ins is worked off. */
const BUSY_MS = 5_000;

/** What sign-ins are kept in. */
export type SignInStore = AccountStore & Pick<DeskStore, 'appendAudit'>;

/** What may be set up besides. */
export interface SignInOptions {
  readonly oidc?: OidcConfig;
  /** The address of the desk, without a closing slash; single sign-on comes back to it. */
  readonly deskUrl?: () => string;
  readonly log?: Logger;
}

/** Sign-ins, with what only the process itself may do. */
export interface SignInDesk extends SignIns {
  /** A new single-use link token for somebody; earlier unused ones of the same name stop working. */
  issueLink(user: DeskUser): Promise<string>;
  /** True while an admin is signed in somewhere, so that nobody is locked out. */
  hasAdmin(): Promise<boolean>;
}

/** A new secret of 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The form in which a secret is stored; undefined for what was never one of ours. */
function hashSecret(secret: string): string | undefined {
  return /^[\w-]{43}$/.test(secret) ? hashOwn(secret) : undefined;
}

/** The form in which a secret of our own is stored. */
export function hashOwn(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function newSignIn(id: string, now: Instant, { browser }: Visitor): NewSignIn {
  const named = browser === undefined ? {} : { browser: browser.replaceAll(/\p{C}/gu, '').slice(0, BROWSER_LENGTH) };
  return { hash: hashOwn(id), expiresAtMs: now + ABSOLUTE_MS, ...named };
}

/** The code of somebody who has an authenticator app. */
async function checkCode(
  store: AccountStore,
  { name, totpSecret }: StoredAccount,
  code: string | undefined,
  now: Instant,
): Promise<'ok' | 'wrong' | 'code-wanted'> {
  if (totpSecret === undefined) return 'ok';
  if (code === undefined || code === '') return 'code-wanted';
  const step = totpStep(totpSecret, name, code, now);
  return step !== undefined && (await store.useTotpStep(name, step)) ? 'ok' : 'wrong';
}

type PasswordSignIn = SignIns['password'];

function createPasswordSignIn(store: SignInStore, clock: () => Instant): PasswordSignIn {
  return async (name, { password, code }, visitor): Promise<SignInResult> => {
    const now = clock();
    // Whatever was typed for a name is counted and noted, a card number by mistake too.
    const typed = redact(name).text;
    const tries = createTries(store, typed, visitor.address, now);
    const retryAfterMs = await tries.waitMs();
    const note = { atMs: now, user: typed, role: '', action: 'sign-in.password', subject: typed };
    if (retryAfterMs !== undefined) {
      await store.appendAudit([{ ...note, outcome: 'too-many' }]);
      return { kind: 'too-many', retryAfterMs };
    }
    if (isBusyHashing()) return { kind: 'too-many', retryAfterMs: BUSY_MS };
    const account = await store.account(name);
    const usable = account?.disabledAtMs === undefined ? account : undefined;
    const right = await isPassword(password, usable?.passwordHash);
    const checked = right && usable ? await checkCode(store, usable, code, now) : 'wrong';
    if (checked === 'code-wanted') return { kind: 'code-wanted' };
    const id = newSecret();
    const user =
      checked === 'ok' ? await store.saveSignIn(name, now, newSignIn(id, now, visitor), 'password') : undefined;
    if (!user) {
      await tries.failed();
      await store.appendAudit([{ ...note, outcome: 'wrong' }]);
      return { kind: 'wrong' };
    }
    await tries.succeeded();
    return { kind: 'ok', id, user };
  };
}

function createOidc(store: SignInStore, clock: () => Instant, options: SignInOptions): OidcSignIn | undefined {
  const { oidc, deskUrl = () => '', log = silentLogger } = options;
  if (!oidc) return undefined;
  return createOidcSignIn(oidc, {
    callbackUrl: () => `${deskUrl()}/sign-in/oidc/callback`,
    log,
    async admit({ issuer, subject, name, role }: OidcIdentity, visitor): Promise<SignedIn | undefined> {
      const now = clock();
      const account = await store.oidcAccount({ issuer, subject }, name, role, now);
      const id = newSecret();
      const user = await store.saveSignIn(account.name, now, newSignIn(id, now, visitor), 'oidc');
      return user && { id, user };
    },
  });
}

/** Sign-ins over a store. */
export function createSignIns(store: SignInStore, clock: () => Instant, options: SignInOptions = {}): SignInDesk {
  const oidc = createOidc(store, clock, options);
  return {
    ...(oidc ? { oidc } : {}),
    password: createPasswordSignIn(store, clock),
    async issueLink(user) {
      const token = newSecret();
      await store.saveLink({ hash: hashOwn(token), user, expiresAtMs: clock() + LINK_MS });
      return token;
    },
    hasAdmin: () => store.hasSignIn('admin', clock(), clock() - IDLE_MS),
    async redeem(linkToken, visitor) {
      const linkHash = hashSecret(linkToken);
      if (linkHash === undefined) return undefined;
      const id = newSecret();
      const user = await store.redeemLink(linkHash, clock(), newSignIn(id, clock(), visitor));
      return user && { id, user };
    },
    async user(id) {
      const hash = hashSecret(id);
      const found = hash === undefined ? undefined : await store.signIn(hash, clock());
      if (hash === undefined || !found) return undefined;
      const idleMs = clock() - found.lastUsedAtMs;
      if (idleMs >= IDLE_MS) {
        await store.deleteSignIn(hash);
        return undefined;
      }
      if (idleMs >= TOUCH_MS) await store.touchSignIn(hash, clock());
      return found.user;
    },
    async signOut(id) {
      const hash = hashSecret(id);
      const found = hash === undefined ? undefined : await store.signIn(hash, clock());
      if (hash === undefined || !found) return;
      await store.deleteSignIn(hash);
      const { name, role } = found.user;
      await store.appendAudit([{ atMs: clock(), user: name, role, action: 'sign-out', subject: name, outcome: 'ok' }]);
    },
  };
}
