/** The routes of renewals: list, application, papers, and what agents do. */

import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Refusal, refuse } from '#adapters/browser-request.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { RenewalReview, ReviewAction, ReviewRefusal, ReviewRefused } from '#adapters/renewal-contract.ts';
import { sendMedia } from '#adapters/send-media.ts';
import { RENEWAL_STATUSES } from '#dialogs/renewal.ts';
import { findOnlyNumbers, MALFORMED, NOT_FOUND, sendRefused } from './refusals.ts';
import { readJson } from './ticket-routes.ts';

/** What the routes need. */
export interface RenewalRouteDependencies {
  readonly renewals: RenewalReview;
  readonly userOf: (response: Response) => DeskUser;
}

const LIST = z.object({
  status: z.enum(RENEWAL_STATUSES).optional(),
  ended: z.enum(['0', '1']).optional(),
});
const ID = z.string().min(1).max(64);
const TEXT = z.string().max(500);
const NUMBER = /^R\d{1,12}$/;
const INSTANT = z.number().int().min(0).max(8.64e15);
const NOTHING = { kind: z.enum(['begin', 'approve', 'complete', 'submit', 'revoke']) };
const ACTION = z.union([
  z.strictObject(NOTHING),
  z.strictObject({ kind: z.literal('receive'), material: ID }),
  z.strictObject({ kind: z.literal('ask-more'), materials: z.array(ID).max(30), reason: TEXT }),
  z.strictObject({ kind: z.literal('reject'), reason: TEXT }),
  z.strictObject({
    kind: z.literal('offer'),
    slots: z.array(z.strictObject({ fromMs: INSTANT, toMs: INSTANT })).max(12),
  }),
  z.strictObject({ kind: z.literal('dispatch'), technician: TEXT }),
]);

const OWN: Readonly<Partial<Record<ReviewRefusal, Refusal>>> = {
  'not-now': { status: 409, code: 'not-now', message: 'The application is not at a step where this can be done.' },
  incomplete: { status: 409, code: 'incomplete', message: 'Papers are still missing.' },
  'no-visit': { status: 409, code: 'no-visit', message: 'The merchant has not chosen a time yet.' },
  'wrong-times': { status: 400, code: 'wrong-times', message: 'Offer one to six times within the next 90 days.' },
  'uploads-off': { status: 409, code: 'uploads-off', message: 'There is no key to read papers with.' },
};

function sendReviewRefused(response: Response, { reason }: ReviewRefused): void {
  const own = OWN[reason];
  if (own) refuse(response, own);
  else sendRefused(response, { kind: 'refused', reason: reason as Exclude<ReviewRefusal, keyof typeof OWN> });
}

function send(response: Response, answer: ReviewRefused | ({ readonly kind: 'ok' } & object)): void {
  if (answer.kind === 'refused') {
    sendReviewRefused(response, answer);
    return;
  }
  const { kind: _, ...body } = answer;
  response.json(body);
}

/** The routes, below the sign-in. */
export function createRenewalRoutes({ renewals, userOf }: RenewalRouteDependencies): Router {
  const router = Router();
  findOnlyNumbers(router, NUMBER);
  router.get('/api/renewals', async (request, response) => {
    const query = LIST.safeParse(request.query);
    if (!query.success) return refuse(response, MALFORMED);
    const { status, ended } = query.data;
    const wanted = { ...(status === undefined ? {} : { status }), ...(ended === '1' ? { ended: true } : {}) };
    send(response, await renewals.list(userOf(response), wanted));
  });
  router.get('/api/renewals/:number', async (request, response) => {
    send(response, await renewals.renewal(userOf(response), request.params.number));
  });
  router.get('/api/renewals/:number/papers/:paper', async (request, response) => {
    const { number, paper } = request.params;
    const found = await renewals.photo(userOf(response), number, paper);
    if (found.kind === 'refused') return sendReviewRefused(response, found);
    sendMedia(response, found.media, 'no-store');
  });
  router.post('/api/renewals/:number/:kind', ...readJson, async (request: Request, response: Response) => {
    const body: unknown = request.body;
    if (typeof body !== 'object' || body === null) return refuse(response, MALFORMED);
    const action = ACTION.safeParse({ ...body, kind: request.params.kind });
    if (!action.success) return refuse(response, isKind(request.params.kind) ? MALFORMED : NOT_FOUND);
    const wanted: ReviewAction = action.data;
    send(response, await renewals.act(userOf(response), String(request.params.number), wanted));
  });
  return router;
}

const KINDS: readonly string[] = [...NOTHING.kind.options, 'receive', 'ask-more', 'reject', 'offer', 'dispatch'];

function isKind(kind: unknown): boolean {
  return typeof kind === 'string' && KINDS.includes(kind);
}
