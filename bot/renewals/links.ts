/** Links to the page of one application: signed, with an end, and worthless once its links are revoked. Pure. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#dialogs/message.ts';

/** What a token says, once its signature is found right. */
export interface LinkClaim {
  readonly number: string;
  /** The application's `linkVersion` when the link was made. */
  readonly version: number;
  readonly untilMs: Instant;
}

/** Makes and reads tokens. */
export interface RenewalLinks {
  sign(claim: LinkClaim): string;
  /** Undefined for anything that we have not signed; whether it has ended is for the caller to see. */
  read(token: string): LinkClaim | undefined;
}

const MINUTE_MS = 60_000;
/** `R1001.0.abc123.<43 characters of HMAC-SHA256>`; anything longer is not looked at. */
const TOKEN = /^(R\d{1,12})\.([0-9a-z]{1,6})\.([0-9a-z]{1,8})\.([\w-]{43})$/;

/** Links signed with a key of 32 bytes. */
export function createRenewalLinks(key: Uint8Array): RenewalLinks {
  const macOf = (said: string): Buffer => createHmac('sha256', key).update(`posdesk renewal link\0${said}`).digest();
  return {
    sign({ number, version, untilMs }) {
      const said = [number, version.toString(36), Math.floor(untilMs / MINUTE_MS).toString(36)].join('.');
      return `${said}.${macOf(said).toString('base64url')}`;
    },
    read(token) {
      const [, number, version, until, mac] = TOKEN.exec(token) ?? [];
      if (number === undefined || version === undefined || until === undefined || mac === undefined) return undefined;
      const given = Buffer.from(mac, 'base64url');
      const wanted = macOf(`${number}.${version}.${until}`);
      // The last character of base64url has spare bits: only the one spelling counts.
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || given.toString('base64url') !== mac) {
        return undefined;
      }
      return { number, version: Number.parseInt(version, 36), untilMs: Number.parseInt(until, 36) * MINUTE_MS };
    },
  };
}
