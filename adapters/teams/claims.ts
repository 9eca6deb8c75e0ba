/** What an incoming token claims, read before its signature is checked: who claims the wrong thing is refused at once. */

import { z } from 'zod';
import type { IncomingActivity } from './activity.ts';
import { endpointsOf, type TeamsConfig } from './teams-config.ts';

const BEARER = /^Bearer ([\w-]{2,4096})\.([\w-]{2,16384})\.([\w-]{16,4096})$/;
/** Clocks may differ by this much, as the library allows. */
const SKEW_MS = 300_000;
const header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1) });
const payload = z.object({ iss: z.string(), aud: z.string(), serviceurl: z.string().min(1), exp: z.number() });

/** True when a request's Authorization is shaped like a signed token. */
export function isBearer(authorization: string | undefined): authorization is string {
  return authorization !== undefined && BEARER.test(authorization);
}

/**
 * True when the token says that the Bot Framework made it for this bot, about this activity. The library leaves out
 * the service address or the channel where the activity names none, and takes tokens of other issuers for other uses;
 * none of that is for us.
 */
export function claimsFit(activity: IncomingActivity, authorization: string, config: TeamsConfig): boolean {
  const [, first = '', second = ''] = BEARER.exec(authorization) ?? [];
  const claims = payload.safeParse(decode(second)).data;
  if (!header.safeParse(decode(first)).success || claims === undefined) return false;
  return (
    claims.iss === endpointsOf(config).tokenIssuer &&
    claims.aud === config.appId &&
    claims.serviceurl === activity.serviceUrl &&
    claims.exp * 1000 + SKEW_MS > Date.now() &&
    activity.channelId === 'msteams'
  );
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
