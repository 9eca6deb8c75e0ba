/** The settings of renewals: the key that papers are encrypted with. */

import { ConfigFault } from '../faults.ts';
import { type Environment, readValue } from '../settings/read-setting.ts';

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** RENEWAL_KEY as 32 bytes; absent when it is not set, and then papers cannot be uploaded. The value is never repeated. */
export function readRenewalKey(env: Environment): { readonly renewalKey?: Uint8Array } {
  const value = readValue(env, 'RENEWAL_KEY');
  if (value === undefined) return {};
  const key = HEX.test(value)
    ? Buffer.from(value, 'hex')
    : BASE64.test(value)
      ? Buffer.from(value, 'base64')
      : undefined;
  if (key?.length === KEY_BYTES && new Set(key).size > 1) return { renewalKey: key };
  throw new ConfigFault({
    code: 'wrong-renewal-key',
    what: 'RENEWAL_KEY is no key of 32 random bytes',
    remedy: 'Set it to the output of openssl rand -hex 32 and keep a copy: without it stored papers cannot be read.',
  });
}
