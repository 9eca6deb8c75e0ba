/** The web chat: merchants write from a page of our own, which reads the durable transcript. */

import { Router } from 'express';
import { refuse, requireSameOrigin } from '#adapters/browser-request.ts';
import type { Channel, ChannelDependencies, MediaShelf, Receive, Scan, Transcripts } from '#adapters/contract.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import type { Wording } from '#knowledge/guide.ts';
import { createDeviceRoutes } from './device-routes.ts';
import { readPhotoBody } from './photo-routes.ts';
import { MESSAGES_PATH } from './quick-message.ts';
import { readJson } from './read-json.ts';
import { BODY_BYTES, createRoutes } from './routes.ts';
import { recogniseVisitor } from './visitor.ts';

/** How the web chat runs. */
export interface WebchatConfig {
  /** True when the page is served over HTTPS. */
  readonly secureCookies: boolean;
  now(): number;
  /** The desk's name in the page's header; a neutral one when absent. */
  readonly serviceName?: Wording;
  /** How many live streams may be open; absent: as many as a process bears. */
  readonly streams?: { readonly perVisitor: number; readonly inAll: number };
}

/** What the web chat needs. */
export interface WebchatDependencies {
  readonly receive: Receive;
  readonly transcripts: Transcripts;
  /** Keeps the merchants' photos. */
  readonly media: MediaShelf;
  readonly scan?: Scan;
  /** Absent: nobody says that an agent is writing. */
  readonly whileWriting?: ChannelDependencies['whileWriting'];
}

/** The channel `webchat`: the page at `/`, its routes under `/chat/`. */
export function createWebchatChannel(config: WebchatConfig, dependencies: WebchatDependencies): Channel {
  const page = servePage({ assetsPath: '/chat/assets', folders: ['webchat/web', 'web'] });
  const routes = createRoutes({ ...dependencies, ...config });
  const handler = Router();
  // What comes most often comes first; its answers are for programs, and keep the listener's stricter headers.
  handler.post(MESSAGES_PATH, requireSameOrigin, readJson(BODY_BYTES), routes.message);
  handler.use('/chat/assets', page.assets);
  handler.use(['/chat', /^\/$/], pageHeaders);
  handler.get('/', (request, response) => {
    recogniseVisitor(request, response, config.secureCookies);
    page.send(response, 'chat.html', { serviceName: JSON.stringify(config.serviceName ?? {}) });
  });
  if (dependencies.scan) handler.use(createDeviceRoutes({ ...config, scan: dependencies.scan, page }));
  handler.use('/chat', requireSameOrigin);
  handler.post('/chat/images', routes.photos.admitPhoto, readPhotoBody, routes.photos.take);
  handler.get('/chat/images/:seq/:index', routes.photos.show);
  handler.get('/chat/events', routes.events);
  handler.get('/chat/history', routes.history);
  handler.use('/chat', (_request, response) =>
    refuse(response, { status: 404, code: 'not-found', message: 'There is nothing here.' }),
  );
  return {
    name: 'webchat',
    limits: { choices: 12, textBytes: 16 * 1024, readsTranscript: true },
    path: '/',
    handler: Object.assign(handler, { quick: routes.quick }),
    // What is still put into the outbox is in the transcript too; its commit has woken every open stream.
    deliver: async () => ({ kind: 'delivered' }),
  };
}
