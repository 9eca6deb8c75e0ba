/** The channel `slack`: merchants write in direct messages, or mention the app in a channel and go on in its thread. */

import type { App } from '@slack/bolt';
import type { Channel, ChannelDependencies } from '#adapters/contract.ts';
import { type AgentsLine, isForAgents } from './agents-line.ts';
import { type Bolt, createLibraryLogger, loadBolt } from './bolt.ts';
import { checkSettings } from './check.ts';
import { createSlackClient, type Identity, type SlackClient, type SlackClientConfig } from './client.ts';
import { deliverReply } from './deliver.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { isSettingsFault } from './errors.ts';
import { shelveFiles } from './files.ts';
import { createIntake, type Intake } from './intake.ts';
import { createLateFiles } from './late-files.ts';
import { type Incoming, isForeign, readIncoming, type TappedMessage } from './receive.ts';
import { boltReceiver, createSlackRoute } from './receiver.ts';
import { MOST_BUTTONS, renderChosen, TEXT_BYTES } from './render.ts';
import { keepSocketOpen } from './socket.ts';
import { createShowWriting } from './writing.ts';

/** How the channel reaches Slack, and how Slack reaches it. */
export interface SlackConfig extends SlackClientConfig {
  /** Proves that a request is Slack's. */
  readonly signingSecret: string;
  /** The one before, valid while Slack changes over to the new one. */
  readonly formerSigningSecret?: string;
  /** The app token, `xapp-…`: when set, events also come over a Socket Mode connection. */
  readonly appToken?: string;
  /** Id of the channel where agents see tickets. */
  readonly deskChannel?: string;
  /** How long a message waits for its files before it goes ahead of them, in milliseconds; 1.2 s when absent. */
  readonly filesWithinMs?: number;
}

/** What the parts of the channel share. */
interface Parts {
  readonly config: SlackConfig;
  readonly dependencies: ChannelDependencies;
  readonly client: SlackClient;
  readonly intake: Intake;
  readonly identity: () => Promise<Identity>;
  readonly line: AgentsLine;
  /** Keeps work that nobody waits for until the channel stops. */
  readonly inBackground: (work: Promise<unknown>) => void;
}

/** Longest wait to learn who we are before a message is read without knowing it. */
const IDENTITY_MS = 1_000;
/** With the wait above and the store's own time this stays below the three seconds that Slack waits for an answer. */
const FILES_WITHIN_MS = 1_200;
const UPDATE_AGAIN_MS = 500;
const LONGEST_UPDATE_MS = 5_000;

/**
 * The channel; Bolt is loaded when it starts, or with the first request. What agents do in their channel goes over
 * `line`, because Slack posts everything to one address.
 */
export function createSlackChannel(
  config: SlackConfig,
  dependencies: ChannelDependencies,
  line: AgentsLine = {},
): Channel {
  // An empty secret would be one that everybody knows (CVE-2026-44109).
  if (config.signingSecret.trim() === '' || config.botToken.trim() === '')
    throw new Error('Slack needs a signing secret and a token.');
  const { warn, now } = dependencies;
  const client = createSlackClient(config, dependencies);
  const background = createBackground();
  const { inBackground, stopped } = background;
  const shelve: Parameters<typeof createIntake>[0]['shelve'] = (files) =>
    shelveFiles(files, { config, client, media: dependencies.media, warn, stopped });
  const late = createLateFiles({ ...dependencies, shelve, stopped });
  const { filesWithinMs = FILES_WITHIN_MS } = config;
  const parts: Parts = {
    config,
    dependencies,
    client,
    identity: createIdentity(client),
    intake: createIntake({ ...dependencies, client, shelve, late, filesWithinMs, inBackground }),
    line,
    inBackground,
  };
  const process = createProcess(parts);
  const showWriting = createShowWriting(client);
  dependencies.whileWriting?.(showWriting);
  return {
    name: 'slack',
    limits: { choices: MOST_BUTTONS, textBytes: TEXT_BYTES },
    path: '/slack/events',
    handler: createSlackRoute({ signingSecrets: secretsOf(config), now, process }),
    deliver: (delivery) =>
      deliverReply(delivery, {
        client,
        now,
        onFailure: (failure) => isSettingsFault(failure) && warn('slack-settings', { reason: failure.reason }),
      }),
    async start() {
      const bolt = await loadBolt();
      inBackground(parts.identity());
      inBackground(late.resume());
      const { appToken } = config;
      const stop = appToken === undefined ? undefined : keepSocketOpen(bolt, { appToken, config, process, warn });
      return async () => {
        await stop?.();
        showWriting.stop();
        await background.stop();
      };
    },
    check: () => checkSettings(client, config),
  };
}

