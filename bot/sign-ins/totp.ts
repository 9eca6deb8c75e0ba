/** Codes of an authenticator app: time-based, each good once. */

import { Secret, TOTP } from 'otpauth';
import type { Instant } from '#dialogs/message.ts';

const PERIOD_S = 30;
const SECRET_BYTES = 20;
/** Steps that a phone's clock may be off. */
const DRIFT = 1;

function totpOf(secret: string, name: string): TOTP {
  return new TOTP({
    issuer: 'posdesk',
    label: name,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
  });
}

/** A new secret in Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator app scans. */
export function totpUri(secret: string, name: string): string {
  return totpOf(secret, name).toString();
}

/** The time step that a code belongs to; undefined when it is wrong now. */
export function totpStep(secret: string, name: string, code: string, now: Instant): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totpOf(secret, name).validate({ token, timestamp: now, window: DRIFT });
  return delta === null ? undefined : Math.floor(now / 1_000 / PERIOD_S) + delta;
}
