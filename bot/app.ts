/** Wires everything: content, store, pipeline, channels and listeners. Nothing else does. */

import type { Express } from 'express';
import { createConsole } from '#adapters/console/console.ts';
import type { Channel } from '#adapters/contract.ts';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { Instant } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Config, ListenAddress } from './config.ts';
import { addHealth, createListenerApp, type Listener, listen } from './listener.ts';
import { loadGuide } from './load-guide.ts';
import { describeError, type Logger, silentLogger } from './log.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { Respond } from './run-turn.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

/** What tests put in place of the real thing; each may be left out. */
export interface AppDependencies {
  readonly clock?: () => Instant;
  readonly respond?: Respond;
  readonly loadGuide?: (contentFolder: string | undefined) => Promise<Guide>;
  /** Holds every turn until it resolves. */
  readonly beforeTurn?: () => Promise<void>;
  readonly log?: Logger;
}

/** Where a running posdesk is reached. */
export interface Addresses {
  readonly publicUrl: string;
  readonly deskUrl: string;
  /** A link for one use, when no admin is signed in anywhere. */
  readonly signInUrl?: string;
}

/** posdesk as a whole. */
export interface App {
  /** Opens everything or, with a fault, nothing. */
  start(): Promise<Addresses>;
  /** Ends what runs, within eight seconds, and closes everything; what waits stays in the store. */
  stop(): Promise<void>;
}

const REQUESTS_GRACE_MS = 2_000;
const PIPELINE_GRACE_MS = 5_000;
const ADMIN = { name: 'admin', role: 'admin' } as const;

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** The public listener's app: health, and each channel at its path. */
function createPublicApp(channels: readonly Channel[], ready: () => Promise<boolean>, log: Logger) {
  return createListenerApp((app) => {
    addHealth(app, ready);
    // The most specific path first: the web chat has the root.
    for (const channel of channels.toSorted((one, other) => other.path.length - one.path.length)) {
      app.use(channel.path, channel.handler);
    }
  }, log);
}

function createDeskApp(pipeline: Pipeline, secureCookies: boolean, clock: () => Instant, log: Logger) {
  const { desk, signIns } = pipeline;
  const handler = createConsole({ secureCookies, now: clock }, { desk, signIns });
  return createListenerApp((app) => app.use(handler), log);
}

function isHttps(url: string | undefined): boolean {
  return url?.startsWith('https:') ?? false;
}

type Undo = () => Promise<void>;

/** What `open` leaves behind to be undone, the latest first. */
interface Opening {
  readonly config: Config;
  readonly dependencies: AppDependencies;
  readonly undo: (step: Undo) => void;
  readonly isStopping: () => boolean;
}

function openPipeline({ dependencies, undo }: Opening, store: Store, guide: Guide): Pipeline {
  const { clock = Date.now, log = silentLogger, beforeTurn } = dependencies;
  const answer = dependencies.respond ?? respond;
  const hold = beforeTurn ? { beforeTurn } : {};
  const pipeline = createPipeline({ store, respond: answer, guide: () => guide, clock, log, ...hold });
  undo(() => within(PIPELINE_GRACE_MS, pipeline.stop()));
  return pipeline;
}

function createChannels({ config, dependencies }: Opening, pipeline: Pipeline, guide: Guide): readonly Channel[] {
  const { clock = Date.now } = dependencies;
  const { receive, transcripts } = pipeline;
  const secureCookies = isHttps(config.publicUrl);
  const serviceName = guide.institution.name;
  return [createWebchatChannel({ secureCookies, now: clock, serviceName }, { receive, transcripts })];
}

async function openListeners(opening: Opening, pipeline: Pipeline, store: Store, channels: readonly Channel[]) {
  const { config, dependencies, undo, isStopping } = opening;
  const { clock = Date.now, log = silentLogger } = dependencies;
  const ready = async () => !isStopping() && (await store.nextTimerAt().then(() => true));
  const open = async (app: Express, address: ListenAddress, names: '' | 'DESK'): Promise<Listener> => {
    const listener = await listen(app, address, names);
    undo(() => listener.close(REQUESTS_GRACE_MS));
    return listener;
  };
  const deskApp = createDeskApp(pipeline, isHttps(config.deskUrl), clock, log);
  return {
    public: await open(createPublicApp(channels, ready, log), config.publicListener, ''),
    desk: await open(deskApp, config.deskListener, 'DESK'),
  };
}

async function openApp(opening: Opening): Promise<Addresses> {
  const { config, dependencies, undo } = opening;
  const store = await openSqliteStore(config.databasePath);
  undo(() => store.close());
  const guide = await (dependencies.loadGuide ?? loadGuide)(config.contentFolder);
  const pipeline = openPipeline(opening, store, guide);
  const channels = createChannels(opening, pipeline, guide);
  const listeners = await openListeners(opening, pipeline, store, channels);
  await pipeline.start(channels);
  const names = channels.map((channel) => channel.name).join(' ');
  dependencies.log?.info('started', { revision: guide.revision, channels: names });
  const deskUrl = config.deskUrl ?? listeners.desk.url;
  const { signIns } = pipeline;
  const token = (await signIns.hasAdmin()) ? undefined : await signIns.issueLink(ADMIN);
  return {
    publicUrl: config.publicUrl ?? listeners.public.url,
    deskUrl,
    ...(token === undefined ? {} : { signInUrl: `${deskUrl}/sign-in?token=${token}` }),
  };
}

/** posdesk on these settings. It does nothing until it is started. */
export function createApp(config: Config, dependencies: AppDependencies = {}): App {
  let steps: readonly Undo[] = [];
  let stopping = false;
  const undo = (step: Undo): void => {
    steps = [step, ...steps];
  };
  const close = async (): Promise<void> => {
    stopping = true;
    const pending = steps;
    steps = [];
    for (const step of pending) {
      await step().catch((error: unknown) => dependencies.log?.error('stop-failed', describeError(error)));
    }
  };
  return {
    async start() {
      try {
        return await openApp({ config, dependencies, undo, isStopping: () => stopping });
      } catch (error) {
        await close();
        throw error;
      }
    },
    stop: close,
  };
}
