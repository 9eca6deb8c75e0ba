/** The contract of people and their sign-ins: links, browsers, accounts, and failed tries. Every engine keeps it. */

import type { DeskRole, DeskUser } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AuditNote } from '../audit.ts';

/** A sign-in link or a browser's sign-in; `hash` is the only form in which its secret is kept. */
export interface StoredSecret {
  readonly hash: string;
  readonly user: DeskUser;
  readonly expiresAtMs: Instant;
}

/** A browser's sign-in as it is stored. */
export interface NewSignIn {
  readonly hash: string;
  readonly expiresAtMs: Instant;
  readonly browser?: string;
}

/** Somebody who may sign in. */
export interface StoredAccount {
  readonly name: string;
  readonly role: DeskRole;
  /** Argon2id in the PHC string format. */
  readonly passwordHash?: string;
  /** Base32. */
  readonly totpSecret?: string;
  /** Shown and not confirmed yet. */
  readonly totpPending?: string;
  /** Time step of the last code that was used. */
  readonly totpStep?: number;
  /** Issuer and subject at the identity provider. */
  readonly oidc?: { readonly issuer: string; readonly subject: string };
  readonly disabledAtMs?: Instant;
}

/** A live browser's sign-in. */
export interface StoredSignIn {
  readonly hash: string;
  readonly user: DeskUser;
  readonly browser?: string;
  readonly lastUsedAtMs: Instant;
}

/** Failed tries since an instant. */
export interface FailedTries {
  readonly failures: number;
  readonly sinceMs: Instant;
}

/** People and sign-ins. What changes something is written together with its entry in the audit log. */
export interface AccountStore {
  /** Stores a link and withdraws unused ones for the same name. */
  saveLink(link: StoredSecret, note?: AuditNote): Promise<void>;
  /**
   * Uses up a link and stores the sign-in that comes of it, at once; undefined when unknown, used, expired or for
   * somebody disabled. Somebody new gets an account with the link's role; so does somebody invited again.
   */
  redeemLink(linkHash: string, now: Instant, signIn: NewSignIn): Promise<DeskUser | undefined>;
  /** Stores a sign-in; undefined when there is no such account or it is disabled. */
  saveSignIn(name: string, now: Instant, signIn: NewSignIn, how: string): Promise<DeskUser | undefined>;
  /** A sign-in that has not expired, of somebody not disabled, with the role of now. */
  signIn(hash: string, now: Instant): Promise<StoredSignIn | undefined>;
  touchSignIn(hash: string, now: Instant): Promise<void>;
  deleteSignIn(hash: string): Promise<void>;
  /** Browsers signed in, of one person or of everybody, the last used first. */
  signIns(now: Instant, name?: string): Promise<readonly StoredSignIn[]>;
  /** True while somebody with this role has a sign-in used since `usedSinceMs`. */
  hasSignIn(role: DeskRole, now: Instant, usedSinceMs: Instant): Promise<boolean>;
  accounts(): Promise<readonly StoredAccount[]>;
  account(name: string): Promise<StoredAccount | undefined>;
  /** The account of an identity at a provider; made, or brought up to the role, when `role` is given. */
  oidcAccount(
    identity: { readonly issuer: string; readonly subject: string },
    name: string,
    role: DeskRole,
    now: Instant,
  ): Promise<StoredAccount>;
  /**
   * Changes an account; false when there is none. `null` takes a value away. Sign-ins end when `endSignIns` says so,
   * all but one's own.
   */
  changeAccount(
    name: string,
    change: {
      readonly role?: DeskRole;
      readonly passwordHash?: string;
      readonly totpSecret?: string | null;
      readonly totpPending?: string | null;
      readonly disabledAtMs?: Instant | null;
      readonly endSignIns?: boolean;
    },
    note: AuditNote,
  ): Promise<boolean>;
  /** Notes that a code was used; false when it or a later one already was. */
  useTotpStep(name: string, step: number): Promise<boolean>;
  failedTries(key: string): Promise<FailedTries | undefined>;
  /** Counts a failed try; a count older than `sinceMs` starts anew. */
  countFailure(key: string, now: Instant, sinceMs: Instant): Promise<void>;
  clearFailures(key: string): Promise<void>;
}
