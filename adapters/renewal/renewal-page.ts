/** The merchant's page of an application: its routes on the public listener, opened by a signed link and nothing else. */

import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { type Refusal, refuse, requireJson, requireSameOrigin } from '#adapters/browser-request.ts';
import { PHOTO_BYTES } from '#adapters/clean-photo.ts';
import type { PageRefusal, PageResult, RenewalPages } from '#adapters/renewal-contract.ts';
import { sendMedia } from '#adapters/send-media.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import { APPLICANTS } from '#knowledge/guide.ts';
import { createUploadGate } from './upload-gate.ts';

/** Where the page is mounted on the public listener. */
export const RENEWAL_PATH = '/renewal';

const REFUSALS: Readonly<Record<PageRefusal, Refusal>> = {
  'no-link': { status: 404, code: 'no-link', message: 'This link does not work.' },
  expired: { status: 410, code: 'expired', message: 'This link has expired. Ask for a new one in the chat.' },
  'not-now': { status: 409, code: 'not-now', message: 'This cannot be done with the application now.' },
  'uploads-off': { status: 403, code: 'uploads-off', message: 'Photos cannot be uploaded here. Bring the papers.' },
  'no-photo': { status: 415, code: 'no-photo', message: 'Send a JPEG, PNG or WebP photo.' },
  'too-large': { status: 413, code: 'too-large', message: 'The photo is too large.' },
  card: { status: 422, code: 'card', message: 'There is a payment card in the photo. It was not kept.' },
  'too-many': { status: 409, code: 'too-many', message: 'There are enough photos of this already.' },
  'unknown-material': { status: 404, code: 'unknown-material', message: 'This is not wanted here.' },
  incomplete: { status: 409, code: 'incomplete', message: 'Something is still missing.' },
  taken: { status: 409, code: 'taken', message: 'This time is not offered any more.' },
};

const APPLICANT = z.strictObject({ applicant: z.enum(APPLICANTS) });
const VISIT = z.strictObject({ slot: z.string().min(1).max(40).optional() });
const NOTHING = z.strictObject({});
const MALFORMED: Refusal = { status: 400, code: 'malformed', message: 'The request is malformed.' };
const BUSY: Refusal = { status: 429, code: 'busy', message: 'Please wait a moment.', retryAfterMs: 5_000 };

function send(response: Response, result: PageResult): void {
  if (result.kind === 'refused') refuse(response, REFUSALS[result.reason]);
  else response.set('Cache-Control', 'no-store').json(result.page);
}

const tokenOf = (request: Request): string => String(request.params.token);
const readJson: [RequestHandler, RequestHandler] = [requireJson, express.json({ limit: 2_048 })];
/** Whatever type the page names: the bytes are looked at. */
const readPhoto: RequestHandler = express.raw({ type: () => true, limit: PHOTO_BYTES, inflate: false });

/** Adds a route that takes JSON of one shape. */
function createTaker(router: Router) {
  return <Shape>(
    path: string,
    schema: z.ZodType<Shape>,
    take: (token: string, body: Shape, request: Request) => Promise<PageResult>,
  ): void => {
    router.post(path, ...readJson, async (request: Request, response: Response) => {
      const body = schema.safeParse(request.body);
      if (!body.success) return refuse(response, MALFORMED);
      send(response, await take(tokenOf(request), body.data, request));
    });
  };
}

function addUploads(router: Router, pages: RenewalPages): void {
  const gate = createUploadGate();
  // Nobody without a link gets a byte of a body read, and nobody with one more than a few at once.
  const admit: RequestHandler = async (request, response, next) => {
    const view = await pages.view(tokenOf(request));
    // Whoever hung up meanwhile has closed already, and would never leave.
    if (response.destroyed) return;
    if (view.kind === 'refused') return send(response, view);
    const leave = gate.enter(view.page.number);
    if (!leave) return refuse(response, BUSY);
    response.once('close', leave);
    next();
  };
  router.post('/:token/papers/:material', admit, readPhoto, async (request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    send(response, await pages.upload(tokenOf(request), String(request.params.material), bytes));
  });
  router.get('/:token/papers/:paper', async (request, response) => {
    const photo = await pages.photo(tokenOf(request), String(request.params.paper));
    if (!photo) return refuse(response, REFUSALS['no-link']);
    sendMedia(response, photo, 'no-store');
  });
}

/** The router of the page. */
export function createRenewalPage(pages: RenewalPages): Router {
  const page = servePage({ assetsPath: `${RENEWAL_PATH}/assets`, folders: ['renewal/web', 'web'] });
  const router = Router();
  router.use('/assets', page.assets);
  router.use(pageHeaders, requireSameOrigin);
  const take = createTaker(router);
  take('/:token/applicant', APPLICANT, (token, { applicant }) => pages.apply(token, applicant));
  take('/:token/submit', NOTHING, (token) => pages.submit(token));
  take('/:token/visit', VISIT, (token, { slot }) => pages.choose(token, slot));
  take('/:token/papers/:paper/remove', NOTHING, (token, _body, request) =>
    pages.remove(token, String(request.params.paper)),
  );
  addUploads(router, pages);
  router.get('/:token/state', async (request, response) => send(response, await pages.view(tokenOf(request))));
  // The page itself says nothing: what a preview of a chat program fetches holds no data, and changes none.
  router.get('/:token', (_request, response) => page.send(response, 'renewal.html'));
  router.use((_request, response) => refuse(response, REFUSALS['no-link']));
  return router;
}
