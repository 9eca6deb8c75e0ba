/** Who may use the console: people who opened a single-use link, known from then on by a cookie. */

import type { Request, RequestHandler, Response } from 'express';
import express, { Router } from 'express';
import { readCookie, refuse } from '#adapters/browser-request.ts';
import type { DeskUser, SignIns } from '#adapters/contract.ts';
import type { ServedPage } from '#adapters/serve-page.ts';

/** What signing in needs. */
export interface SignInDependencies {
  readonly signIns: SignIns;
  readonly page: ServedPage;
  readonly secureCookies: boolean;
}

/** Sign-in as the console's routes use it. */
export interface SignInRoutes {
  /** The routes `/sign-in`, open to everybody. */
  readonly router: RequestHandler;
  /** Lets signed-in people pass; others get a 401 under /api and a friendly page elsewhere. */
  readonly required: RequestHandler;
  /** The person behind a request that has passed `required`. */
  userOf(response: Response): DeskUser;
  signOut(request: Request, response: Response): Promise<void>;
}

/** The token travels in a form, once; nothing of ours is longer. */
const FORM_BYTES = 2_048;

/** Routes and checks over the desk's sign-ins. */
export function createSignInRoutes({ signIns, page, secureCookies }: SignInDependencies): SignInRoutes {
  const cookieName = secureCookies ? '__Host-posdesk_desk' : 'posdesk_desk';
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies } as const;
  const users = new WeakMap<Response, DeskUser>();
  const router = Router();
  // A GET changes nothing, so the preview of a chat program does not use the link up.
  router.get('/sign-in', (request, response) => {
    const { token } = request.query;
    if (typeof token === 'string' && token !== '') return page.send(response, 'sign-in.html', { token });
    response.status(401);
    page.send(response, 'no-link.html');
  });
  router.post('/sign-in', express.urlencoded({ extended: false, limit: FORM_BYTES }), async (request, response) => {
    const token: unknown = request.body?.token;
    const signIn = typeof token === 'string' ? await signIns.redeem(token) : undefined;
    if (signIn === undefined) {
      response.status(401);
      return page.send(response, 'used-link.html');
    }
    response.cookie(cookieName, signIn.id, cookie).redirect(303, '/');
  });
  const find = async (request: Request): Promise<DeskUser | undefined> => {
    const id = readCookie(request, cookieName);
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
      const id = readCookie(request, cookieName);
      if (id !== undefined) await signIns.signOut(id);
      response.clearCookie(cookieName, cookie);
    },
  };
}
