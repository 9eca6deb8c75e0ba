/** The routes of terminals: list, page, edits, import, whose they are, stickers, and the calendar of what ends. */

import { readFileSync } from 'node:fs';
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { refuse } from '#adapters/browser-request.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { DEVICE_STATUSES } from '#dialogs/device-record.ts';
import type { DeviceOffice, StickerPlace } from './device-office.ts';
import { isRefused, MALFORMED, sendAnswer, sendRefused } from './refusals.ts';
import { drawSheet } from './sticker-sheet.ts';
import { readJson } from './ticket-routes.ts';

/** What these routes need. */
export interface DeviceRouteDependencies {
  readonly devices: DeviceOffice;
  readonly userOf: (response: Response) => DeskUser;
}

/** About twenty thousand rows; longer files go in by the command. */
const FILE_BYTES = 8 * 1024 * 1024;
const MOST_STICKERS = 300;
const PLACES = ['web', 'wechat', 'wecom'] as const satisfies readonly StickerPlace[];

const TEXT = z.string().max(200);
const LIST = z.object({
  search: TEXT.optional(),
  status: z.enum(DEVICE_STATUSES).optional(),
  after: TEXT.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
const SAVE = z.object({ fields: z.record(z.string().max(40), TEXT), seenMs: z.number().int().min(0) });
const TICKET = z.object({ ticket: z.string().min(1).max(40) });
const CONVERSATION = z.object({ conversation: z.string().min(1).max(300) });
const STICKERS = z.object({ serials: z.array(TEXT.min(1)).min(1).max(MOST_STICKERS), place: z.enum(PLACES) });
const ID = /^[0-9a-f]{16}$/;

const CHANGED = { status: 409, code: 'changed-meanwhile', message: 'Somebody else has changed this terminal.' };
const UNREADABLE = { status: 415, code: 'unreadable', message: 'Send a CSV or XLSX file.' };
const UNPACKS_TOO_LARGE = {
  status: 413,
  code: 'unpacks-too-large',
  message:
    'The workbook holds too many cells: delete the empty rows and columns that have a format, or send it as CSV.',
};

/** What zod leaves undefined is left out. */
type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Given<Value>;
}

function read<Shape>(schema: z.ZodType<Shape>, value: unknown, response: Response): Shape | undefined {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  refuse(response, MALFORMED);
  return undefined;
}

const serialOf = (request: Request): string => String(request.params.serial);

function addReading(router: Router, { devices, userOf }: DeviceRouteDependencies): void {
  router.get('/api/devices', async (request, response) => {
    const query = read(LIST, request.query, response);
    if (query) sendAnswer(response, await devices.list(userOf(response), given(query)));
  });
  router.get('/api/devices/calendar', async (_request, response) =>
    sendAnswer(response, await devices.calendar(userOf(response))),
  );
  router.get('/api/devices/places', (_request, response) => void response.json({ places: devices.places() }));
  router.get('/api/devices/:serial', async (request, response) =>
    sendAnswer(response, await devices.open(userOf(response), serialOf(request))),
  );
}

function addWriting(router: Router, { devices, userOf }: DeviceRouteDependencies): void {
  router.post('/api/devices', ...readJson, async (request: Request, response: Response) => {
    const body = read(SAVE, request.body, response);
    if (!body) return;
    const saved = await devices.save(userOf(response), body.fields, body.seenMs);
    if (saved.kind === 'changed') return refuse(response, CHANGED);
    sendAnswer(response, saved);
  });
  const file = express.raw({ type: () => true, limit: FILE_BYTES, inflate: false });
  router.post('/api/devices/import', file, async (request, response) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const done = await devices.importFile(userOf(response), bytes, request.query.check !== '0');
    if (done.kind === 'unreadable') return refuse(response, done.why ? UNPACKS_TOO_LARGE : UNREADABLE);
    sendAnswer(response, done);
  });
}

function addOwners(router: Router, { devices, userOf }: DeviceRouteDependencies): void {
  router.post('/api/devices/:serial/bind', ...readJson, async (request: Request, response: Response) => {
    const body = read(TICKET, request.body, response);
    if (body) sendAnswer(response, await devices.bind(userOf(response), serialOf(request), body.ticket));
  });
  router.post('/api/devices/:serial/unbind', ...readJson, async (request: Request, response: Response) => {
    const body = read(CONVERSATION, request.body, response);
    if (body) sendAnswer(response, await devices.unbind(userOf(response), serialOf(request), body.conversation));
  });
  router.post('/api/devices/:serial/link', ...readJson, async (request: Request, response: Response) =>
    sendAnswer(response, await devices.link(userOf(response), serialOf(request))),
  );
  router.post('/api/devices/:serial/revoke', ...readJson, async (request: Request, response: Response) =>
    sendAnswer(response, await devices.revoke(userOf(response), serialOf(request))),
  );
}

function addStickers(router: Router, { devices, userOf }: DeviceRouteDependencies): void {
  const style = readFileSync(new URL('./sticker-sheet.css', import.meta.url));
  router.get('/api/stickers/sheet.css', (_request, response) => void response.type('css').send(style));
  router.post('/api/stickers', ...readJson, async (request: Request, response: Response) => {
    const body = read(STICKERS, request.body, response);
    if (body) sendAnswer(response, await devices.stickers(userOf(response), body.serials, body.place));
  });
  // What was made is only drawn here, so that a reload of the page makes nothing new.
  router.get('/api/stickers/sheet', async (request, response) => {
    const ids = String(request.query.ids ?? '')
      .split(',')
      .filter((id) => ID.test(id))
      .slice(0, MOST_STICKERS);
    const place = PLACES.find((one) => one === request.query.place) ?? 'web';
    const stickers = await devices.sheet(userOf(response), ids, place);
    if (isRefused(stickers)) return sendRefused(response, stickers);
    response.type('html').send(await drawSheet(stickers, '/api/stickers/sheet.css'));
  });
}

/** The routes, below the sign-in. */
export function createDeviceRoutes(dependencies: DeviceRouteDependencies): Router {
  const router = Router();
  addReading(router, dependencies);
  addWriting(router, dependencies);
  addOwners(router, dependencies);
  addStickers(router, dependencies);
  return router;
}
