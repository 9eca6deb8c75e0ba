/** Sign-in to the desk: single-use links, browsers that stay signed in for a while, nothing but hashes at rest. */

import { createHash, randomBytes } from 'node:crypto';
import type { DeskUser, SignIns } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { SignInStore } from './store/store.ts';

const MINUTE_MS = 60_000;
/** How long a link may wait for its use. */
const LINK_MS = 24 * 60 * MINUTE_MS;
/** How long a browser stays signed in at most. */
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
/** How long it may be idle. */
const IDLE_MS = 30 * MINUTE_MS;
/** Uses closer together than this are noted once. */
const TOUCH_MS = MINUTE_MS;

/** Sign-ins, with what only the process itself may do. */
export interface SignInDesk extends SignIns {
  /** A new single-use link token for somebody; earlier unused ones of the same name stop working. */
  issueLink(user: DeskUser): Promise<string>;
  /** True while an admin is signed in somewhere, so that nobody is locked out. */
  hasAdmin(): Promise<boolean>;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The form in which a secret is stored; undefined for what was never one of ours. */
function hashSecret(secret: string): string | undefined {
  if (!/^[\w-]{43}$/.test(secret)) return undefined;
  return createHash('sha256').update(secret).digest('hex');
}

function hashOwn(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Sign-ins over a store. */
export function createSignIns(store: SignInStore, clock: () => Instant): SignInDesk {
  return {
    async issueLink(user) {
      const token = newSecret();
      await store.saveLink({ hash: hashOwn(token), user, expiresAtMs: clock() + LINK_MS });
      return token;
    },
    hasAdmin: () => store.hasSignIn('admin', clock(), clock() - IDLE_MS),
    async redeem(linkToken) {
      const linkHash = hashSecret(linkToken);
      if (linkHash === undefined) return undefined;
      const id = newSecret();
      const signIn = { hash: hashOwn(id), expiresAtMs: clock() + ABSOLUTE_MS };
      const user = await store.redeemLink(linkHash, clock(), signIn);
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
      if (hash !== undefined) await store.deleteSignIn(hash);
    },
  };
}
