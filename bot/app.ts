/** Wires everything: content, store, pipeline, channels and listeners. Nothing else does. */

import type { Channel, Receive } from '#adapters/contract.ts';
import { createWebchatChannel } from '#adapters/webchat/channel.ts';
import { respond } from '#dialogs/respond.ts';
import { BUILT_IN_CONTENT } from '#knowledge/read-content.ts';
import { giveBackMemory } from './bound-memory.ts';
import type { Config } from './config.ts';
import { loadGuide } from './content/load-guide.ts';
import { warmUp } from './content/warm-up.ts';
import { type ContentWatch, fixedContent, watchContent } from './content/watch-content.ts';
import { mediaPath, type OwnAddresses } from './desk-app.ts';
import { createDeskLinks } from './desk-links.ts';
import { shareFairly } from './fair-share.ts';
import { createLabelReader } from './label-photo/label-reader.ts';
import { describeError, silentLogger } from './log.ts';
import { measureChannel, measureGuide, measureStore } from './metrics/measure.ts';
import { createMeter, type Meter } from './metrics/meter.ts';
import { createStoreListener } from './metrics/store-listener.ts';
import { createMetricSources } from './metrics.ts';
import { openDirectory } from './open-directory.ts';
import { createDeskApp, openListeners, type Served } from './open-listeners.ts';
import { type AppDependencies, isHttps, type Opening, type Undo } from './opening.ts';
import { createOverload, watchLoop } from './overload.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { type AgentsLines, createAgentsLines, openChatSinks, openPlatforms } from './platforms.ts';
import { openPrevention } from './prevention.ts';
import { DEFAULT_RETENTION, startRetention } from './privacy/retention.ts';
import { type OpeningRenewals, openRenewals } from './renewals/open-renewals.ts';
import type { Renewals } from './renewals/renewal-desk.ts';
import { sinkNotice } from './renewals/sink-notice.ts';
import { DESK_LANGUAGE } from './settings/sink-config.ts';
import { openSinks } from './sinks/open-sinks.ts';
import { createOpenSinks, type OpenSinks } from './sinks/run-sinks.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { createReadLines } from './ticket-lines.ts';

