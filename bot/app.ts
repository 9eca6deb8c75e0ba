/** Wires everything: content, store, pipeline, channels and listeners. Nothing else does. */

import { createConsole } from '#adapters/console/console.ts';
import type { Channel } from '#adapters/contract.ts';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import type { Instant } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Config } from './config.ts';
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

type Undo = () => Promise<void>;

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

/** posdesk on these settings. It does nothing until it is started. */
export function createApp(config: Config, dependencies: AppDependencies = {}): App {
  const { clock = Date.now, log = silentLogger, beforeTurn } = dependencies;
  let undo: Undo[] = [];
  let stopping = false;

  const openPipeline = (store: Store, guide: Guide): Pipeline => {
    const answer = dependencies.respond ?? respond;
    const pipeline = createPipeline({
      store,
      respond: answer,
      guide: () => guide,
      clock,
      log,
      ...(beforeTurn ? { beforeTurn } : {}),
    });
    undo.unshift(() => within(PIPELINE_GRACE_MS, pipeline.stop()));
    return pipeline;
  };

  const openListeners = async (pipeline: Pipeline, store: Store, channels: readonly Channel[]): Promise<Listener[]> => {
    const ready = async () => !stopping && (await store.nextTimerAt().then(() => true));
    const deskApp = createDeskApp(pipeline, isHttps(config.deskUrl), clock, log);
    const listeners: Listener[] = [];
    undo.unshift(async () => {
      await Promise.all(listeners.map((listener) => listener.close(REQUESTS_GRACE_MS)));
    });
    listeners.push(await listen(createPublicApp(channels, ready, log), config.publicListener, ''));
    listeners.push(await listen(deskApp, config.deskListener, 'DESK'));
    return listeners;
  };

  const open = async (): Promise<Addresses> => {
    const store = await openSqliteStore(config.databasePath);
    undo.unshift(() => store.close());
    const guide = await (dependencies.loadGuide ?? loadGuide)(config.contentFolder);
    const pipeline = openPipeline(store, guide);
    const { receive, transcripts, signIns } = pipeline;
    const channels = [
      createWebchatChannel(
        { secureCookies: isHttps(config.publicUrl), now: clock, serviceName: guide.institution.name },
        { receive, transcripts },
      ),
    ];
    const [publicListener, deskListener] = await openListeners(pipeline, store, channels);
    await pipeline.start(channels);
    const deskUrl = config.deskUrl ?? deskListener?.url ?? '';
    const token = (await signIns.hasAdmin()) ? undefined : await signIns.issueLink(ADMIN);
    log.info('started', { revision: guide.revision, channels: channels.map((channel) => channel.name).join(' ') });
    return {
      publicUrl: config.publicUrl ?? publicListener?.url ?? '',
      deskUrl,
      ...(token === undefined ? {} : { signInUrl: `${deskUrl}/sign-in?token=${token}` }),
    };
  };

  const close = async (): Promise<void> => {
    stopping = true;
    const steps = undo;
    undo = [];
    for (const step of steps) {
      await step().catch((error: unknown) => log.error('stop-failed', describeError(error)));
    }
  };

  return {
    async start() {
      try {
        return await open();
      } catch (error) {
        await close();
        throw error;
      }
    },
    stop: close,
  };
}
