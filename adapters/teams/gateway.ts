/**
 * The only file that imports botbuilder: checks signatures and sends activities, in plain JSON. botbuilder is at the end
 * of its life; replacing it by `@microsoft/agents-hosting` is a change to this file.
 */

import type { Activity, ConversationReference as LibraryReference, TurnContext } from 'botbuilder';
import { neverReached } from '#adapters/doubtful-tries.ts';
import { type GuardedRequest, guardedFetch } from '#adapters/guarded-fetch.ts';
import { type AccessToken, PATIENCE_MS } from './access-token.ts';
import type { ConversationReference, IncomingActivity, OutgoingActivity } from './activity.ts';
import { claimsFit } from './claims.ts';
import { PlatformFault, readRetryAfter } from './platform-fault.ts';
import { endpointsOf, isServiceUrl, type TeamsConfig, trustedOrigins } from './teams-config.ts';

/** How an incoming activity's signature was found; `unavailable`: Microsoft's keys cannot be fetched now. */
export type Trust = 'trusted' | 'refused' | 'unavailable';

/** Microsoft's side of the Bot Framework. */
export interface TeamsGateway {
  /** Checks who sent an activity. Nothing may be done for one that is not trusted. */
  authenticate(activity: IncomingActivity, authorization: string): Promise<Trust>;
  /** Sends a message; resolves with its activity id. Throws a PlatformFault. */
  send(reference: ConversationReference, activity: OutgoingActivity): Promise<string | undefined>;
  /** Puts a message in place of one sent before. Throws a PlatformFault. */
  update(reference: ConversationReference, activityId: string, activity: OutgoingActivity): Promise<void>;
  /** Asks for a member of a conversation: whether it is there and the app is in it. Throws a PlatformFault. */
  look(reference: ConversationReference): Promise<void>;
  /** Takes away a message sent before. Throws a PlatformFault. */
  remove(reference: ConversationReference, activityId: string): Promise<void>;
}

type Library = typeof import('botbuilder');
/** What of the connector's client is used here; the type stands in a library of the library. */
interface ConnectorClient {
  readonly conversations: {
    getConversationPagedMembers(id: string, options: { readonly pageSize: number }): Promise<unknown>;
  };
}
type Options = NonNullable<ConstructorParameters<Library['ConfigurationBotFrameworkAuthentication']>[4]>;
type HttpClient = NonNullable<Options['httpClient']>;
type Credentials = NonNullable<ConstructorParameters<Library['ConfigurationBotFrameworkAuthentication']>[1]>;
type WebResource = Parameters<HttpClient['sendRequest']>[0];

/** When the keys could not be fetched, they are not asked for again until then. */
const KEYS_PAUSE_MS = 15_000;

/** Loads the library, which takes half a second, and opens the gateway. */
export async function createTeamsGateway(config: TeamsConfig, token: AccessToken): Promise<TeamsGateway> {
  const library = await import('botbuilder');
  const authentication = new library.ConfigurationBotFrameworkAuthentication(
    libraryOptions(config),
    credentialsFor(config, token),
    undefined,
    undefined,
    { httpClient: createHttpClient(config, token) },
  );
  const adapter = new library.CloudAdapter(authentication);
  const within = (reference: ConversationReference, act: (turn: TurnContext) => Promise<void>): Promise<void> =>
    adapter.continueConversationAsync(config.appId, reference as LibraryReference, act);
  const verify = async (activity: IncomingActivity, authorization: string): Promise<void> => {
    await authentication.authenticateRequest(activity as unknown as Activity, authorization);
  };
  return {
    authenticate: createAuthenticate(config, verify),
    async send(reference, activity) {
      let id: string | undefined;
      await within(reference, async (turn) => {
        // The turn that is continued has an id made up by the library, and nothing on Teams' side to reply to.
        turn.onSendActivities((_turn, activities, next) => {
          for (const one of activities) delete one.replyToId;
          return next();
        });
        id = (await turn.sendActivity(activity as Partial<Activity>))?.id;
      });
      return id;
    },
    async update(reference, activityId, activity) {
      await within(reference, async (turn) => {
        await turn.updateActivity({ ...(activity as Partial<Activity>), id: activityId });
      });
    },
    async look(reference) {
      await within(reference, async (turn) => {
        const client: ConnectorClient = turn.turnState.get(adapter.ConnectorClientKey);
        await client.conversations.getConversationPagedMembers(reference.conversation.id, { pageSize: 1 });
      });
    },
    async remove(reference, activityId) {
      await within(reference, async (turn) => await turn.deleteActivity(activityId));
    },
  };
}

