/** How people sign in to the desk, and how admins manage who may. */

import type { Instant } from '#dialogs/message.ts';

import type { DeskRole, DeskUser, Refused } from './desk-contract.ts';

/** A signed-in browser; `id` is the secret of its cookie and is handed out once. */
export interface SignedIn {
  readonly id: string;
  readonly user: DeskUser;
}

/** Where a sign-in comes from: limits are counted for it. */
export interface Visitor {
  /** The address as the listener sees it. */
  readonly address: string;
  /** The browser's name for itself, cut to 200 characters; shown beside the sign-in. */
  readonly browser?: string;
}

/** How a try to sign in ended. */
export type SignInResult =
  | ({ readonly kind: 'ok' } & SignedIn)
  /** Wrong name, password or code: which one is not said. */
  | { readonly kind: 'wrong' }
  /** The password is right, and a code of the authenticator app is wanted too. */
  | { readonly kind: 'code-wanted' }
  | { readonly kind: 'too-many'; readonly retryAfterMs: number };

/** Sign-in to the desk. Tokens and ids are random and stored hashed; every sign-in gets a new id. */
export interface SignIns {
  /** Uses up a single-use link token; undefined when unknown, used, expired or for somebody disabled. */
  redeem(linkToken: string, visitor: Visitor): Promise<SignedIn | undefined>;
  /** Signs in a local user; also proves anew who somebody is, which makes the sign-in fresh. */
  password(
    name: string,
    secrets: { readonly password: string; readonly code?: string },
    visitor: Visitor,
  ): Promise<SignInResult>;
  /** The user of a live browser. */
  user(id: string): Promise<DeskUser | undefined>;
  signOut(id: string): Promise<void>;
  /** Single sign-on; absent when it is not set up. */
  readonly oidc?: OidcSignIn;
}

/** Sign-in by OpenID Connect, with code, PKCE, state and nonce. */
export interface OidcSignIn {
  /** Where to send the browser, and what its cookie must bring back. */
  begin(): Promise<{ readonly url: string; readonly ticket: string }>;
  /** Takes the provider's answer, the query it came with; undefined when it is not the answer to `ticket` or the person has no role. */
  finish(query: string, ticket: string, visitor: Visitor): Promise<SignedIn | undefined>;
}

/** Somebody who may sign in. */
export interface DeskAccount {
  readonly name: string;
  readonly role: DeskRole;
  /** How they can sign in besides a link. */
  readonly methods: readonly ('password' | 'totp' | 'oidc')[];
  readonly disabled: boolean;
  readonly lastUsedAtMs?: Instant;
}

/** A browser that is signed in, as its owner and admins see it. */
export interface LiveSignIn {
  /** Names it; no secret. */
  readonly ref: string;
  readonly user: string;
  readonly browser?: string;
  readonly signedInAtMs: Instant;
  readonly lastUsedAtMs: Instant;
}

/** What admins do with people, and people with their own secrets. Everything checks the role and is audited. */
export interface Accounts {
  list(user: DeskUser): Promise<readonly DeskAccount[] | Refused>;
  /** A token for one use within 24 hours; earlier unused ones of the same name stop working. */
  invite(
    user: DeskUser,
    name: string,
    role: DeskRole,
  ): Promise<{ readonly kind: 'ok'; readonly token: string; readonly untilMs: Instant } | Refused>;
  /** Changes role or disables; a disabled person's browsers are signed out at once. */
  change(
    user: DeskUser,
    name: string,
    change: { readonly role?: DeskRole; readonly disabled?: boolean },
  ): Promise<{ readonly kind: 'ok' } | Refused>;
  /** Browsers of everybody for admins, of oneself for others. */
  signIns(user: DeskUser): Promise<readonly LiveSignIn[]>;
  revoke(user: DeskUser, ref: string): Promise<{ readonly kind: 'ok' } | Refused>;
  /** Sets one's own password; `weak` says that it is too short, too common or the name itself. */
  setPassword(
    user: DeskUser,
    secrets: { readonly password: string; readonly current?: string },
  ): Promise<{ readonly kind: 'ok' | 'weak' | 'wrong' } | Refused>;
  /** Without a code: a new secret to scan. With a code of it: switched on. */
  setTotp(
    user: DeskUser,
    code?: string,
  ): Promise<{ readonly kind: 'scan'; readonly uri: string } | { readonly kind: 'ok' | 'wrong' } | Refused>;
}
