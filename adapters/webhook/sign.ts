/** Signatures of outgoing webhooks after Standard Webhooks 1.0: HMAC-SHA256 over id, time and body. */

import { createHmac } from 'node:crypto';

/** Where the specification and libraries to check with are: https://www.standardwebhooks.com */
const PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** The key in a secret such as `whsec_` and Base64 of 24 to 64 bytes; undefined when it is none. */
export function readWebhookSecret(secret: string): Uint8Array | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= LEAST_BYTES && key.length <= MOST_BYTES ? key : undefined;
}

/** What is signed. */
export interface Signed {
  readonly id: string;
  /** Seconds of Unix time. */
  readonly timestamp: number;
  readonly body: string;
}

/** The three headers; with several keys, one signature for each, so that a receiver can change over. */
export function signWebhook(
  { id, timestamp, body }: Signed,
  keys: readonly Uint8Array[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const signatures = keys.map((key) => {
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
    return `v1,${mac}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
