/** The routes of tickets: list, page, actions, pictures to send, and who looks. */

import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { refuse, requireJson } from '#adapters/browser-request.ts';
import { cleanPhoto, PHOTO_BYTES } from '#adapters/clean-photo.ts';
import type { MediaShelf } from '#adapters/contract.ts';
import type { Desk, DeskUser } from '#adapters/desk-contract.ts';
import { sendMedia } from '#adapters/send-media.ts';
import { queryText } from './plain-text.ts';
import type { PresenceBook } from './presence.ts';
import { isActionKind, readAction } from './read-action.ts';
import { findOnlyNumbers, MALFORMED, NOT_FOUND, sendAnswer, sendRefused } from './refusals.ts';

/** What the routes of tickets need. */
export interface TicketRouteDependencies {
  readonly desk: Desk;
  /** Photos that came with messages and pictures for merchants; left out: none are kept. */
  readonly media?: Pick<MediaShelf, 'get'> & Partial<Pick<MediaShelf, 'put'>>;
  readonly userOf: (response: Response) => DeskUser;
  readonly presence: PresenceBook;
  /** Called while somebody writes an answer to a merchant. */
  readonly onWriting?: (user: DeskUser, number: string) => void;
}

const BODY_BYTES = 64 * 1024;

/** Reads a JSON body, and nothing else. */
export const readJson: [RequestHandler, RequestHandler] = [requireJson, express.json({ limit: BODY_BYTES })];

const NAME = queryText(200).min(1);
const NUMBER = /^T\d{1,12}$/;
const LIST = z.object({
  status: z.enum(['open', 'claimed', 'waiting', 'resolved', 'reopened', 'cancelled']).optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4']).optional(),
  agent: NAME.optional(),
  channel: NAME.optional(),
  search: queryText(200).optional(),
  cursor: queryText(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

function agentOf(agent: string, user: DeskUser): string {
  if (agent === 'me') return user.name;
  return agent === 'none' ? '' : agent;
}

const LOOK = z.object({
  writing: z.enum(['note', 'reply']).optional(),
  page: z
    .string()
    .regex(/^[a-z\d]{1,32}$/)
    .optional(),
});

const NO_PICTURE = { status: 415, code: 'no-photo', message: 'Send a JPEG, PNG or WebP picture.' };
const TOO_SMALL_A_ROLE = { status: 403, code: 'not-allowed', message: 'Your role does not allow this.' };

async function takePicture(put: MediaShelf['put'], request: Request, response: Response): Promise<void> {
  const picture = Buffer.isBuffer(request.body) ? cleanPhoto(request.body) : undefined;
  if (picture === undefined) return refuse(response, NO_PICTURE);
  response.json({ ref: await put(picture) });
}

/** The routes, below the sign-in. `mayWork` says who may put pictures on the shelf. */
export function createTicketRoutes(
  { desk, media, userOf, presence, onWriting }: TicketRouteDependencies,
  mayWork: (user: DeskUser) => boolean,
): Router {
  const router = Router();
  findOnlyNumbers(router, NUMBER);
  router.get('/api/tickets', async (request, response) => {
    const query = LIST.safeParse(request.query);
    if (!query.success) return refuse(response, MALFORMED);
    const user = userOf(response);
    const { agent, ...rest } = query.data;
    const filters = { ...rest, ...(agent === undefined ? {} : { agent: agentOf(agent, user) }) };
    const given = Object.entries(filters).filter(([, value]) => value !== undefined);
    response.json(await desk.tickets(user, { limit: rest.limit, ...Object.fromEntries(given) }));
  });
  router.get('/api/tickets/:number', async (request, response) => {
    sendAnswer(response, await desk.ticket(userOf(response), request.params.number));
  });
  router.post('/api/tickets/:number/unmask', ...readJson, async (request: Request, response: Response) => {
    sendAnswer(response, await desk.ticket(userOf(response), String(request.params.number), true));
  });
  router.post('/api/tickets/:number/presence', ...readJson, (request: Request, response: Response) => {
    const number = String(request.params.number);
    const look = LOOK.safeParse(request.body);
    if (!look.success) return refuse(response, MALFORMED);
    if (look.data.writing === 'reply') onWriting?.(userOf(response), number);
    const { writing, page } = look.data;
    response.json({ others: presence.look(number, userOf(response).name, writing, page) });
  });
  router.post('/api/tickets/:number/:kind', ...readJson, async (request: Request, response: Response) => {
    const kind = String(request.params.kind);
    if (!isActionKind(kind)) return refuse(response, NOT_FOUND);
    const action = readAction(kind, request.body);
    if (action === undefined) return refuse(response, MALFORMED);
    const result = await desk.act(userOf(response), String(request.params.number), action);
    if (result.kind === 'refused') return sendRefused(response, result);
    response.json({ ticket: result.ticket });
  });
  if (!media) return router;
  const { put } = media;
  const readPicture = express.raw({ type: 'image/*', limit: PHOTO_BYTES, inflate: false });
  const requireWork: RequestHandler = (_request, response, next) =>
    mayWork(userOf(response)) ? next() : refuse(response, TOO_SMALL_A_ROLE);
  if (put)
    router.post('/api/media', requireWork, readPicture, (request, response) => takePicture(put, request, response));
  router.get('/api/media/:ref', async (request, response) => {
    const found = await media.get(request.params.ref);
    if (found === undefined) return refuse(response, NOT_FOUND);
    sendMedia(response, found);
  });
  return router;
}
