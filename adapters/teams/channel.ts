/** The Teams channel: the Bot Framework calls us, each message is stored, and answers go out on their own. */

import express, { type Request, type Response, Router } from 'express';
import { refuse } from '#adapters/browser-request.ts';
import type { Accepted, Channel, ChannelDependencies } from '#adapters/contract.ts';
import type { Wording } from '#knowledge/guide.ts';
import { createAccessToken } from './access-token.ts';
import { type IncomingActivity, readActivity, referenceOf } from './activity.ts';
import { type AgentsLine, isForAgents } from './agents-line.ts';
import { answeredCard, type Chosen } from './cards.ts';
import { checkTeams } from './check.ts';
import { isBearer } from './claims.ts';
import { createDeliver } from './deliver.ts';
import { fetchFiles } from './fetch-files.ts';
import { createTeamsGateway, type TeamsGateway } from './gateway.ts';
import { PlatformFault } from './platform-fault.ts';
import { type Received, receiveActivity } from './receive.ts';
import { cardActivity, MOST_CHOICES, TEXT_BYTES } from './render.ts';
import { isLoopback, isServiceUrl, type TeamsConfig } from './teams-config.ts';
import { createPlaces, type Places, showWriting } from './writing.ts';

/** Room for Teams' largest message and its HTML twin. */
const BODY_BYTES = 256 * 1024;

const UNAUTHORIZED = { status: 401, code: 'unauthorized', message: 'The request is not signed by the Bot Framework.' };
const MALFORMED = { status: 400, code: 'malformed', message: 'The request is malformed.' };

/** What the handlers work with. */
interface Opened {
  readonly config: TeamsConfig;
  readonly dependencies: ChannelDependencies;
  readonly line: AgentsLine;
  readonly places: Places;
  readonly gateway: () => Promise<TeamsGateway>;
  /** Fetches what came with a message. */
  readonly files: (activity: IncomingActivity, received: Received) => ReturnType<typeof fetchFiles>;
}

/**
 * The channel `teams`. Throws when the settings would let anybody write: no app id, unless unsigned requests are
 * allowed and the listener is reached from this machine only. What agents do in their conversation goes over `line`,
 * because Teams posts everything to one address.
 */
export function createTeamsChannel(
  config: TeamsConfig,
  dependencies: ChannelDependencies,
  line: AgentsLine = {},
): Channel {
  refuseOpenDoor(config);
  const token = createAccessToken(config);
  let opening: Promise<TeamsGateway> | undefined;
  const gateway = (): Promise<TeamsGateway> => {
    opening ??= createTeamsGateway(config, token);
    return opening;
  };
  const { media, warn } = dependencies;
  const places = createPlaces();
  dependencies.whileWriting?.((conversationId) => {
    const place = places.of(conversationId);
    if (place !== undefined) showWriting(gateway, place);
  });
  const opened: Opened = {
    config,
    dependencies,
    line,
    places,
    gateway,
    files: async (activity, received) =>
      received.kind === 'message'
        ? await fetchFiles(received.files, activity.serviceUrl, { config, token, media, warn })
        : [],
  };
  return {
    name: 'teams',
    limits: { choices: MOST_CHOICES, textBytes: TEXT_BYTES },
    path: '/api/messages',
    handler: createHandler(opened),
    deliver: createDeliver(gateway, warn),
    async start() {
      // The library takes half a second to load; the first merchant should not wait for it.
      gateway().catch(() => warn('teams-library-not-loaded', {}));
      return async () => {};
    },
    check: () => checkTeams(config, token),
  };
}

function refuseOpenDoor({ appId, appPassword, allowUnsigned, listenerHost = '' }: TeamsConfig): void {
  if (appId !== '' && appPassword !== '') return;
  if (appId !== '') throw new Error('Teams: MicrosoftAppPassword is empty.');
  if (allowUnsigned !== true) throw new Error('Teams: MicrosoftAppId is empty, so anybody could write as anybody.');
  if (!isLoopback(listenerHost)) {
    throw new Error('Teams: unsigned requests are for a listener on this machine (127.0.0.1) only.');
  }
}

function createHandler(opened: Opened): Router {
  const handler = Router();
  // Who has no token is turned away before anything of the body is read.
  handler.post('/', (request, response, next) => {
    if (mayKnock(request, opened.config)) return next();
    refuse(response, UNAUTHORIZED);
  });
  handler.post('/', express.json({ limit: BODY_BYTES }), (request, response, next) => {
    takeRequest(opened, request, response).catch(next);
  });
  handler.use((_request: Request, response: Response) =>
    refuse(response, { status: 404, code: 'not-found', message: 'There is nothing here.' }),
  );
  return handler;
}

