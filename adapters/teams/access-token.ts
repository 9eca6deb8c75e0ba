/** Our own token for Microsoft's services: fetched when it is first needed, and shared by all who wait for it. */

import { z } from 'zod';
import { guardedFetch } from '#adapters/guarded-fetch.ts';
import { PlatformFault, readRetryAfter } from './platform-fault.ts';
import { endpointsOf, isLoopback, type TeamsConfig } from './teams-config.ts';

/** Gives out the token. */
export interface AccessToken {
  /** A token that is valid for some minutes more; undefined without signatures. Throws a PlatformFault. */
  get(): Promise<string | undefined>;
  /** Forgets this token, which was refused; a newer one stays. */
  drop(refused: string): void;
}

const grant = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 300_000;
/** How long Microsoft may take to answer one call. */
export const PATIENCE_MS = 10_000;

/** The token of a registration, by the client-credentials grant. `clock` is in epoch milliseconds. */
export function createAccessToken(config: TeamsConfig, clock: () => number = Date.now): AccessToken {
  let held: { readonly value: string; readonly renewAtMs: number } | undefined;
  let fetching: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const { value, forMs } = await fetchToken(config, clock);
    held = { value, renewAtMs: clock() + Math.max(forMs / 2, forMs - RENEW_BEFORE_MS) };
    return value;
  };
  return {
    async get() {
      if (config.appId === '') return undefined;
      if (held !== undefined && clock() < held.renewAtMs) return held.value;
      fetching ??= renew().finally(() => {
        fetching = undefined;
      });
      return await fetching;
    },
    drop(refused) {
      if (held?.value === refused) held = undefined;
    },
  };
}

async function fetchToken(config: TeamsConfig, clock: () => number) {
  const { loginUrl, oauthScope } = endpointsOf(config);
  const url = new URL(`${loginUrl.replace(/\/$/, '')}/oauth2/v2.0/token`);
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new PlatformFault('login', 'the login address is not HTTPS');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: config.appId,
    client_secret: config.appPassword,
    scope: `${oauthScope}/.default`,
  });
  const response = await guardedFetch(url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    timeoutMs: config.patienceMs ?? PATIENCE_MS,
    trusted: config.loginUrl === undefined ? [] : [url.origin],
  }).catch(() => {
    throw new PlatformFault('login', 'the login endpoint did not answer');
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const wait = readRetryAfter(response.headers.get('retry-after'), clock());
    throw new PlatformFault('login', 'the login endpoint refused us', response.status, wait);
  }
  const parsed = grant.safeParse(body);
  if (!parsed.success) throw new PlatformFault('login', 'the login endpoint gave no token');
  return { value: parsed.data.access_token, forMs: parsed.data.expires_in * 1000 };
}
