/** The two listeners and what each serves. */

import type { Express, RequestHandler } from 'express';
import type { Channel, MediaShelf } from '#adapters/contract.ts';
import { PAGES_PATH } from '#adapters/prevention/routes.ts';
import type { Config } from './config.ts';
import { createDeskHandler, type DeskAppDependencies, showMedia } from './desk-app.ts';
import { addHealth, createListenerApp, type Listener, listen, quickFirst } from './listener.ts';
import { type Logger, silentLogger } from './log.ts';
import { addMetrics, type MetricSources } from './metrics.ts';
import { isHttps, type Opening } from './opening.ts';
import { mountRenewals } from './renewals/open-renewals.ts';
import type { Renewals } from './renewals/renewal-desk.ts';
import type { OpenSinks } from './sinks/run-sinks.ts';
import { stickerPlaces } from './stickers/places.ts';

/** Room for a photo; every channel has its own limit for what it reads. */
const PUBLIC_BODY_BYTES = 9 * 1024 * 1024;
/** Time for a photo over a poor mobile network. */
const PHOTO_MS = 30_000;
const REQUESTS_GRACE_MS = 2_000;
/** What the public listener serves. */
export interface Served {
  readonly channels: readonly Channel[];
  readonly media: MediaShelf;
  readonly sinks: OpenSinks;
  /** The printable pages. */
  readonly pages: RequestHandler;
  readonly renewals: Renewals;
}

/** The public listener's app: health, pictures that agents sent, and each channel at its path. */
function createPublicApp(
  { channels, media, sinks, pages, renewals }: Served,
  ready: () => Promise<boolean>,
  log: Logger,
  trustProxy: Config['trustProxy'],
) {
  return createListenerApp(
    (app) => {
      addHealth(app, ready);
      app.get('/media/:ref', showMedia(media));
      mountRenewals(app, renewals);
      for (const { route } of sinks.sinks) if (route) app.use(route.path, route.handler);
      app.use(PAGES_PATH, pages);
      // The most specific path first: the web chat has the root.
      for (const channel of channels.toSorted((one, other) => other.path.length - one.path.length)) {
        app.use(channel.path, channel.handler);
      }
    },
    log,
    { bodyBytes: PUBLIC_BODY_BYTES, trustProxy },
  );
}

/** The desk listener's app: figures for operators, and the desk. */
export function createDeskApp(
  { config, dependencies }: Opening,
  served: Pick<DeskAppDependencies, 'pipeline' | 'content' | 'store' | 'own' | 'renewals'>,
  metrics: MetricSources,
) {
  const { clock = Date.now, log = silentLogger } = dependencies;
  const devices = {
    places: stickerPlaces(config.channels ?? {}, clock),
    elsewhere: config.directory !== undefined,
    reminds: config.reminders !== undefined,
  };
  const handler = createDeskHandler({ ...served, devices, clock, secureCookies: isHttps(config.deskUrl) });
  return createListenerApp(
    (app) => {
      addMetrics(app, metrics);
      app.use(handler);
    },
    log,
    { trustProxy: config.trustProxy, bodyBytes: PUBLIC_BODY_BYTES },
  );
}

/** Opens both listeners; they take requests from here on. */
export async function openListeners(
  opening: Opening,
  works: () => Promise<boolean>,
  apps: Served & { readonly desk: Express },
) {
  const { config, dependencies, undo, isStopping } = opening;
  const { log = silentLogger } = dependencies;
  const ready = async () => !isStopping() && (await works());
  const open = async (...how: Parameters<typeof listen>) => {
    const listener: Listener = await listen(...how);
    undo(() => listener.close(REQUESTS_GRACE_MS));
    return listener;
  };
  const quick = apps.channels.find(({ handler }) => handler.quick)?.handler.quick;
  const first = (app: Express) => (quick ? quickFirst(app, quick, log) : app);
  const app = createPublicApp(apps, ready, log, config.trustProxy);
  return {
    public: await open(app, config.publicListener, '', PHOTO_MS, first),
    desk: await open(apps.desk, config.deskListener, 'DESK'),
  };
}
