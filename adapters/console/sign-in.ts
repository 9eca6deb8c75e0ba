/** Who may use the console: people with a single-use link, a password or single sign-on, known then by a cookie. */

import type { Request, RequestHandler, Response } from 'express';
import express, { Router } from 'express';
import { z } from 'zod';
import { readCookie, refuse, requireJson } from '#adapters/browser-request.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { ServedPage } from '#adapters/serve-page.ts';
import type { SignedIn, SignIns, Visitor } from '#adapters/sign-in-contract.ts';
import { MALFORMED } from './refusals.ts';

/** What signing in needs. */
export interface SignInDependencies {
  readonly signIns: SignIns;
  readonly page: ServedPage;
  readonly secureCookies: boolean;
}

/** Sign-in as the console's routes use it. */
export interface SignInRoutes {
  /** The routes `/sign-in…`, open to everybody. */
  readonly router: RequestHandler;
  /** Lets signed-in people pass; others get a 401 under /api and a friendly page elsewhere. */
  readonly required: RequestHandler;
  /** The person behind a request that has passed `required`. */
  userOf(response: Response): DeskUser;
  signOut(request: Request, response: Response): Promise<void>;
}

/** Tokens and passwords travel in short bodies; nothing of ours is longer. */
const FORM_BYTES = 4_096;
/** How long somebody may take at the identity provider. */
const OIDC_MS = 10 * 60_000;

const PASSWORD = z.object({
  name: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(1_024),
  code: z.string().max(20).optional(),
});

function visitorOf(request: Request): Visitor {
  const browser = request.headers['user-agent'];
  return { address: request.ip ?? '', ...(browser === undefined ? {} : { browser }) };
}

/** The name of the cookie of a browser that is signed in. */
export function deskCookie(secure: boolean): string {
  return `${secure ? '__Host-' : ''}posdesk_desk`;
}

/** The cookies of a browser that is signed in, and of one that is on its way to the identity provider. */
function createCookies(signIns: SignIns, secure: boolean) {
  const [name, way] = [deskCookie(secure), `${secure ? '__Host-' : ''}posdesk_oidc`];
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  return {
    read: (request: Request) => readCookie(request, name),
    /** The id before is given up: whoever planted it in the browser is left with nothing (CWE-384). */
    async enter(request: Request, response: Response, { id }: SignedIn): Promise<void> {
      const before = readCookie(request, name);
      if (before !== undefined) await signIns.signOut(before);
      response.cookie(name, id, options);
    },
    leave: (response: Response) => response.clearCookie(name, options),
    readWay: (request: Request) => readCookie(request, way),
    begin: (response: Response, ticket: string) => response.cookie(way, ticket, { ...options, maxAge: OIDC_MS }),
    end: (response: Response) => response.clearCookie(way, options),
  };
}

type Cookies = ReturnType<typeof createCookies>;

// A GET changes nothing, so the preview of a chat program does not use the link up.
function addLink(router: Router, { signIns, page }: SignInDependencies, cookies: Cookies): void {
  router.get('/sign-in', (request, response) => {
    const { token } = request.query;
    if (typeof token === 'string' && token !== '') return page.send(response, 'sign-in.html', { token });
    response.status(401);
    page.send(response, 'no-link.html');
  });
  router.post('/sign-in', express.urlencoded({ extended: false, limit: FORM_BYTES }), async (request, response) => {
    const token: unknown = request.body?.token;
    const signIn = typeof token === 'string' ? await signIns.redeem(token, visitorOf(request)) : undefined;
    if (signIn === undefined) {
      response.status(401);
      return page.send(response, 'used-link.html');
    }
    await cookies.enter(request, response, signIn);
    response.redirect(303, '/');
  });
}

function addPassword(router: Router, { signIns }: SignInDependencies, cookies: Cookies): void {
  router.get('/sign-in/methods', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ password: true, oidc: signIns.oidc !== undefined });
  });
  const readBody = express.json({ limit: FORM_BYTES });
  router.post('/sign-in/password', requireJson, readBody, async (request, response) => {
    const body = PASSWORD.safeParse(request.body);
    if (!body.success) return refuse(response, MALFORMED);
    const { name, password, code } = body.data;
    const secrets = { password, ...(code === undefined ? {} : { code }) };
    const result = await signIns.password(name, secrets, visitorOf(request));
    switch (result.kind) {
      case 'ok':
        await cookies.enter(request, response, result);
        return void response.status(204).end();
      case 'code-wanted':
        return refuse(response, { status: 401, code: 'code-wanted', message: 'Enter the code of your app.' });
      case 'too-many': {
        const { retryAfterMs } = result;
        const message = 'Too many failed tries. Please wait.';
        return refuse(response, { status: 429, code: 'too-many', message, retryAfterMs });
      }
      case 'wrong':
        return refuse(response, { status: 401, code: 'wrong', message: 'Name, password or code is wrong.' });
    }
  });
}

function addOidc(router: Router, { signIns, page }: SignInDependencies, cookies: Cookies): void {
  const { oidc } = signIns;
  if (!oidc) return;
  router.get('/sign-in/oidc', async (_request, response) => {
    const begun = await oidc.begin().catch(() => undefined);
    if (begun === undefined) {
      response.status(502);
      return page.send(response, 'no-entry.html');
    }
    const { url, ticket } = begun;
    cookies.begin(response, ticket);
    response.set('Cache-Control', 'no-store').redirect(303, url);
  });
  router.get('/sign-in/oidc/callback', async (request, response) => {
    const ticket = cookies.readWay(request);
    cookies.end(response);
    const query = new URL(request.originalUrl, 'http://desk.invalid').search;
    const signIn = ticket === undefined ? undefined : await oidc.finish(query, ticket, visitorOf(request));
    if (signIn === undefined) {
      response.status(401);
      return page.send(response, 'no-entry.html');
    }
    await cookies.enter(request, response, signIn);
    response.redirect(303, '/');
  });
}

/** Routes and checks over the desk's sign-ins. */
export function createSignInRoutes(dependencies: SignInDependencies): SignInRoutes {
  const { signIns, secureCookies } = dependencies;
  const cookies = createCookies(signIns, secureCookies);
  const users = new WeakMap<Response, DeskUser>();
  const router = Router();
  addLink(router, dependencies, cookies);
  addPassword(router, dependencies, cookies);
  addOidc(router, dependencies, cookies);
  const find = async (request: Request): Promise<DeskUser | undefined> => {
    const id = cookies.read(request);
    return id === undefined ? undefined : await signIns.user(id);
  };
  return {
    router,
    async required(request, response, next) {
      const user = await find(request);
      if (user !== undefined) {
        users.set(response, user);
        return next();
      }
      if (!request.path.startsWith('/api')) return response.redirect(303, '/sign-in');
      refuse(response, { status: 401, code: 'signed-out', message: 'Open your sign-in link.' });
    },
    userOf(response) {
      const user = users.get(response);
      if (user === undefined) throw new Error('The route is not behind the sign-in.');
      return user;
    },
    async signOut(request, response) {
      const id = cookies.read(request);
      if (id !== undefined) await signIns.signOut(id);
      cookies.leave(response);
    },
  };
}