/** Where a running posdesk is reached. */
export interface Addresses {
  readonly publicUrl: string;
  readonly deskUrl: string;
  /** Names of the channels that are on. */
  readonly channels: readonly string[];
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

async function openContent({ config, dependencies, undo }: Opening): Promise<ContentWatch> {
  const { clock = Date.now, log = silentLogger } = dependencies;
  const { contentFolder } = config;
  if (dependencies.loadGuide) return fixedContent(await dependencies.loadGuide(contentFolder), clock());
  const folders = { builtIn: BUILT_IN_CONTENT, ...(contentFolder === undefined ? {} : { overlay: contentFolder }) };
  const cacheFile = `${config.databasePath}.guide`;
  const load = () => loadGuide(contentFolder, cacheFile);
  const content = await watchContent({ folders, load, warmUp, onReplaced: giveBackMemory, clock, log });
  undo(() => content.stop());
  return content;
}

async function openPipeline(
  { config, dependencies, undo }: Opening,
  store: Store,
  content: ContentWatch,
  meter: Meter,
  own: OwnAddresses,
): Promise<Pipeline & Pick<Served, 'pages'>> {
  const { clock = Date.now, log = silentLogger, beforeTurn } = dependencies;
  const answer = dependencies.respond ?? respond;
  const hold = { ...(beforeTurn ? { beforeTurn } : {}), quietMs: config.quietMs ?? 0 };
  const labels = createLabelReader();
  undo(() => labels.close());
  const directory = await openDirectory(config.directory, store, clock, log);
  const publicUrl = (): string => own.publicUrl;
  const prevention = await openPrevention({ store, directory, guide: content.guide, clock, publicUrl });
  const pipeline = createPipeline({
    store,
    labels,
    directory,
    respond: answer,
    guide: measureGuide(content.guide, meter),
    clock,
    log,
    ...hold,
    mediaUrl: (ref) => own.publicUrl + mediaPath(ref),
    pagesFor: prevention.pagesFor,
    ...(config.reminders ? { reminders: config.reminders } : {}),
    signIn: { deskUrl: () => own.deskUrl, ...(config.oidc ? { oidc: config.oidc } : {}) },
  });
  undo(() => within(PIPELINE_GRACE_MS, pipeline.stop()));
  return { ...pipeline, pages: prevention.handler };
}

async function createChannels(
  { config, dependencies }: Opening,
  pipeline: Pipeline,
  content: ContentWatch,
  receive: Receive,
  lines: AgentsLines,
): Promise<readonly Channel[]> {
  const { clock = Date.now } = dependencies;
  const { transcripts } = pipeline;
  const forChannels = { ...pipeline.forChannels, receive };
  const secureCookies = isHttps(config.publicUrl);
  const webchat = {
    secureCookies,
    now: clock,
    get serviceName() {
      return content.guide().institution.name;
    },
  };
  const platforms = await openPlatforms(config.channels ?? {}, forChannels, lines);
  return [createWebchatChannel(webchat, { ...forChannels, transcripts }), ...platforms];
}

/** What a channel needs besides its handler, such as a socket. A platform that is down must not keep the desk shut. */
async function startChannels({ dependencies, undo }: Opening, channels: readonly Channel[]): Promise<void> {
  for (const channel of channels) {
    try {
      const stop = await channel.start?.();
      if (stop) undo(stop);
    } catch (error) {
      dependencies.log?.error('channel-not-started', { channel: channel.name, ...describeError(error) });
    }
  }
}

/** The sinks that are on; none where nothing is set. */
async function openAllSinks(
  { config, dependencies }: Opening,
  { store, pipeline, meter, own }: { store: Store; pipeline: Pipeline; meter: Meter; own: OwnAddresses },
  lines: AgentsLines,
): Promise<OpenSinks> {
  const { clock = Date.now, log = silentLogger } = dependencies;
  const { desk, forChannels } = pipeline;
  const { notebook, warn } = forChannels;
  const opening = { desk, externals: store, notebook, warn, now: clock, accounts: store };
  const configs = config.sinks ?? { locale: DESK_LANGUAGE };
  const links = createDeskLinks(store, clock, () => own.deskUrl);
  const forChat = { ...opening, locale: configs.locale, agents: links, links, readLines: createReadLines(store) };
  const inChat = await openChatSinks(config.channels ?? {}, forChat, lines);
  const sinks = [...(await openSinks(configs, opening)), ...inChat];
  const ticketUrl = (number: string): string => `${own.deskUrl}/#/${encodeURIComponent(number)}`;
  return createOpenSinks(sinks, { store, clock, log, meter, ticketUrl });
}

async function openAllRenewals(
  { config, dependencies }: Opening,
  { store, pipeline, content, own }: { store: Store; pipeline: Pipeline; content: ContentWatch; own: OwnAddresses },
  notify: OpenSinks['notify'],
): Promise<Renewals> {
  const { clock = Date.now, log = silentLogger } = dependencies;
  const answer = dependencies.respond ?? respond;
  const { guide } = content;
  const beside = { store, pipeline, guide, clock, log, respond: answer, publicUrl: () => own.publicUrl };
  const tellSinks: OpeningRenewals['tellSinks'] = (event, renewal) => notify(sinkNotice(event, renewal));
  return await openRenewals({ ...beside, key: config.renewalKey, tellSinks });
}

async function openApp(opening: Opening): Promise<Addresses> {
  const { config, dependencies, undo } = opening;
  const { clock = Date.now } = dependencies;
  const meter = createMeter();
  const loop = watchLoop();
  undo(async () => loop.stop());
  const overload = createOverload(clock, loop.stretchMs);
  const opened = await openStore(config, createStoreListener(dependencies.log, meter));
  const { store, works, underWay } = measureStore(opened, meter, clock, overload);
  undo(() => store.close());
  const content = await openContent(opening);
  const own: OwnAddresses = { deskUrl: config.deskUrl ?? '', publicUrl: config.publicUrl ?? '', channels: [] };
  const pipeline = await openPipeline(opening, store, content, meter, own);
  const receive = shareFairly(pipeline.receive, { clock, meter, lateBy: () => overload.retryAfterMs(underWay()) });
  const lines = createAgentsLines();
  const allChannels = await createChannels(opening, pipeline, content, receive, lines);
  const channels = allChannels.map((one) => measureChannel(one, meter));
  const sinks = await openAllSinks(opening, { store, pipeline, meter, own }, lines);
  const sources = createMetricSources({ store, content, meter, clock, sinks: sinks.metrics });
  const renewals = await openAllRenewals(opening, { store, pipeline, content, own }, sinks.notify);
  const desk = createDeskApp(opening, { pipeline, content, store, own, renewals: renewals.review }, sources);
  const { media } = pipeline.forChannels;
  const listeners = await openListeners(opening, works, {
    desk,
    channels,
    media,
    sinks,
    pages: pipeline.pages,
    renewals,
  });
  own.deskUrl ||= listeners.desk.url;
  own.publicUrl ||= listeners.public.url;
  own.channels = channels.map((channel) => channel.name);
  undo(
    startRetention({
      store,
      retention: config.retention ?? DEFAULT_RETENTION,
      clock,
      log: dependencies.log ?? silentLogger,
    }),
  );
  await pipeline.start(channels);
  await startChannels(opening, channels);
  undo(await sinks.start());
  const { deskUrl, publicUrl, channels: names } = own;
  dependencies.log?.info('started', { revision: content.state().revision, channels: names.join(' ') });
  const { signIns } = pipeline;
  const token = (await signIns.hasAdmin()) ? undefined : await signIns.issueLink(ADMIN);
  return {
    publicUrl,
    deskUrl,
    channels: names,
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