function secretsOf({ signingSecret, formerSigningSecret = '' }: SlackConfig): readonly string[] {
  return formerSigningSecret.trim() === '' ? [signingSecret] : [signingSecret, formerSigningSecret];
}

/** Work that nobody waits for but the end of the channel; what it brings to light has been logged. */
function createBackground() {
  const pending = new Set<Promise<unknown>>();
  const ending = new AbortController();
  return {
    stopped: ending.signal,
    inBackground(work: Promise<unknown>): void {
      const kept = work.catch(() => {}).finally(() => pending.delete(kept));
      pending.add(kept);
    },
    async stop(): Promise<void> {
      ending.abort();
      await Promise.all(pending);
    },
  };
}

/** Who we are: asked until it is known, then remembered; empty while Slack does not tell. */
function createIdentity(client: SlackClient): () => Promise<Identity> {
  let known: Identity | undefined;
  let asking: Promise<Identity> | undefined;
  const ask = async (): Promise<Identity> => {
    const answer = await client.identify();
    asking = undefined;
    if (answer.kind !== 'ok') return {};
    known = answer.value;
    return known;
  };
  return async () => {
    if (known !== undefined) return known;
    asking ??= ask();
    return await within(IDENTITY_MS, asking, {});
  };
}

async function within<Value>(ms: number, work: Promise<Value>, otherwise: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Value>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  const result = await Promise.race([work, late]);
  clearTimeout(timer);
  return result;
}

/** Hands envelopes to a Bolt app that is made with the first of them. */
function createProcess(parts: Parts): (envelope: Envelope) => Promise<object | undefined> {
  let opening: Promise<App> | undefined;
  return async (envelope) => {
    opening ??= loadBolt().then((bolt) => createBoltApp(bolt, parts));
    const app = await opening;
    // The request is answered when this has resolved, not when Bolt says so.
    let answer: object | undefined;
    const ack = async (said: unknown): Promise<void> => {
      if (typeof said === 'object' && said !== null) answer = said;
    };
    await app.processEvent({ body: { ...envelope }, ack });
    return answer;
  };
}

function createBoltApp(bolt: Bolt, parts: Parts): App {
  const { config, dependencies } = parts;
  const app = new bolt.App({
    receiver: boltReceiver,
    logger: createLibraryLogger(bolt, dependencies.warn),
    logLevel: bolt.LogLevel.ERROR,
    convoStore: false,
    // What we wrote ourselves is told apart where all that is not ours is.
    ignoreSelf: false,
    authorize: async () => ({ botToken: config.botToken }),
  });
  // Errors are ours alone: not stored, so Slack shall try again. Bolt's own handler would log them with their words.
  app.error(async (error) => {
    throw error;
  });
  app.event('message', async ({ body }) => void (await take(body, parts)));
  app.event('app_home_opened', async ({ body }) => void (await take(body, parts)));
  app.event('app_mention', async ({ body }) => void (await take(body, parts)));
  app.action({ type: 'block_actions' }, async ({ body, ack }) => {
    await take(body, parts);
    await ack();
  });
  app.view({ type: 'view_submission' }, async ({ body, ack }) => {
    const acknowledge = ack as (answer?: object) => Promise<void>;
    await acknowledge(await take(body, parts));
  });
  return app;
}

async function take(body: unknown, parts: Parts): Promise<object | undefined> {
  const envelope = readEnvelope(body);
  if (envelope === undefined) return undefined;
  const { deskChannel } = parts.config;
  const own = { ...(await parts.identity()), ...(deskChannel === undefined ? {} : { deskChannel }) };
  if (deskChannel !== undefined && isForAgents(envelope, deskChannel)) {
    return isForeign(envelope, own) ? undefined : await parts.line.take?.(envelope, parts.inBackground);
  }
  await takeFromMerchant(readIncoming(envelope, own), parts);
  return undefined;
}

async function takeFromMerchant(incoming: Incoming, parts: Parts): Promise<void> {
  if (incoming.kind === 'nothing') return;
  await parts.intake(incoming);
  if (incoming.kind === 'tap') parts.inBackground(showChosen(incoming.tapped, parts));
}

/** Puts the chosen text in place of the buttons. It is only for show: what was tapped is stored. */
async function showChosen(tapped: TappedMessage, { client, dependencies }: Parts): Promise<void> {
  const update = () => client.update(tapped.channel, tapped.ts, renderChosen(tapped));
  let updated = await update();
  if (updated.kind === 'retry') {
    await pause(Math.min(updated.afterMs ?? UPDATE_AGAIN_MS, LONGEST_UPDATE_MS));
    updated = await update();
  }
  if (updated.kind !== 'ok') dependencies.warn('slack-buttons-stay', { reason: updated.reason });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
