/** The agents' web console: its routes, behind a sign-in, and its page. */

import type { RequestHandler } from 'express';
import { Router } from 'express';
import { refuse, requireSameOrigin } from '#adapters/browser-request.ts';
import type { Desk } from '#adapters/desk-contract.ts';
import { createStreamGate, openEventStream } from '#adapters/event-stream.ts';
import type { RenewalReview } from '#adapters/renewal-contract.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import type { Accounts, SignIns } from '#adapters/sign-in-contract.ts';
import type { DeviceOffice } from './device-office.ts';
import { createDeviceRoutes } from './device-routes.ts';
import type { Office } from './office.ts';
import { createOfficeRoutes } from './office-routes.ts';
import { createPresenceBook, type PresenceBook, type PresenceExchange } from './presence.ts';
import { NOT_FOUND } from './refusals.ts';
import { createRenewalRoutes } from './renewal-routes.ts';
import { createSignInRoutes, type SignInRoutes } from './sign-in.ts';
import { createTicketRoutes, type TicketRouteDependencies } from './ticket-routes.ts';
import type { Names } from './wire.ts';

/** How the console runs. */
export interface ConsoleConfig {
  /** True when the console is served over HTTPS. */
  readonly secureCookies: boolean;
  /** The address of the desk for links, without a closing slash. */
  deskUrl(): string;
  now(): number;
}

/** What the console needs. */
export interface ConsoleDependencies extends Pick<TicketRouteDependencies, 'media' | 'onWriting'> {
  readonly desk: Desk;
  readonly signIns: SignIns;
  readonly accounts: Accounts;
  readonly office: Office;
  /** Left out: the console shows no terminals. */
  readonly devices?: DeviceOffice;
  /** Applications for renewals; left out, there are none. */
  readonly renewals?: RenewalReview;
  /** Looks at tickets at other processes; left out: there is one process. */
  readonly looks?: PresenceExchange;
  /** What ids and values are called, for people. */
  readonly names: () => Names;
}

const BEAT_MS = 15_000;
const STREAMS = { perVisitor: 12, inAll: 500 };

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** The router of the desk listener: `/sign-in`, the page at `/`, and `/api`. */
export function createConsole(config: ConsoleConfig, dependencies: ConsoleDependencies): Router {
  const { desk, signIns, accounts, office, devices, names, media, onWriting } = dependencies;
  const { now, deskUrl, secureCookies } = config;
  const page = servePage({ assetsPath: '/assets', folders: ['console/web', 'web'] });
  const signIn = createSignInRoutes({ signIns, page, secureCookies });
  const { userOf } = signIn;
  const presence = createPresenceBook(now, dependencies.looks);
  const router = Router();
  router.use('/assets', page.assets);
  router.use(pageHeaders, requireSameOrigin);
  router.use(signIn.router, signIn.required);
  router.get('/', (_request, response) => page.send(response, 'console.html'));
  router.use('/api', noStore);
  router.get('/api/names', (_request, response) => void response.json(names()));
  router.get('/api/events', createEventsRoute(config, desk, signIn, presence));
  router.use(createOfficeRoutes({ desk, office, accounts, userOf, deskUrl }));
  if (dependencies.renewals) router.use(createRenewalRoutes({ renewals: dependencies.renewals, userOf }));
  if (devices) router.use(createDeviceRoutes({ devices, userOf }));
  const mayWork = (user: Parameters<Office['me']>[0]): boolean => office.me(user).may.includes('work');
  router.use(
    createTicketRoutes(
      { desk, userOf, presence, ...(media ? { media } : {}), ...(onWriting ? { onWriting } : {}) },
      mayWork,
    ),
  );
  router.post('/api/sign-out', async (request, response) => {
    await signIn.signOut(request, response);
    response.status(204).end();
  });
  router.use((_request, response) => refuse(response, NOT_FOUND));
  return router;
}

/** Says that something changed, and at which ticket colleagues look; what is in a ticket has to be asked for. */
function createEventsRoute(
  config: ConsoleConfig,
  desk: Desk,
  signIn: SignInRoutes,
  presence: PresenceBook,
): RequestHandler {
  const gate = createStreamGate(STREAMS);
  return (_request, response) => {
    const leave = gate.enter(signIn.userOf(response).name);
    if (leave === undefined) {
      const message = 'Too many pages are open.';
      refuse(response, { status: 429, code: 'too-many-streams', message, retryAfterMs: 15_000 });
      return;
    }
    const endings: (() => void)[] = [leave];
    const stream = openEventStream(response, {
      beatMs: BEAT_MS,
      onClose: () => {
        for (const end of endings) end();
      },
    });
    endings.push(
      desk.subscribe(() => void stream.send({ name: 'wake', payload: { atMs: config.now() } })),
      presence.onChange((number) => void stream.send({ name: 'presence', payload: { number } })),
    );
  };
}
