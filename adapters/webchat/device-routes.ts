/** Where codes on terminals and links to them lead on the web: into the chat, which then knows the terminal. */

import express, { type Request, type Response, Router } from 'express';
import { requireSameOrigin } from '#adapters/browser-request.ts';
import { DEVICE_TOKEN, type Scan } from '#adapters/contract.ts';
import { pageHeaders, type ServedPage } from '#adapters/serve-page.ts';
import { recogniseVisitor } from './visitor.ts';

/** What these routes need. */
export interface DeviceRouteDependencies {
  readonly secureCookies: boolean;
  readonly scan: Scan;
  readonly page: Pick<ServedPage, 'send'>;
}

/**
 * `GET /d/<token>` of a sticker goes on to the chat at once. `GET /d/own/<token>` of a link asks first, and the `POST`
 * behind it uses the link up, so that the preview of a chat program does not. Whatever a token is worth, the chat opens:
 * trying tokens teaches nothing.
 */
export function createDeviceRoutes({ secureCookies, scan, page }: DeviceRouteDependencies): Router {
  const router = Router();
  const enter = async (request: Request, response: Response, kind: 'sticker' | 'link'): Promise<void> => {
    const token = String(request.params.token);
    const { conversationId } = recogniseVisitor(request, response, secureCookies);
    if (DEVICE_TOKEN.test(token)) await scan(conversationId, token, kind);
    response.set('Cache-Control', 'no-store').redirect(303, '/');
  };
  router.use('/d', pageHeaders, requireSameOrigin);
  router.get('/d/own/:token', (_request, response) => page.send(response, 'own-device.html'));
  router.post('/d/own/:token', express.text({ limit: 0, type: () => false }), (request, response) =>
    enter(request, response, 'link'),
  );
  router.get('/d/:token', (request, response) => enter(request, response, 'sticker'));
  return router;
}
