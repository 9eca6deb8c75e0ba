/** The routes around tickets: who one is, choices, figures, audit log, export, content, people. */

import { type Request, type Response, Router } from 'express';
import { toString as drawQr } from 'qrcode';
import { z } from 'zod';
import { refuse } from '#adapters/browser-request.ts';
import type { Desk, DeskUser } from '#adapters/desk-contract.ts';
import type { Accounts } from '#adapters/sign-in-contract.ts';
import type { Office } from './office.ts';
import { queryText } from './plain-text.ts';
import { isRefused, MALFORMED, sendAnswer, sendRefused } from './refusals.ts';
import { readJson } from './ticket-routes.ts';

/** What these routes need. */
export interface OfficeRouteDependencies {
  readonly desk: Desk;
  readonly office: Office;
  readonly accounts: Accounts;
  readonly userOf: (response: Response) => DeskUser;
  /** The address of the desk for links, without a closing slash. */
  readonly deskUrl: () => string;
}

const INSTANT = z.coerce.number().int().min(0).max(8.64e15);
const RANGE = z.object({ from: INSTANT, to: INSTANT }).transform(({ from, to }) => ({ fromMs: from, toMs: to }));
const NAME = queryText(200).min(1);
const AUDIT = z.object({
  user: NAME.optional(),
  subject: NAME.optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const LIMIT = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
const ROLE = z.enum(['viewer', 'agent', 'lead', 'operator', 'admin']);
const INVITE = z.object({ name: z.string().trim().min(1).max(64), role: ROLE });
const CHANGE = z.object({ name: NAME, role: ROLE.optional(), disabled: z.boolean().optional() });
const REF = z.object({ ref: z.string().regex(/^[0-9a-f]{16}$/) });
const TO_CONVERT = z.object({ texts: z.array(z.string().max(16_384)).max(200), to: z.enum(['zh-Hans', 'zh-Hant']) });
const FIND = z.object({ find: queryText(200).trim().min(1) });
const LETTER = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const PASSWORD = z.object({ password: z.string().max(1_024), current: z.string().max(1_024).optional() });
const CODE = z.object({ code: z.string().max(20).optional() });

const WEAK = {
  status: 400,
  code: 'weak',
  message: 'Choose at least 15 characters that are not a common word or your name.',
};
const WRONG = { status: 400, code: 'wrong', message: 'That is not right.' };

/** What zod leaves undefined is left out. */
type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Given<Value>;
}

type Answer = (request: Request, response: Response, user: DeskUser) => unknown;

/** Adds a route whose answer is what the desk gives, or its refusal. */
function createGetter(router: Router, userOf: (response: Response) => DeskUser) {
  return (path: string, answer: Answer): void => {
    router.get(path, async (request, response) => {
      const found = await answer(request, response, userOf(response));
      if (!response.headersSent) sendAnswer(response, found);
    });
  };
}

function read<Shape>(schema: z.ZodType<Shape>, value: unknown, response: Response): Shape | undefined {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  refuse(response, MALFORMED);
  return undefined;
}

function addFigures(router: Router, { desk, office, userOf }: OfficeRouteDependencies): void {
  const get = createGetter(router, userOf);
  get('/api/me', (_request, _response, user) => office.me(user));
  get('/api/choices', (_request, _response, user) => office.choices(user));
  get('/api/flows', (_request, _response, user) => office.flows(user));
  get('/api/flows/:id', (request, _response, user) => office.flow(user, String(request.params.id)));
  get('/api/knowledge', (request, response, user) => {
    const query = read(FIND, request.query, response);
    return query && office.findKnowledge(user, query.find);
  });
  get('/api/content', (_request, _response, user) => office.content(user));
  get('/api/health', (_request, _response, user) => office.health(user));
  get('/api/unmatched', (request, response, user) => {
    const query = read(LIMIT, request.query, response);
    return query && office.unmatched(user, query.limit);
  });
  get('/api/dead-letters', (request, response, user) => {
    const query = read(LIMIT, request.query, response);
    return query && office.deadLetters(user, query.limit);
  });
  get('/api/reports', (request, response, user) => {
    const range = read(RANGE, request.query, response);
    return range && desk.reports(user, range);
  });
  get('/api/audit', (request, response, user) => {
    const query = read(AUDIT, request.query, response);
    return query && desk.audit(user, given(query));
  });
  router.get('/api/export/tickets.csv', async (request, response) => {
    const range = read(RANGE, request.query, response);
    if (!range) return;
    const csv = await desk.exportTickets(userOf(response), range);
    if (typeof csv !== 'string') return sendRefused(response, csv);
    response.set('Content-Disposition', 'attachment; filename="tickets.csv"').type('text/csv; charset=utf-8').send(csv);
  });
}

function addConversion(router: Router, { office, userOf }: OfficeRouteDependencies): void {
  router.post('/api/convert', ...readJson, async (request: Request, response: Response) => {
    const wanted = read(TO_CONVERT, request.body, response);
    if (wanted) sendAnswer(response, await office.convert(userOf(response), wanted));
  });
}

function addDeadLetters(router: Router, { office, userOf }: OfficeRouteDependencies): void {
  for (const how of ['retry', 'discard'] as const) {
    router.post(`/api/dead-letters/:id/${how}`, ...readJson, async (request: Request, response: Response) => {
      const letter = read(LETTER, request.params, response);
      if (letter) sendDone(response, await office.endDeadLetter(userOf(response), letter.id, how));
    });
  }
}

function addPeople(router: Router, { accounts, userOf, deskUrl }: OfficeRouteDependencies): void {
  const get = createGetter(router, userOf);
  get('/api/accounts', async (_request, _response, user) => {
    const found = await accounts.list(user);
    return isRefused(found) ? found : { accounts: found };
  });
  get('/api/sign-ins', async (_request, _response, user) => ({ signIns: await accounts.signIns(user) }));
  router.post('/api/accounts/invite', ...readJson, async (request: Request, response: Response) => {
    const body = read(INVITE, request.body, response);
    if (!body) return;
    const made = await accounts.invite(userOf(response), body.name, body.role);
    if (made.kind === 'refused') return sendRefused(response, made);
    response.json({ url: `${deskUrl()}/sign-in?token=${made.token}`, untilMs: made.untilMs });
  });
  router.post('/api/accounts/change', ...readJson, async (request: Request, response: Response) => {
    const body = read(CHANGE, request.body, response);
    if (!body) return;
    const { name, ...change } = body;
    sendDone(response, await accounts.change(userOf(response), name, given(change)));
  });
  router.post('/api/sign-ins/revoke', ...readJson, async (request: Request, response: Response) => {
    const body = read(REF, request.body, response);
    if (body) sendDone(response, await accounts.revoke(userOf(response), body.ref));
  });
}

type Done = Awaited<ReturnType<Accounts['setPassword'] | Accounts['setTotp'] | Accounts['revoke']>>;

function sendDone(response: Response, done: Exclude<Done, { kind: 'scan' }>): void {
  if (done.kind === 'refused') sendRefused(response, done);
  else if (done.kind === 'ok') response.status(204).end();
  else refuse(response, done.kind === 'weak' ? WEAK : WRONG);
}

function addOwnSecrets(router: Router, { accounts, userOf }: OfficeRouteDependencies): void {
  router.post('/api/me/password', ...readJson, async (request: Request, response: Response) => {
    const body = read(PASSWORD, request.body, response);
    if (body) sendDone(response, await accounts.setPassword(userOf(response), given(body)));
  });
  router.post('/api/me/totp', ...readJson, async (request: Request, response: Response) => {
    const body = read(CODE, request.body, response);
    if (!body) return;
    const done = await accounts.setTotp(userOf(response), body.code);
    if (done.kind !== 'scan') return sendDone(response, done);
    response.json({ uri: done.uri, svg: await drawQr(done.uri, { type: 'svg', margin: 2 }) });
  });
}

/** The routes, below the sign-in. */
export function createOfficeRoutes(dependencies: OfficeRouteDependencies): Router {
  const router = Router();
  addFigures(router, dependencies);
  addConversion(router, dependencies);
  addDeadLetters(router, dependencies);
  addPeople(router, dependencies);
  addOwnSecrets(router, dependencies);
  return router;
}
