/** Sends replies to Teams and says how it went. */

import type { ChannelDependencies, Delivery, DeliveryResult } from '#adapters/contract.ts';
import { createDoubtfulTries } from '#adapters/doubtful-tries.ts';
import type { Reply } from '#dialogs/message.ts';
import { type ConversationReference, type OutgoingActivity, readAddress } from './activity.ts';
import type { TeamsGateway } from './gateway.ts';
import { PlatformFault } from './platform-fault.ts';
import { renderPlain, renderReply } from './render.ts';

/** Longest wait of our own choice between two tries. */
const LONGEST_WAIT_MS = 60_000;
/** Spread over which a crowd comes back after the platform has named a time. */
const SPREAD_MS = 1_000;
/** Deliveries whose sent parts are remembered. */
const MOST_REMEMBERED = 1_000;

/** How long to wait before another try: what the platform asks for, or a wait that doubles; spread by chance. */
export function waitMs(fault: PlatformFault, attempt: number, random: () => number): number {
  if (fault.retryAfterMs !== undefined) return Math.round(fault.retryAfterMs + random() * SPREAD_MS);
  return Math.round(Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** (attempt - 1)) * (0.5 + random() / 2));
}

/**
 * True when another try may succeed: no answer, a wait asked for (408, 429), a lost precondition (412), or trouble on
 * the platform's side. Microsoft's "Optimize your bot: rate limiting" names 412, 429, 502 and 504.
 */
export function mayPass({ status }: PlatformFault): boolean {
  return status === undefined || status === 408 || status === 412 || status === 429 || status >= 500;
}

/** `Channel.deliver` over a gateway. */
export function createDeliver(
  gateway: () => Promise<TeamsGateway>,
  warn: ChannelDependencies['warn'],
  random: () => number = Math.random,
): (delivery: Delivery) => Promise<DeliveryResult> {
  // Parts that are out already, so that another try goes on behind them; a card and the text instead are two things.
  const sent = new Map<string, ReadonlySet<string>>();
  const sendAll = async (
    { id }: Delivery,
    reference: ConversationReference,
    parts: readonly OutgoingActivity[],
  ): Promise<void> => {
    const open = await gateway();
    for (const [index, part] of parts.entries()) {
      const name = `${part.attachments === undefined ? 'text' : 'card'} ${index}`;
      const out = sent.get(id) ?? new Set();
      if (out.has(name)) continue;
      await open.send(reference, part);
      sent.set(id, new Set([...out, name]));
    }
  };
  const tries = createDoubtfulTries();
  return async (delivery) => {
    const reference = readAddress(delivery.address);
    if (!reference) return { kind: 'refused', reason: 'Teams has not said where this merchant is reached' };
    const result = await attempt(delivery.reply, reference, (parts) => sendAll(delivery, reference, parts)).catch(
      (error: unknown) => {
        tries.failed(delivery, isSurelyNotSent(error));
        return failed(error, delivery, warn, random);
      },
    );
    if (result.kind === 'retry') {
      forgetOldest(sent);
      return result;
    }
    const doubled = tries.mayHaveArrived(delivery);
    sent.delete(delivery.id);
    tries.settled(delivery.id);
    return result.kind === 'delivered' && doubled ? { ...result, perhapsTwice: true } : result;
  };
}

async function attempt(
  reply: Reply,
  { user }: ConversationReference,
  send: (parts: readonly OutgoingActivity[]) => Promise<void>,
): Promise<DeliveryResult> {
  try {
    await send(renderReply(reply, user.id));
  } catch (error) {
    const tooLarge = error instanceof PlatformFault && error.status === 413;
    if (!tooLarge || reply.kind === 'text') throw error;
    await send(renderPlain(reply));
  }
  return { kind: 'delivered' };
}

/** True when a message that failed so is not there: a gateway that gives up may have passed it on before. */
export function isSurelyNotSent(error: unknown): boolean {
  if (!(error instanceof PlatformFault) || error.call === 'login' || error.unsent) return true;
  return error.status !== undefined && error.status < 500;
}

function failed(error: unknown, { attempt: tries }: Delivery, warn: ChannelDependencies['warn'], random: () => number) {
  const fault = error instanceof PlatformFault ? error : new PlatformFault('teams', 'the message could not be sent');
  if (!(error instanceof PlatformFault)) warn('teams-send-failed', { error: error instanceof Error ? error.name : '' });
  const ours = fault.call === 'login';
  if (ours || fault.status === 401) warn('teams-credentials-refused', { reason: fault.message });
  // A token that is not given out says nothing about the message; the operator may mend the secret meanwhile.
  return ours || mayPass(fault)
    ? ({ kind: 'retry', reason: fault.message, afterMs: waitMs(fault, tries, random) } as const)
    : ({ kind: 'refused', reason: fault.message } as const);
}

function forgetOldest(sent: Map<string, ReadonlySet<string>>): void {
  for (const id of sent.keys()) {
    if (sent.size <= MOST_REMEMBERED) return;
    sent.delete(id);
  }
}
