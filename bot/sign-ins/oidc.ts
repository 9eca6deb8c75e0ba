/** Single sign-on by OpenID Connect: code with PKCE, state and nonce; who somebody is is issuer and subject. */

import type { Configuration, CustomFetch, IDToken } from 'openid-client';
import type { DeskRole } from '#adapters/desk-contract.ts';
import { type GuardedRequest, guardedFetch } from '#adapters/guarded-fetch.ts';
import type { OidcSignIn, SignedIn, Visitor } from '#adapters/sign-in-contract.ts';
import { describeError, type Logger } from '../log.ts';
import { isLoopback } from '../settings/read-setting.ts';

/** Settings from OIDC_…. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that holds a role or a list of them; dots lead inwards, as in `realm_access.roles`. */
  readonly roleClaim: string;
}

/** Somebody as the provider knows them. */
export interface OidcIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly role: DeskRole;
}

/** What single sign-on needs. */
export interface OidcDependencies {
  /** Where the provider sends browsers back to. */
  readonly callbackUrl: () => string;
  /** Signs somebody in whom the provider has vouched for. */
  readonly admit: (identity: OidcIdentity, visitor: Visitor) => Promise<SignedIn | undefined>;
  readonly log: Logger;
}

/** What a browser brings back. */
interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Roles by what they may do, the mightiest first: of several, that one counts. */
const ROLES: readonly DeskRole[] = ['admin', 'operator', 'lead', 'agent', 'viewer'];
const NAME_LENGTH = 64;
/** Of one answer of the provider; key sets and tokens are far smaller. */
const MOST_BYTES = 1024 * 1024;

const library = () => import('openid-client');

/** The role in a token's claims; undefined when it names none of ours. */
export function readRole(claims: Claims, roleClaim: string): DeskRole | undefined {
  const value = roleClaim
    .split('.')
    .reduce<unknown>((inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), claims);
  const named = Array.isArray(value) ? value : [value];
  return ROLES.find((role) => named.includes(role));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

type Claims = Readonly<Record<string, unknown>>;

/** What the provider says of the person beside the ID token, where it keeps names and roles for that answer. */
async function moreClaims(
  { fetchUserInfo }: Awaited<ReturnType<typeof library>>,
  provider: Configuration,
  accessToken: string,
  claims: IDToken,
): Promise<Claims> {
  if (provider.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await fetchUserInfo(provider, accessToken, claims.sub)), ...claims };
}

function nameOf({ name, preferred_username, email, sub }: Claims): string {
  const said = [name, preferred_username, email, sub];
  const found = said.find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? 'unnamed';
  return found.trim().replaceAll(/\p{C}/gu, '').slice(0, NAME_LENGTH);
}

function writeBegun(begun: Begun): string {
  return Buffer.from(JSON.stringify(begun)).toString('base64url');
}

function readBegun(ticket: string): Begun | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(ticket, 'base64url').toString());
    if (!isRecord(value)) return undefined;
    const { state, nonce, verifier } = value;
    const whole = typeof state === 'string' && typeof nonce === 'string' && typeof verifier === 'string';
    return whole ? { state, nonce, verifier } : undefined;
  } catch {
    return undefined;
  }
}

/** The way out to the provider: its own origin may be in our network, where else it points may not. */
function fetchFrom(issuer: URL): CustomFetch {
  return (url, { method, headers, body, signal }) =>
    guardedFetch(url, {
      method: method as NonNullable<GuardedRequest['method']>,
      headers,
      ...(typeof body === 'string' || body instanceof URLSearchParams ? { body: body.toString() } : {}),
      ...(signal ? { signal } : {}),
      trusted: [issuer.origin],
      mostBytes: MOST_BYTES,
    });
}

/** Finds the provider out once; a failure is not remembered, so that a provider that was down may come back. */
function createDiscovery({ issuer, clientId, clientSecret }: OidcConfig): () => Promise<Configuration> {
  let found: Promise<Configuration> | undefined;
  return () => {
    found ??= library()
      .then(({ discovery, allowInsecureRequests, customFetch }) => {
        const url = new URL(issuer);
        // A provider on this machine may do without TLS; config.ts refuses every other http: issuer.
        const local = url.protocol === 'http:' && isLoopback(url.hostname);
        return discovery(url, clientId, clientSecret, undefined, {
          [customFetch]: fetchFrom(url),
          ...(local ? { execute: [allowInsecureRequests] } : {}),
        });
      })
      .catch((error: unknown) => {
        found = undefined;
        throw error;
      });
    return found;
  };
}

/** Sign-in at a provider. */
export function createOidcSignIn(config: OidcConfig, dependencies: OidcDependencies): OidcSignIn {
  const { callbackUrl, admit, log } = dependencies;
  const discover = createDiscovery(config);
  return {
    async begin() {
      const client = await library();
      const begun = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const provider = await discover().catch((error: unknown) => {
        log.warn('oidc-away', describeError(error));
        throw error;
      });
      const url = client.buildAuthorizationUrl(provider, {
        redirect_uri: callbackUrl(),
        scope: 'openid profile email',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, ticket: writeBegun(begun) };
    },
    async finish(query, ticket, visitor) {
      const begun = readBegun(ticket);
      if (!begun) return undefined;
      try {
        const client = await library();
        // The address as the provider knows it; what the request says of its host is not trusted.
        const answer = new URL(callbackUrl());
        answer.search = query;
        const provider = await discover();
        const tokens = await client.authorizationCodeGrant(provider, answer, {
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          pkceCodeVerifier: begun.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) return undefined;
        const said = await moreClaims(client, provider, tokens.access_token, claims);
        const role = readRole(said, config.roleClaim);
        if (!role) {
          log.warn('oidc-no-role', { claim: config.roleClaim });
          return undefined;
        }
        return await admit({ issuer: claims.iss, subject: claims.sub, name: nameOf(said), role }, visitor);
      } catch (error) {
        log.warn('oidc-refused', describeError(error));
        return undefined;
      }
    },
  };
}
