/** Zendesk as a helpdesk: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets. */

import { z } from 'zod';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { SinkFault } from '../tickets/sink-http.ts';
import { askOnce, createHelpdeskCaller } from './call-helpdesk.ts';
import { type Helpdesk, type HelpdeskTicket, type HelpdeskTurn, isTurn } from './helpdesk-product.ts';

/** Where Zendesk is. */
export interface ZendeskConfig {
  /** Such as https://example.zendesk.com, without a closing slash. */
  readonly url: string;
  /** The agent whom the token acts as. */
  readonly email: string;
  readonly token: string;
}

const id = z.number().int().positive();
const created = z.object({ ticket: z.object({ id }) });
const listed = z.object({ tickets: z.array(z.object({ id, external_id: z.string().nullish() })) });
const user = z.object({ user: z.object({ id }) });
/** Whoever is not signed in gets a user without an id. */
const shownUser = z.object({
  user: z.object({ id: z.number().nullish(), name: z.string().default(''), role: z.string().default('') }),
});
const comment = z.object({ id, author_id: z.number(), plain_body: z.string().nullish(), body: z.string().nullish() });
const users = z.array(z.object({ id: z.number(), name: z.string() })).default([]);
const comments = z.object({ comments: z.array(comment), users });
const standing = z.object({ ticket: z.object({ status: z.string() }) });
/** Of other fields the values may be lists. */
const change = z.object({
  type: z.string(),
  field_name: z.string().optional(),
  value: z.unknown(),
  previous_value: z.unknown(),
});
const audit = z.object({ id, author_id: z.number(), events: z.array(change) });
const audits = z.object({
  audits: z.array(audit),
  users,
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }).optional(),
});

const PRIORITIES = { P1: 'urgent', P2: 'high', P3: 'normal', P4: 'low' } as const;

const CLOSED: ReadonlySet<unknown> = new Set(['solved', 'closed']);
/** A hundred updates each. */
const MOST_PAGES = 10;
/** Who did what an automation did. */
const SYSTEM = 'System';

/** The tag of tickets that were merged into another one, which closes them. */
const MERGED = 'closed_by_merge';

function isTurning({ type, field_name, value, previous_value }: z.output<typeof change>): boolean {
  return type === 'Change' && field_name === 'status' && isTurn(CLOSED.has(previous_value), CLOSED.has(value));
}

function isMerge({ events }: z.output<typeof audit>): boolean {
  return events.some(({ field_name, value }) => field_name === 'tags' && [value].flat().includes(MERGED));
}

/** Text without what Zendesk would read as Markdown: pictures from elsewhere, links that say something else. */
function literal(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('![', '! [').replaceAll('<', '‹').replaceAll('>', '›');
}

/** The helpdesk. Every comment is internal: Zendesk writes to nobody on our account. */
export function createZendesk({ url, email, token }: ZendeskConfig, fetch?: GuardedFetch): Helpdesk {
  const authorization = `Basic ${Buffer.from(`${email}/token:${token}`, 'utf8').toString('base64')}`;
  const { get, send, push } = createHelpdeskCaller(`${url}/api/v2`, { authorization }, fetch);
  const place = (number: number): HelpdeskTicket => ({ id: String(number), url: `${url}/agent/tickets/${number}` });
  const ownId = askOnce(async () => (await get('/users/me.json', user)).user.id);
  return {
    name: 'zendesk',
    title: 'Zendesk',
    settings: { url: 'ZENDESK_URL', key: 'ZENDESK_TOKEN', place: 'ZENDESK_EMAIL' },
    async whoAmI(signal) {
      const { user: own } = await get('/users/me.json', shownUser, signal);
      if (own.id) return own.name;
      throw new SinkFault({ kind: 'retry', whole: true, reason: 'it refuses our key (401)' });
    },
    async mayPost(signal) {
      const { role, name } = (await get('/users/me.json', shownUser, signal)).user;
      return { place: name, missing: role === 'agent' || role === 'admin' ? [] : ['agent'] };
    },
    async find(reference, signal) {
      const query = new URLSearchParams({ external_id: reference });
      const { tickets } = await get(`/tickets.json?${query}`, listed, signal);
      const found = tickets.find(({ external_id }) => external_id === reference);
      return found && place(found.id);
    },
    async create({ subject, body, reference, priority }, signal) {
      const ticket = {
        subject,
        external_id: reference,
        priority: PRIORITIES[priority],
        comment: { body: literal(body), public: false },
        tags: ['posdesk'],
      };
      const headers = { 'idempotency-key': reference };
      const request = { method: 'POST', path: '/tickets.json', json: { ticket }, headers } as const;
      return place((await send(request, created, signal)).ticket.id);
    },
    async comment(number, { text, closed }, signal) {
      const status = closed === undefined ? {} : { status: closed ? 'solved' : 'open' };
      const said = text === undefined ? {} : { comment: { body: literal(text), public: false } };
      const json = { ticket: { ...said, ...status } };
      await push({ method: 'PUT', path: `/tickets/${number}.json`, json }, signal);
    },
    async comments(number, signal) {
      const own = await ownId();
      // A hundred at most come at once, and the newest are the ones that are not known yet.
      const path = `/tickets/${number}/comments.json?include=users&sort_order=desc`;
      const answer = await get(path, comments, signal);
      return answer.comments.toReversed().map((one) => ({
        id: one.id,
        author: answer.users.find((person) => person.id === one.author_id)?.name ?? String(one.author_id),
        text: one.plain_body ?? one.body ?? '',
        ours: one.author_id === own,
      }));
    },
    isClosed: async (number, signal) =>
      CLOSED.has((await get(`/tickets/${number}.json`, standing, signal)).ticket.status),
    async lastTurn(number, signal) {
      const own = await ownId();
      let last: HelpdeskTurn | undefined;
      let after = '';
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const path = `/tickets/${number}/audits.json?include=users&page[size]=100${after}`;
        const answer = await get(path, audits, signal);
        // The oldest come first.
        const turn = answer.audits.findLast(({ events }) => events.some(isTurning));
        const name = answer.users.find((person) => person.id === turn?.author_id)?.name ?? SYSTEM;
        if (turn) last = isMerge(turn) ? undefined : { id: turn.id, author: name, ours: turn.author_id === own };
        if (!answer.meta?.has_more || !answer.meta.after_cursor) break;
        after = `&page[after]=${encodeURIComponent(answer.meta.after_cursor)}`;
      }
      return last;
    },
    erase: (number, signal) => push({ method: 'DELETE', path: `/tickets/${number}.json`, expects: [404] }, signal),
  };
}
