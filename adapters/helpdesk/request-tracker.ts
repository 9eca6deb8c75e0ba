/** Request Tracker 5 as a helpdesk, by REST 2.0: https://docs.bestpractical.com/rt/5.0.5/RT/REST2.html. */

import { z } from 'zod';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { htmlToText } from '../html-to-text.ts';
import { createHelpdeskCaller } from './call-helpdesk.ts';
import { type Helpdesk, type HelpdeskTicket, isTurn } from './helpdesk-product.ts';

/** Where RT is. */
export interface RequestTrackerConfig {
  /** Without a closing slash and without /REST/2.0. */
  readonly url: string;
  /** An auth token of a user who may see, create, comment on and modify tickets of the queue. */
  readonly token: string;
  /** The queue's name. */
  readonly queue: string;
}

const REST = '/REST/2.0';
const numeric = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String);
const created = z.object({ id: numeric });
const listed = z.object({ items: z.array(z.object({ id: numeric, Subject: z.string().default('') })) });
const person = z.object({ id: z.string() });
const transaction = z.object({
  id: numeric,
  Type: z.string(),
  Creator: person.or(z.string()),
  OldValue: z.string().nullish(),
  NewValue: z.string().nullish(),
});
const standing = z.object({ Status: z.string() });
const history = z.object({ items: z.array(transaction) });
const attachment = z.object({
  ContentType: z.string().nullish(),
  Content: z.string().nullish(),
  TransactionId: numeric.or(person).nullish(),
});
const attachments = z.object({ items: z.array(attachment) });

const shownQueue = z.object({
  Name: z.string(),
  _hyperlinks: z.array(z.object({ ref: z.string(), type: z.string().nullish() })).default([]),
});
const info = z.object({ Version: z.string().default('') });

/** RT gives 0 to 100, and lists what is highest first. */
const PRIORITIES = { P1: 90, P2: 70, P3: 40, P4: 10 } as const;
const PAGE = 100;
const MOST_PAGES = 20;
const SAID: ReadonlySet<string> = new Set(['Comment', 'Correspond']);
/** A ticket that was deleted was no ticket, and what statuses of an own lifecycle mean is not told. */
const CLOSED: ReadonlyMap<string, boolean> = new Map([
  ['new', false],
  ['open', false],
  ['stalled', false],
  ['resolved', true],
  ['rejected', true],
]);

function isClosing(status: string | null | undefined): boolean | undefined {
  return CLOSED.get(status ?? '');
}

function nameOf(creator: z.output<typeof transaction>['Creator']): string {
  return typeof creator === 'string' ? creator : creator.id;
}

/** RT does not say who a token belongs to, but the ticket is one that we have made. */
function ownNameIn(happened: readonly z.output<typeof transaction>[]): string | undefined {
  const first = happened.find(({ Type }) => Type === 'Create');
  return first && nameOf(first.Creator);
}

/** Texts stand in single quotes in RT's searches, with a backslash before a quote. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

/** Whether an attachment is the text of a transaction. */
function isTextOf({ TransactionId, ContentType }: z.output<typeof attachment>, transactionId: string): boolean {
  const of = typeof TransactionId === 'object' && TransactionId !== null ? TransactionId.id : TransactionId;
  return of === transactionId && (ContentType?.startsWith('text/') ?? false);
}

/** In lists texts come as they are; only a single attachment that is asked for comes in Base64. */
function textOf({ ContentType, Content }: z.output<typeof attachment>): string {
  const text = Content ?? '';
  return ContentType === 'text/html' ? htmlToText(text) : text;
}

/** The helpdesk. Tickets that are erased get the status `deleted`; RT's shredder takes them out for good. */
export function createRequestTracker({ url, token, queue }: RequestTrackerConfig, fetch?: GuardedFetch): Helpdesk {
  const { get, send, push } = createHelpdeskCaller(url + REST, { authorization: `token ${token}` }, fetch);
  const place = (id: string): HelpdeskTicket => ({ id, url: `${url}/Ticket/Display.html?id=${id}` });
  /** All items of a list that comes in pages; RT names no number of pages where it would have to count. */
  const getAll = async <Item>(
    path: string,
    schema: z.ZodType<{ items: Item[] }>,
    signal?: AbortSignal,
  ): Promise<readonly Item[]> => {
    const all: Item[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { items } = await get(`${path}&per_page=${PAGE}&page=${page}`, schema, signal);
      all.push(...items);
      if (items.length < PAGE) break;
    }
    return all;
  };
  const historyOf = (id: string, signal?: AbortSignal) =>
    getAll(`/ticket/${id}/history?fields=Type,Creator,OldValue,NewValue`, history, signal);
  return {
    name: 'request-tracker',
    title: 'Request Tracker',
    settings: { url: 'RT_URL', key: 'RT_TOKEN', place: 'RT_QUEUE' },
    // RT does not say whose token it is.
    whoAmI: async (signal) => `RT ${(await get('/rt', info, signal)).Version}`.trim(),
    async mayPost(signal) {
      const found = await get(`/queue/${encodeURIComponent(queue)}`, shownQueue, signal);
      const mayCreate = found._hyperlinks.some(({ ref, type }) => ref === 'create' && type === 'ticket');
      return { place: found.Name, missing: mayCreate ? [] : ['CreateTicket'] };
    },
    async find(reference, signal) {
      const query = `Queue = ${quoted(queue)} AND Subject LIKE ${quoted(reference)}`;
      const search = new URLSearchParams({ query, fields: 'Subject', per_page: '20', orderby: 'id' });
      const { items } = await get(`/tickets?${search}`, listed, signal);
      const found = items.find(({ Subject }) => Subject.includes(`[${reference}]`));
      return found && place(found.id);
    },
    async create({ subject, body, priority }, signal) {
      const json = {
        Queue: queue,
        Subject: subject,
        Content: body,
        ContentType: 'text/plain',
        Priority: PRIORITIES[priority],
      };
      return place((await send({ method: 'POST', path: '/ticket', json }, created, signal)).id);
    },
    async comment(id, { text, closed }, signal) {
      const json = { Content: text, ContentType: 'text/plain' };
      if (text !== undefined) await push({ method: 'POST', path: `/ticket/${id}/comment`, json }, signal);
      if (closed === undefined) return;
      await push({ method: 'PUT', path: `/ticket/${id}`, json: { Status: closed ? 'resolved' : 'open' } }, signal);
    },
    async comments(id, signal) {
      const happened = await historyOf(id, signal);
      const parts = await getAll(
        `/ticket/${id}/attachments?fields=ContentType,Content,TransactionId`,
        attachments,
        signal,
      );
      const own = ownNameIn(happened);
      return happened.flatMap((one) => {
        const part = SAID.has(one.Type) ? parts.find((text) => isTextOf(text, one.id)) : undefined;
        const author = nameOf(one.Creator);
        return part ? [{ id: Number(one.id), author, text: textOf(part), ours: author === own }] : [];
      });
    },
    isClosed: async (id, signal) => isClosing((await get(`/ticket/${id}`, standing, signal)).Status),
    async lastTurn(id, signal) {
      const happened = await historyOf(id, signal);
      const turn = happened.findLast(
        ({ Type, OldValue, NewValue }) => Type === 'Status' && isTurn(isClosing(OldValue), isClosing(NewValue)),
      );
      if (turn === undefined) return undefined;
      const author = nameOf(turn.Creator);
      return { id: Number(turn.id), author, ours: author === ownNameIn(happened) };
    },
    erase: (id, signal) =>
      push({ method: 'PUT', path: `/ticket/${id}`, json: { Status: 'deleted' }, expects: [404] }, signal),
  };
}