/** All of them are set: with only one the library takes the others for absent. */
function libraryOptions(config: TeamsConfig) {
  const { openIdMetadataUrl, tokenIssuer, loginUrl, oauthScope } = endpointsOf(config);
  return {
    MicrosoftAppId: config.appId,
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromChannelTokenIssuer: tokenIssuer,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
    ToChannelFromBotLoginUrl: loginUrl,
    ToChannelFromBotOAuthScope: oauthScope,
    OAuthUrl: oauthScope,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: true,
  };
}

function credentialsFor(config: TeamsConfig, token: AccessToken): Credentials {
  return {
    isValidAppId: async (appId) => appId === config.appId,
    isAuthenticationDisabled: async () => config.appId === '',
    createCredentials: async () => ({
      async signRequest(request: WebResource) {
        const value = await token.get();
        if (value !== undefined) request.headers.set('Authorization', `Bearer ${value}`);
        return request;
      },
    }),
  } as Credentials;
}

/** The library would follow redirects and wait out `Retry-After` within a call; the outbox does that better. */
function createHttpClient(config: TeamsConfig, token: AccessToken): HttpClient {
  const call = async (request: WebResource): Promise<Response> => {
    if (!isServiceUrl(request.url, config))
      throw new PlatformFault('teams', 'the service address is not Microsoft’s', 403);
    return await guardedFetch(request.url, {
      method: request.method as NonNullable<GuardedRequest['method']>,
      headers: request.headers.rawHeaders(),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
      timeoutMs: config.patienceMs ?? PATIENCE_MS,
      trusted: trustedOrigins(request.url, config),
    }).catch((error: unknown) => {
      throw new PlatformFault('teams', 'Teams did not answer', undefined, undefined, neverReached(error));
    });
  };
  const callAgain = async (request: WebResource): Promise<Response> => {
    const first = await call(request);
    const refused = /^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1];
    if (first.status !== 401 || refused === undefined) return first;
    token.drop(refused);
    request.headers.set('Authorization', `Bearer ${await token.get()}`);
    return await call(request);
  };
  return {
    async sendRequest(request) {
      const response = await callAgain(request);
      const bodyAsText = await response.text().catch(() => '');
      if (!response.ok) {
        const wait = readRetryAfter(response.headers.get('retry-after'), Date.now());
        throw new PlatformFault('teams', 'Teams refused the call', response.status, wait);
      }
      const headers = request.headers.clone();
      for (const name of headers.headerNames()) headers.remove(name);
      headers.set('Content-Type', 'application/json');
      return { request, status: response.status, headers, bodyAsText };
    },
  };
}

/** Checks the claims first, so that nobody makes us fetch keys or compute signatures without knowing what to claim. */
function createAuthenticate(
  config: TeamsConfig,
  verify: (activity: IncomingActivity, authorization: string) => Promise<void>,
): TeamsGateway['authenticate'] {
  let loaded = false;
  let pausedUntilMs = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const attempt = async (activity: IncomingActivity, authorization: string): Promise<Trust> => {
    if (Date.now() < pausedUntilMs) return 'unavailable';
    const trust = await judge(verify(activity, authorization), config.patienceMs ?? PATIENCE_MS);
    if (trust === 'unavailable') pausedUntilMs = Date.now() + KEYS_PAUSE_MS;
    else loaded = true;
    return trust;
  };
  return async (activity, authorization) => {
    if (!isServiceUrl(activity.serviceUrl, config)) return 'refused';
    if (config.appId === '') return 'trusted';
    if (!claimsFit(activity, authorization, config)) return 'refused';
    if (loaded) return await attempt(activity, authorization);
    // Until the keys are there every check would fetch them for itself.
    const turn = queue.then(() => attempt(activity, authorization));
    queue = turn;
    return await turn;
  };
}

async function judge(verified: Promise<void>, patienceMs: number): Promise<Trust> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Trust>((resolve) => {
    timer = setTimeout(() => resolve('unavailable'), patienceMs);
  });
  const trust = verified.then(
    (): Trust => 'trusted',
    (error: unknown) => (isRefusal(error) ? 'refused' : 'unavailable'),
  );
  return await Promise.race([trust, late]).finally(() => clearTimeout(timer));
}

/** What the library throws for a token, as against what it throws when it cannot get the keys. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(?:JsonWebToken|NotBefore|TokenExpired)Error$/.test(error.name)) return true;
  return 'statusCode' in error && error.statusCode === 401;
}
