/** The token that every API call carries: fetched once for all who wait, renewed before it ends. */

import type { AccessToken, ApiFailure, TokenResult } from './call-api.ts';

/** A token as the platform gave it. */
export interface IssuedToken {
  readonly kind: 'ok';
  readonly token: string;
  readonly expiresInMs: number;
}

/**
 * Asks the platform for a token. `force` is set when the token that it gave last was rejected: an answer with the same
 * token would not help.
 */
export type IssueToken = (options: { readonly force: boolean }) => Promise<IssuedToken | ApiFailure>;

/** Renewed this long before its end, so that a slow call does not carry a token that ends on the way. */
const MARGIN_MS = 300_000;

/** A token that is fetched when it is first needed. A failed request is not remembered. */
export function createAccessToken(issue: IssueToken, now: () => number): AccessToken {
  let current: { readonly token: string; readonly untilMs: number } | undefined;
  let underWay: Promise<TokenResult> | undefined;

  const fetchToken = async (rejected: string | undefined): Promise<TokenResult> => {
    const askedAtMs = now();
    let issued = await issue({ force: false });
    if (issued.kind === 'ok' && issued.token === rejected) issued = await issue({ force: true });
    if (issued.kind !== 'ok') return issued;
    const { token, expiresInMs } = issued;
    current = { token, untilMs: askedAtMs + Math.max(expiresInMs - MARGIN_MS, expiresInMs / 2) };
    return { kind: 'ok', token };
  };

  const fetchOnce = (rejected?: string): Promise<TokenResult> => {
    underWay ??= fetchToken(rejected).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    async get() {
      if (current !== undefined && now() < current.untilMs) return { kind: 'ok', token: current.token };
      return fetchOnce();
    },
    async renew(rejected) {
      if (current !== undefined && current.token !== rejected) return this.get();
      current = undefined;
      return fetchOnce(rejected);
    },
  };
}
