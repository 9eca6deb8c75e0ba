/** The signed webhook: the institution's own systems hear of every ticket event and of notices such as renewals. */

import type { Instant } from '#dialogs/message.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import type { SinkResult, TicketSink } from '../tickets/sink-contract.ts';
import { pushToSink, settleSinkStep } from '../tickets/sink-http.ts';
import { checkWebhook } from './check.ts';
import { renderEvent, renderNotice, type WebhookBody } from './render.ts';
import { readWebhookSecret, signWebhook } from './sign.ts';

/** Where to post, and what to sign with. */
export interface WebhookConfig {
  readonly url: string;
  /** One or, while a receiver changes over, two; each `whsec_` and Base64 of 24 to 64 bytes. */
  readonly secrets: readonly string[];
}

/** What the webhook needs besides its settings. */
export interface WebhookDependencies {
  readonly now: () => Instant;
  readonly fetch?: GuardedFetch;
}

/** Receivers are to store and answer; work comes after. */
const TIMEOUT_MS = 15_000;
/** 410 Gone: the receiver wants no more, as Standard Webhooks says. A 404 may be a receiver that is being changed. */
const REFUSALS = [410];

/** The sink. Throws a TypeError when a secret is none. */
export function createWebhookSink({ url, secrets }: WebhookConfig, { now, fetch }: WebhookDependencies): TicketSink {
  const keys = secrets.map((secret) => {
    const key = readWebhookSecret(secret);
    if (!key) throw new TypeError('A webhook secret is whsec_ and Base64 of 24 to 64 bytes.');
    return key;
  });
  const post = (id: string, content: WebhookBody, signal: AbortSignal): Promise<SinkResult> =>
    settleSinkStep(async () => {
      const body = JSON.stringify(content);
      const signed = signWebhook({ id, timestamp: Math.floor(now() / 1_000), body }, keys);
      const headers = { 'content-type': 'application/json', 'user-agent': 'posdesk', ...signed };
      const request = {
        method: 'POST',
        url,
        headers,
        body,
        signal,
        timeoutMs: TIMEOUT_MS,
        refusals: REFUSALS,
      } as const;
      await pushToSink(request, fetch);
      return { kind: 'done' };
    });
  return {
    name: 'webhook',
    takes: 'each',
    check: () => checkWebhook(url, fetch),
    async deliver({ id, events, ticket, url: page, signal }) {
      const [event] = events;
      return event ? await post(id, renderEvent(event, ticket, page), signal) : { kind: 'done' };
    },
    notify: (notice) => post(notice.id, renderNotice(notice), notice.signal),
  };
}
