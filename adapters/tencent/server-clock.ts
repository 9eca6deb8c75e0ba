/** What time it is on Tencent's servers: signatures are refused when the clocks differ too much. */

import { guardedFetch } from '#adapters/guarded-fetch.ts';
import { chosenOrigins } from './call-api.ts';

const PATIENCE_MS = 5_000;

/** Epoch milliseconds as the answer's `Date` header gives them, to the second; undefined when there is no answer. */
export async function readServerClock(baseUrl: string): Promise<number | undefined> {
  try {
    // Redirects are followed: nothing secret is sent, and any of their servers knows the time.
    const response = await guardedFetch(baseUrl, {
      method: 'HEAD',
      redirects: 2,
      timeoutMs: PATIENCE_MS,
      trusted: chosenOrigins(new URL(baseUrl)),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}