/** Without signatures only programs on this machine are heard, and no page or proxy that passes others on to us. */
function mayKnock(request: Request, { appId }: TeamsConfig): boolean {
  if (appId !== '') return isBearer(request.headers.authorization);
  const { headers, socket } = request;
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'origin'].some((name) => name in headers);
  return isLoopback(socket.remoteAddress ?? '') && isLoopback(host) && !passedOn;
}

async function takeRequest(opened: Opened, request: Request, response: Response): Promise<void> {
  const { config, dependencies } = opened;
  const activity = readActivity(request.body);
  if (!activity) return refuse(response, MALFORMED);
  const gateway = await opened.gateway();
  const trust = await gateway.authenticate(activity, request.headers.authorization ?? '');
  if (trust === 'unavailable') {
    dependencies.warn('teams-keys-unavailable', {});
    return refuse(response, { status: 503, code: 'unavailable', message: 'Please try again.', retryAfterMs: 15_000 });
  }
  if (trust === 'refused') {
    if (!isServiceUrl(activity.serviceUrl, config)) dependencies.warn('teams-unknown-service-host', {});
    return refuse(response, UNAUTHORIZED);
  }
  await takeActivity(opened, gateway, activity, response);
}

async function takeActivity(
  opened: Opened,
  gateway: TeamsGateway,
  activity: IncomingActivity,
  response: Response,
): Promise<void> {
  if (isForAgents(activity, opened.config.deskConversation)) return await takeFromAgent(opened, activity, response);
  const received = receiveActivity(activity, opened.dependencies.now());
  if (received.kind === 'nothing') return void response.status(200).end();
  if (received.kind === 'unknown') return answerUnknown(response, received.card);
  if (received.kind === 'not-asked') return answerNotAsked(response, received);
  const attachments = await opened.files(activity, received);
  const accepted = await opened.dependencies.receive({ ...received.message, attachments });
  opened.places.note(received.message.conversationId, activity);
  if (accepted.kind === 'overloaded') return refuseOverload(response, accepted);
  if (received.kind === 'message') return void response.status(200).end();
  if (received.asked) answerWithCard(response, received.chosen);
  else response.status(200).end();
  if (accepted.kind === 'accepted' && received.cardId !== undefined) {
    await showChoice(opened, gateway, activity, { cardId: received.cardId, chosen: received.chosen });
  }
}

async function takeFromAgent({ line }: Opened, activity: IncomingActivity, response: Response): Promise<void> {
  const answer = await line.take?.(activity);
  if (answer !== undefined) response.json(answer);
  else response.status(activity.type === 'invoke' ? 501 : 200).end();
}

function refuseOverload(response: Response, { retryAfterMs }: Extract<Accepted, { kind: 'overloaded' }>): void {
  refuse(response, { status: 503, code: 'overloaded', message: 'Please try again in a moment.', retryAfterMs });
}

/** The answer to a tap: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
function answerWithCard(response: Response, chosen: Chosen): void {
  response.json({
    statusCode: 200,
    type: 'application/vnd.microsoft.card.adaptive',
    value: answeredCard(chosen),
  });
}

function answerUnknown(response: Response, card: boolean): void {
  if (!card) return void response.status(501).end();
  const value = { code: 'BadRequest', message: 'This button is not from here.' };
  response.json({ statusCode: 400, type: 'application/vnd.microsoft.error', value });
}

const NOT_ASKED: Wording = {
  'zh-Hans': '这是在问另一位。您的机器也有问题的话，请 @ 我直接说。',
  'zh-Hant': '這是在問另一位。您的機器也有問題的話，請 @ 我直接說。',
  en: 'This question is for somebody else. If your terminal has trouble too, mention me and tell me.',
};

function answerNotAsked(response: Response, { asked, locale }: Extract<Received, { kind: 'not-asked' }>): void {
  if (!asked) return void response.status(200).end();
  response.json({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: NOT_ASKED[locale] });
}

/** Takes the buttons off the card for good: what answers a tap is gone when the chat is opened again. */
async function showChoice(
  { dependencies }: Opened,
  gateway: TeamsGateway,
  activity: IncomingActivity,
  { cardId, chosen }: { readonly cardId: string; readonly chosen: Chosen },
): Promise<void> {
  const message = cardActivity(chosen.label, answeredCard(chosen));
  await gateway.update(referenceOf(activity), cardId, message).catch((error: unknown) => {
    const reason = error instanceof PlatformFault ? error.message : 'the card could not be changed';
    dependencies.warn('teams-card-not-updated', { reason });
  });
}
