/** Settings of single sign-on: on when OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set. */

import { ConfigFault } from '../faults.ts';
import { type Environment, readApiUrl, readValue } from '../settings/read-setting.ts';
import type { OidcConfig } from './oidc.ts';

const NAMES = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
const ROLE_CLAIM = 'posdesk_role';

/** The settings; undefined when none is set, and a fault when only some are. */
export function readOidcConfig(env: Environment): OidcConfig | undefined {
  const [issuer, clientId, clientSecret] = [
    readApiUrl(env, NAMES[0]),
    readValue(env, NAMES[1]),
    readValue(env, NAMES[2]),
  ];
  const values = [issuer, clientId, clientSecret];
  if (values.every((value) => value === undefined)) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    const missing = NAMES.filter((_, index) => values[index] === undefined);
    throw new ConfigFault({
      code: 'oidc-incomplete',
      what: `Single sign-on is half set up: ${missing.join(' and ')} missing`,
      remedy: `Set ${missing.join(' and ')} too, or unset the others to do without single sign-on.`,
    });
  }
  return { issuer, clientId, clientSecret, roleClaim: readValue(env, 'OIDC_ROLE_CLAIM') ?? ROLE_CLAIM };
}
