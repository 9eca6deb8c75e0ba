/** Slack's signature of a request: who knows the signing secret wrote it, and lately. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request says about its signature. */
export interface SignedHeaders {
  readonly timestamp: string;
  readonly signature: string;
}

const LEEWAY_S = 5 * 60;

/** The headers, when they have the right form and their time is within five minutes of `now`, before or after. */
export function readSignature(headers: IncomingHttpHeaders, now: number): SignedHeaders | undefined {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return undefined;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return undefined;
  return Math.abs(now / 1_000 - Number(timestamp)) <= LEEWAY_S ? { timestamp, signature } : undefined;
}

/** True when the secret's owner signed exactly this body; compared in constant time. */
export function isGenuine(body: Uint8Array, { timestamp, signature }: SignedHeaders, signingSecret: string): boolean {
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
}
