/** Zammad as a helpdesk: https://docs.zammad.org/en/latest/api/ticket/index.html. */

import { z } from 'zod';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { htmlToText } from '../html-to-text.ts';
import { askList, askOnce, createHelpdeskCaller } from './call-helpdesk.ts';
import { type Helpdesk, type HelpdeskTicket, isTurn } from './helpdesk-product.ts';

/** Where Zammad is. */
export interface ZammadConfig {
  /** Without a closing slash. */
  readonly url: string;
  /** An access token with ticket.agent and, for erasure, admin. */
  readonly token: string;
  /** The group that gets the tickets. */
  readonly group: string;
}

const id = z.number().int().positive();
const created = z.object({ id });
const ticket = z.object({ id, title: z.string().default('') });
/** With `expand` a list; older versions give ids with their tickets beside them. */
const listed = z.array(ticket).or(z.object({ assets: z.object({ Ticket: z.record(z.string(), ticket).default({}) }) }));
const user = z.object({ id, email: z.string().nullish() });
const shownUser = z.object({
  login: z.string().default(''),
  groups: z.record(z.string(), z.array(z.string())).nullish(),
});
const NEEDED = ['read', 'create', 'change'];
const article = z.object({
  id,
  body: z.string().nullish(),
  from: z.string().nullish(),
  content_type: z.string().nullish(),
  created_by_id: z.number().nullish(),
});

const standing = z.object({ state: z.string() });
const states = z.array(z.object({ name: z.string(), state_type_id: z.number() }));
const happening = z.object({
  id,
  object: z.string(),
  attribute: z.string().nullish(),
  value_from: z.string().nullish(),
  value_to: z.string().nullish(),
  created_by_id: z.number(),
});
const name = z.object({ firstname: z.string().nullish(), lastname: z.string().nullish() });
const history = z.object({
  history: z.array(happening),
  assets: z.object({ User: z.record(z.string(), name).default({}) }).default({ User: {} }),
});

/** States that every Zammad has: those of an own making are closed when they are of the same type as `closed`. */
const CLOSED = 'closed';
const MERGED = 'merged';
const REMOVED = 'removed';
/** Who did what the scheduler or a trigger did; Zammad calls that user `-`. */
const SYSTEM = 'System';

function nameOf({ assets }: z.output<typeof history>, userId: number): string {
  const { firstname, lastname } = assets.User[userId] ?? {};
  const known = [firstname, lastname].filter(Boolean).join(' ');
  return known === '-' ? SYSTEM : known || String(userId);
}

const PRIORITIES = { P1: '3 high', P2: '3 high', P3: '2 normal', P4: '1 low' } as const;

/** The helpdesk. Articles are internal notes; the customer of the tickets is the token's own user. */
export function createZammad({ url, token, group }: ZammadConfig, fetch?: GuardedFetch): Helpdesk {
  const caller = createHelpdeskCaller(`${url}/api/v1`, { authorization: `Token token=${token}` }, fetch);
  const { get, send, push } = caller;
  const place = (number: number): HelpdeskTicket => ({ id: String(number), url: `${url}/#ticket/zoom/${number}` });
  const ownId = askOnce(async () => (await get('/users/me', user)).id);
  const known = askList(() => get('/ticket_states', states));
  const isClosing = async (state: string | null | undefined): Promise<boolean | undefined> => {
    if (state === REMOVED) return undefined;
    if (state === MERGED) return true;
    const found = await known.find(({ name }) => name === state);
    const closed = await known.find(({ name }) => name === CLOSED);
    return found && found.state_type_id === closed?.state_type_id;
  };
  const note = (body: string) => ({ body, type: 'note', internal: true, content_type: 'text/plain' });
  return {
    name: 'zammad',
    title: 'Zammad',
    settings: { url: 'ZAMMAD_URL', key: 'ZAMMAD_TOKEN', place: 'ZAMMAD_GROUP' },
    whoAmI: async (signal) => (await get('/users/me', shownUser, signal)).login,
    async mayPost(signal) {
      const { groups } = await get('/users/me?expand=true', shownUser, signal);
      const granted = groups?.[group] ?? [];
      // Where it does not tell the groups, nothing can be said of them.
      const isFine = !groups || granted.includes('full');
      return { place: group, missing: isFine ? [] : NEEDED.filter((one) => !granted.includes(one)) };
    },
    async find(reference, signal) {
      const query = new URLSearchParams({ query: `"${reference}"`, limit: '20', expand: 'true' });
      const answer = await get(`/tickets/search?${query}`, listed, signal);
      const tickets = Array.isArray(answer) ? answer : Object.values(answer.assets.Ticket);
      const found = tickets.filter(({ title }) => title.includes(`[${reference}]`)).toSorted((a, b) => a.id - b.id);
      return found[0] && place(found[0].id);
    },
    async create({ subject, body, priority }, signal) {
      const fields = { title: subject, group, customer_id: await ownId(), priority: PRIORITIES[priority] };
      const json = { ...fields, article: { subject, ...note(body) } };
      return place((await send({ method: 'POST', path: '/tickets', json }, created, signal)).id);
    },
    async comment(number, { text, closed }, signal) {
      if (text !== undefined) {
        const json = { ticket_id: Number(number), ...note(text) };
        await push({ method: 'POST', path: '/ticket_articles', json }, signal);
      }
      if (closed === undefined) return;
      await push({ method: 'PUT', path: `/tickets/${number}`, json: { state: closed ? CLOSED : 'open' } }, signal);
    },
    async comments(number, signal) {
      const own = await ownId();
      const articles = await get(`/ticket_articles/by_ticket/${number}`, z.array(article), signal);
      return articles.map((one) => ({
        id: one.id,
        author: one.from ?? String(one.created_by_id ?? ''),
        text: one.content_type === 'text/html' ? htmlToText(one.body ?? '') : (one.body ?? ''),
        ours: one.created_by_id === own,
      }));
    },
    isClosed: async (number, signal) => {
      const { state } = await get(`/tickets/${number}?expand=true`, standing, signal);
      return await isClosing(state);
    },
    async lastTurn(number, signal) {
      const own = await ownId();
      const answer = await get(`/ticket_history/${number}`, history, signal);
      for (const { id: at, object, attribute, created_by_id: by, ...values } of answer.history.toReversed()) {
        if (object !== 'Ticket' || attribute !== 'state') continue;
        if (!isTurn(await isClosing(values.value_from), await isClosing(values.value_to))) continue;
        return values.value_to === MERGED ? undefined : { id: at, author: nameOf(answer, by), ours: by === own };
      }
      return undefined;
    },
    erase: (number, signal) => push({ method: 'DELETE', path: `/tickets/${number}`, expects: [404] }, signal),
  };
}
