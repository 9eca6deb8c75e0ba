/** What becomes of the items of a page: messages go to the inbox, events are answered. */

import type { ChannelDependencies } from '#adapters/contract.ts';
import type { TencentApi } from '#adapters/tencent/call-api.ts';
import type { Attachment, InboundMessage } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';
import { describeLoss } from './failures.ts';
import { type Greeted, sendRating, sendWelcome } from './greet.ts';
import type { Languages } from './languages.ts';
import type { MessageIds } from './message-ids.ts';
import { conversationIdOf, type KfCustomer, type KfItem, type KfMedia } from './receive.ts';
import type { ServiceStates } from './service-state.ts';
import type { Spent } from './spent.ts';

/** What taking items needs. */
export interface TakeDependencies
  extends Pick<ChannelDependencies, 'receive' | 'media' | 'undelivered' | 'warn' | 'now' | 'scan'> {
  readonly api: TencentApi;
  readonly ids: MessageIds;
  readonly states: ServiceStates;
  readonly spent: Spent;
  readonly languages: Languages;
}

/** `taken`: every message is on disk. `stopped`: not all are; the page has to come again. */
export type Taken = { readonly kind: 'taken' } | { readonly kind: 'stopped'; readonly retryAfterMs?: number };

type MessageItem = Extract<KfItem, { kind: 'message' }>;
type EventItem = Exclude<KfItem, { kind: 'message' | 'ignored' }>;

const TAKEN: Taken = { kind: 'taken' };
/** Conversations under way at once; each may hold a file in memory. */
const AT_ONCE = 8;
/** The largest file that the platform takes. */
const MEDIA_BYTES = 20 * 1024 * 1024;
const MEDIA_TRIES = 3;

/** Takes a page. Repeating it is harmless: the inbox knows messages by their ids, and codes work once. */
export async function takeItems(items: readonly KfItem[], dependencies: TakeDependencies): Promise<Taken> {
  // A welcome has 20 seconds; the photos of others can wait for it.
  const events = items.filter((item): item is EventItem => item.kind !== 'message' && item.kind !== 'ignored');
  for (const event of events) await takeEvent(event, dependencies);
  for (const item of items) if (isMessage(item)) dependencies.spent.wrote(item.customer, item.atMs);
  const lines = [...Map.groupBy(items.filter(isMessage), ({ message }) => message.conversationId).values()];
  let stopped: Taken | undefined;
  const work = async (): Promise<void> => {
    for (let line = lines.pop(); line !== undefined && stopped === undefined; line = lines.pop()) {
      const taken = await takeLine(line, dependencies);
      if (taken.kind === 'stopped') stopped = taken;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return stopped ?? TAKEN;
}

function isMessage(item: KfItem): item is MessageItem {
  return item.kind === 'message';
}

/** The messages of one conversation, in order. */
async function takeLine(line: readonly MessageItem[], dependencies: TakeDependencies): Promise<Taken> {
  for (const { message, media, customer } of line) {
    const attachments = media === undefined ? [] : [await fetchMedia(media, dependencies)];
    const accepted = await dependencies.receive({ ...message, attachments } satisfies InboundMessage);
    if (accepted.kind === 'overloaded') return { kind: 'stopped', retryAfterMs: accepted.retryAfterMs };
    if (message.text !== '') await dependencies.languages.heard(customer, message.text);
  }
  return TAKEN;
}

/** The file on our shelf. When the platform does not give it, the desk still learns that there was one. */
async function fetchMedia(media: KfMedia, { api, media: shelf, warn }: TakeDependencies): Promise<Attachment> {
  const { kind, name, mediaId } = media;
  const request = { path: '/cgi-bin/media/get', query: { media_id: mediaId }, mostBytes: MEDIA_BYTES };
  for (let attempt = 1; ; attempt += 1) {
    const file = await api.download(request);
    if (file.kind === 'ok') return { kind, name, ref: await shelf.put(file) };
    if (file.advice !== 'never' && attempt < MEDIA_TRIES) continue;
    warn('wecom-media-lost', { kind, reason: file.reason });
    return { kind, name, ref: `wecom:${mediaId}` };
  }
}

async function takeEvent(event: EventItem, dependencies: TakeDependencies): Promise<void> {
  const { api, ids, states, languages, undelivered, now } = dependencies;
  const ageMs = now() - event.atMs;
  if (event.kind === 'send-failed') {
    const deliveryId = await ids.deliveryOf(event.msgId);
    if (deliveryId !== undefined) await undelivered(deliveryId, describeLoss(event.failType));
    return;
  }
  if (event.kind === 'entered') {
    if (event.scan !== undefined) await dependencies.scan?.(conversationIdOf(event), event.scan, 'sticker');
    if (event.welcomeCode === undefined) return;
    const code = { code: event.welcomeCode, ageMs, ...(await spoken(event, languages)) };
    report('welcome', await sendWelcome(api, code), dependencies);
    return;
  }
  states.forget(event);
  if (event.endCode === undefined) return;
  const code = { code: event.endCode, ageMs, ...(await spoken(event, languages)) };
  report('rating', await sendRating(api, code), dependencies);
}

async function spoken(customer: KfCustomer, languages: Languages): Promise<{ readonly locale?: Locale }> {
  const locale = await languages.of(customer);
  return locale === undefined ? {} : { locale };
}

function report(what: string, greeted: Greeted, { warn }: TakeDependencies): void {
  if (greeted !== 'sent') warn('wecom-event-unanswered', { what, greeted });
}
