/** Tokens that name a terminal: short enough for a code on a sticker, signed, and with the day they were made. Pure. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#dialogs/message.ts';
import type { DeviceToken } from '../store/device-life.ts';

/** What a token says. Its serial stands in the store, so that a code gives nothing away. */
export interface TokenClaim {
  /** Sixteen hexadecimal digits. */
  readonly id: string;
  readonly kind: DeviceToken['kind'];
  readonly issuedAtMs: Instant;
}

const KINDS: Readonly<Record<DeviceToken['kind'], number>> = { sticker: 1, link: 2 };
const ID_BYTES = 8;
const CLAIM_BYTES = 1 + ID_BYTES + 4;
const MAC_BYTES = 12;
const TOKEN_BYTES = CLAIM_BYTES + MAC_BYTES;
/** Letters of a token; every platform allows as many, and only such, in what it hands on. */
export const TOKEN_LENGTH = Math.ceil((TOKEN_BYTES * 4) / 3);
const TOKEN = new RegExp(`^[A-Za-z0-9_-]{${TOKEN_LENGTH}}$`);

function macOf(claim: Uint8Array, key: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64url'))
    .update('posdesk device token\n')
    .update(claim)
    .digest()
    .subarray(0, MAC_BYTES);
}

/** The token of a claim. Instants are kept to the second. */
export function signToken({ id, kind, issuedAtMs }: TokenClaim, key: string): string {
  const claim = Buffer.alloc(CLAIM_BYTES);
  claim[0] = KINDS[kind];
  claim.set(Buffer.from(id, 'hex'), 1);
  claim.writeUInt32BE(Math.floor(issuedAtMs / 1_000), 1 + ID_BYTES);
  return Buffer.concat([claim, macOf(claim, key)]).toString('base64url');
}

/** What a token says; undefined for anything that was not signed with this key, or not written as we write it. */
export function readToken(token: string, key: string): TokenClaim | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return undefined;
  const claim = bytes.subarray(0, CLAIM_BYTES);
  if (!timingSafeEqual(bytes.subarray(CLAIM_BYTES), macOf(claim, key))) return undefined;
  const kind = (Object.keys(KINDS) as DeviceToken['kind'][]).find((one) => KINDS[one] === claim[0]);
  if (kind === undefined) return undefined;
  const id = claim.subarray(1, 1 + ID_BYTES).toString('hex');
  return { id, kind, issuedAtMs: claim.readUInt32BE(1 + ID_BYTES) * 1_000 };
}
