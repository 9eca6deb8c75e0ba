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

/** How far back a message is looked for that may have been sent before. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

/** Sends a delivery; never throws for what Slack does. */
export async function deliverReply(delivery: Delivery, dependencies: DeliverDependencies): Promise<DeliveryResult> {
  const address = addressOf(delivery.conversationId, delivery.address);
  if (address === undefined) return { kind: 'refused', reason: 'nobody knows where on Slack this person writes' };
  const posts = renderReply(delivery.reply, delivery.conversationId);
  const marks = posts.map((post, part): PostMark => ({ delivery: delivery.id, part, digest: digestOf(post) }));
  const sent = delivery.attempt > 1 ? await findSent(address, dependencies) : new Set<string>();
  for (const [part, post] of posts.entries()) {
    const mark = marks[part];
    if (mark === undefined || sent.has(keyOf(mark))) continue;
    const failure = await send(address, post, mark, dependencies);
    if (failure === undefined) continue;
    dependencies.onFailure(failure);
    const { code: _, ...result } = failure;
    return result;
  }
  return { kind: 'delivered' };
}

async function send(
  address: Address,
  post: SlackPost,
  mark: PostMark,
  { client }: DeliverDependencies,
): Promise<SlackFailure | undefined> {
  const posted = await client.post(address, post, mark);
  if (posted.kind === 'ok') return undefined;
  if (post.plain === undefined || !isBlocksFault(posted)) return posted;
  for (const plain of post.plain) {
    const again = await client.post(address, plain, mark);
    if (again.kind !== 'ok') return again;
  }
  return undefined;
}

/** What of ours stands there already, by mark; nothing when Slack does not tell. */
async function findSent(address: Address, { client, now }: DeliverDependencies): Promise<ReadonlySet<string>> {
  const since = ((now() - LOOK_BACK_MS) / 1_000).toFixed(6);
  const past = await client.messagesAfter(address, since);
  if (past.kind !== 'ok') return new Set();
  return new Set(past.value.flatMap(({ mark }) => (mark === undefined ? [] : [keyOf(mark)])));
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
