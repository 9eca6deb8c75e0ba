/** Delivers a reply: its messages in order, each once, also when posdesk was killed between sending and noting it. */

import { createHash } from 'node:crypto';
import type { Delivery, DeliveryResult } from '#adapters/contract.ts';
import type { PostMark, SlackClient } from './client.ts';
import { isBlocksFault, type SlackFailure } from './errors.ts';
import { type Address, addressOf } from './place.ts';
import { renderReply, type SlackPost } from './render.ts';

/** What delivering needs. */
export interface DeliverDependencies {
  readonly client: Pick<SlackClient, 'post' | 'messagesAfter'>;
  readonly now: () => number;
  /** Called for every failure. */
  readonly onFailure: (failure: SlackFailure) => void;
}

/** Several messages in a row may take this long; the outbox gives up on a delivery a little later. */
const ALL_WITHIN_MS = 15_000;
/** How far back a message is looked for that may have been sent before. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
/** Up to this try we wait for Slack to tell what stands there; after it, saying something twice is better than never. */
const PATIENT_ATTEMPTS = 5;

/** Sends a delivery; never throws for what Slack does. */
export async function deliverReply(delivery: Delivery, dependencies: DeliverDependencies): Promise<DeliveryResult> {
  const address = addressOf(delivery.conversationId, delivery.address);
  if (address === undefined) return { kind: 'refused', reason: 'nobody knows where on Slack this person writes' };
  const found = await findSent(delivery, address, dependencies);
  if (found.kind === 'retry') return found;
  const startedAt = performance.now();
  const send: Send = async (post, part) => {
    const mark = { delivery: delivery.id, part, digest: digestOf(post) };
    if (found.marks.has(keyOf(mark))) return undefined;
    // What is left goes out with the next try; going on here would race with it.
    if (performance.now() - startedAt > ALL_WITHIN_MS) return { kind: 'retry', reason: 'Slack is slow' };
    const posted = await dependencies.client.post(address, post, mark);
    return posted.kind === 'ok' ? undefined : posted;
  };
  const failure = await sendAll(renderReply(delivery.reply, delivery.conversationId), send);
  if (failure === undefined) return { kind: 'delivered' };
  dependencies.onFailure(failure);
  const { code: _, ...result } = failure;
  return result;
}

/** Posts one message unless it stands there already; what went wrong, if anything. */
type Send = (post: SlackPost, part: number) => Promise<SlackFailure | undefined>;

async function sendAll(posts: readonly SlackPost[], send: Send): Promise<SlackFailure | undefined> {
  for (const [part, post] of posts.entries()) {
    const failure = await send(post, part);
    const instead = failure !== undefined && isBlocksFault(failure) ? post.plain : undefined;
    const remaining = instead === undefined ? failure : await sendAll(instead, send);
    if (remaining !== undefined) return remaining;
  }
  return undefined;
}

type Found = { readonly kind: 'ok'; readonly marks: ReadonlySet<string> } | Extract<DeliveryResult, { kind: 'retry' }>;

/** What of an earlier try stands there already, by mark. While Slack cannot tell, posting might say it twice. */
async function findSent({ attempt }: Delivery, address: Address, { client, now }: DeliverDependencies): Promise<Found> {
  const nothing: Found = { kind: 'ok', marks: new Set() };
  if (attempt <= 1) return nothing;
  const since = ((now() - LOOK_BACK_MS) / 1_000).toFixed(6);
  const past = await client.messagesAfter(address, since);
  if (past.kind === 'ok') {
    return { kind: 'ok', marks: new Set(past.value.flatMap(({ mark }) => (mark === undefined ? [] : [keyOf(mark)]))) };
  }
  if (past.kind === 'refused' || attempt > PATIENT_ATTEMPTS) return nothing;
  const { code: _, ...later } = past;
  return later;
}

function keyOf({ delivery, part, digest }: PostMark): string {
  return `${delivery} ${part} ${digest}`;
}

function digestOf({ text, blocks }: SlackPost): string {
  return createHash('sha256')
    .update(JSON.stringify([text, blocks ?? []]))
    .digest('base64url')
    .slice(0, 16);
}
