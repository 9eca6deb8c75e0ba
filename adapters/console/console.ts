/** The agents' web console: its routes, behind a sign-in, and its page. */

import type { Request, RequestHandler, Response } from 'express';
import express, { Router } from 'express';
import { z } from 'zod';
import { answerFault, type Refusal, refuse, requireJson, requireSameOrigin } from '#adapters/browser-request.ts';
import type { ActionResult, Desk, MediaShelf, SignIns } from '#adapters/contract.ts';
import { createStreamGate, openEventStream } from '#adapters/event-stream.ts';
import { sendMedia } from '#adapters/send-media.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import { createSignInRoutes, type SignInRoutes } from './sign-in.ts';
import type { Names } from './wire.ts';

/** How the console runs. */
export interface ConsoleConfig {
  /** True when the console is served over HTTPS. */
  readonly secureCookies: boolean;
  now(): number;
}

/** What the console needs. */
export interface ConsoleDependencies {
  readonly desk: Desk;
  readonly signIns: SignIns;
  /** What ids and values are called, for people. */
  readonly names: () => Names;
  /** Photos that came with messages; left out: none are kept. */
  readonly media?: Pick<MediaShelf, 'get'>;
  /** How the content stands, for the people who edit it; left out: not told. */
  readonly content?: () => unknown;
}

const BEAT_MS = 15_000;
const STREAMS = { perVisitor: 12, inAll: 500 };
const BODY_BYTES = 64 * 1024;

const LIST = z.object({
  status: z.enum(['open', 'claimed', 'waiting', 'resolved', 'reopened', 'cancelled']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
const ACTION = z.enum(['claim', 'reply', 'note', 'resolve', 'handback']);
const BODY = z.object({ text: z.string().max(16_384).default('') });

/** The router of the desk listener: `/sign-in`, the page at `/`, and `/api`. */
export function createConsole(config: ConsoleConfig, dependencies: ConsoleDependencies): Router {
  const { desk, signIns, names, content, media } = dependencies;
  const page = servePage({ assetsPath: '/assets', folders: ['console/web', 'web'] });
  const signIn = createSignInRoutes({ signIns, page, secureCookies: config.secureCookies });
  const routes = createRoutes(config, desk, signIn);
  const router = Router();
  router.use('/assets', page.assets);
  router.use(pageHeaders, requireSameOrigin);
  router.use(signIn.router, signIn.required);
  router.get('/', (_request, response) => page.send(response, 'console.html'));
  router.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/api/me', (_request, response) => void response.json(signIn.userOf(response)));
  router.get('/api/names', (_request, response) => void response.json(names()));
  router.get('/api/tickets', routes.list);
  router.get('/api/tickets/:number', routes.view);
  router.post('/api/tickets/:number/:action', requireJson, express.json({ limit: BODY_BYTES }), routes.act);
  router.get('/api/events', routes.events);
  if (media) router.get('/api/media/:ref', (request, response) => sendPhoto(media, request, response));
  if (content) router.get('/api/content', (_request, response) => void response.json(content()));
  router.post('/api/sign-out', async (request, response) => {
    await signIn.signOut(request, response);
    response.status(204).end();
  });
  router.use((_request, response) => refuse(response, NOT_FOUND));
  router.use(answerFault);
  return router;
}

const NOT_FOUND: Refusal = { status: 404, code: 'not-found', message: 'There is nothing here.' };
const MALFORMED: Refusal = { status: 400, code: 'malformed', message: 'The request is malformed.' };
const VIEWER: Refusal = { status: 403, code: 'not-allowed', message: 'Your role may only look.' };

const REFUSALS: Readonly<Record<Extract<ActionResult, { kind: 'refused' }>['reason'], Refusal>> = {
  'not-found': { status: 404, code: 'not-found', message: 'There is no such ticket.' },
  'claimed-by-other': { status: 409, code: 'claimed-by-other', message: 'Somebody else has claimed this ticket.' },
  'not-claimed': { status: 409, code: 'not-claimed', message: 'Claim the ticket first.' },
  closed: { status: 409, code: 'closed', message: 'The ticket is closed.' },
  empty: { status: 400, code: 'empty', message: 'Write something first.' },
};

function createRoutes(config: ConsoleConfig, desk: Desk, signIn: SignInRoutes) {
  return {
    async list(request: Request, response: Response): Promise<void> {
      const query = LIST.safeParse(request.query);
      if (!query.success) return refuse(response, MALFORMED);
      const { status, limit } = query.data;
      response.json({ tickets: await desk.tickets({ limit, ...(status === undefined ? {} : { status }) }) });
    },
    async view(request: Request, response: Response): Promise<void> {
      const found = await desk.ticket(String(request.params.number));
      if (found === undefined) return refuse(response, REFUSALS['not-found']);
      response.json(found);
    },
    async act(request: Request, response: Response): Promise<void> {
      const action = ACTION.safeParse(request.params.action);
      if (!action.success) return refuse(response, NOT_FOUND);
      const body = BODY.safeParse(request.body);
      if (!body.success) return refuse(response, MALFORMED);
      const user = signIn.userOf(response);
      if (user.role === 'viewer') return refuse(response, VIEWER);
      const result = await desk.act(user, String(request.params.number), action.data, body.data.text);
      if (result.kind === 'refused') return refuse(response, REFUSALS[result.reason]);
      response.json({ ticket: result.ticket });
    },
    events: createEventsRoute(config, desk, signIn),
  };
}

async function sendPhoto(media: Pick<MediaShelf, 'get'>, request: Request, response: Response): Promise<void> {
  const found = await media.get(String(request.params.ref));
  if (found === undefined) return refuse(response, NOT_FOUND);
  sendMedia(response, found);
}

/** Says only that something changed: whoever is no longer signed in learns nothing from it. */
function createEventsRoute(config: ConsoleConfig, desk: Desk, signIn: SignInRoutes): RequestHandler {
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
    endings.push(desk.subscribe(() => void stream.send({ name: 'wake', payload: { atMs: config.now() } })));
  };
}
