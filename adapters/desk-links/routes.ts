/** The page behind links from chat tools: shows what a link does, and does it once somebody signed in says so. */

import express, { type Request, type Response, Router } from 'express';
import { requireSameOrigin } from '#adapters/browser-request.ts';
import type { Desk, DeskUser } from '#adapters/desk-contract.ts';
import { pageHeaders, type ServedPage, servePage } from '#adapters/serve-page.ts';
import type { DeskLinks, LinkPurpose } from './links.ts';

/** What the page needs. */
export interface LinkRoutesDependencies {
  readonly links: DeskLinks;
  readonly desk: Pick<Desk, 'act'>;
  /** The user signed in in this browser. */
  readonly userOf: (request: Request) => Promise<DeskUser | undefined>;
}

/** Where the page is mounted on the desk's listener. */
export const LINK_PATH = '/link';
const FORM_BYTES = 4_096;
const TOOLS: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Teams' };

/** The routes, mounted at LINK_PATH. */
export function createLinkRoutes({ links, desk, userOf }: LinkRoutesDependencies): Router {
  const page = servePage({ assetsPath: `${LINK_PATH}/assets`, folders: ['desk-links/web', 'web'] });
  const router = Router();
  router.use('/assets', page.assets);
  router.use(pageHeaders, requireSameOrigin);
  // A GET changes nothing, so the preview of a chat program does not use the link up.
  router.get('/', async (request, response) => {
    const token = textOf(request.query.token);
    const purpose = await links.read(token);
    if (purpose === undefined) return sendUsed(page, response);
    const user = await userOf(request);
    if (user === undefined) return page.send(response, 'sign-in-first.html');
    page.send(response, `${purpose.kind}.html`, { token, user: user.name, ...shown(purpose) });
  });
  router.post('/', express.urlencoded({ extended: false, limit: FORM_BYTES }), async (request, response) => {
    const user = await userOf(request);
    if (user === undefined) return page.send(response.status(401), 'sign-in-first.html');
    const token = textOf(request.body?.token);
    const purpose = await links.use(token);
    if (purpose === undefined) return sendUsed(page, response);
    const done = await actOn(purpose, user, { links, desk }).catch(async (error: unknown) => {
      await links.release(token);
      throw error;
    });
    const values: Readonly<Record<string, string>> = { user: user.name, ...shown(purpose) };
    if (done === 'bound') return page.send(response, 'agent-done.html', values);
    if (done === 'claimed') return response.redirect(303, `/#/${encodeURIComponent(values.number ?? '')}`);
    await links.release(token);
    page.send(response.status(403), 'not-allowed.html', values);
  });
  return router;
}

/** Does what a link is for. Who comes too late to claim sees on the ticket's page who has it. */
async function actOn(
  purpose: LinkPurpose,
  user: DeskUser,
  { links, desk }: Pick<LinkRoutesDependencies, 'links' | 'desk'>,
): Promise<'bound' | 'claimed' | 'not-allowed'> {
  if (purpose.kind === 'agent') {
    await links.bind(purpose.tool, purpose.personId, user);
    return 'bound';
  }
  const result = await desk.act(user, purpose.number, { kind: 'claim' });
  return result.kind === 'refused' && result.reason === 'not-allowed' ? 'not-allowed' : 'claimed';
}

function shown(purpose: LinkPurpose): Readonly<Record<string, string>> {
  if (purpose.kind === 'claim') return { number: purpose.number };
  const { tool, personId, name } = purpose;
  return { tool: TOOLS[tool] ?? tool, person: name === undefined ? personId : `${name} (${personId})` };
}

function sendUsed(page: ServedPage, response: Response): void {
  page.send(response.status(410), 'used.html');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
