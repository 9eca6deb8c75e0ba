/** The outbox: delivers messages in order, tries again with growing patience, and gives up where people can see it. */

import type { Channel, Delivery, DeliveryResult } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { describeError, type Logger } from './log.ts';
import type { DeliveryStore, DueDelivery, Settlement } from './store/store.ts';
import type { Job } from './worker.ts';

/** What the outbox needs. */
export interface OutboxDependencies {
  readonly store: DeliveryStore;
  readonly channels: readonly Channel[];
  readonly clock: () => Instant;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
}

/** Tries of one message, over about 40 minutes. */
export const MOST_ATTEMPTS = 10;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 600_000;
const MOST_AT_ONCE = 64;
/** A channel that has not answered by then is tried again. */
const DELIVER_WITHIN_MS = 30_000;
/** Longer than any delivery may take, so that nobody else takes the same message meanwhile. */
const LEASE_MS = 90_000;

/** Milliseconds until the next try: doubled each time, spread over half to full length so that a crowd disperses. */
export function retryDelayMs(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random() / 2));
}

async function deliverInTime(channel: Channel, delivery: Delivery): Promise<DeliveryResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DeliveryResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ kind: 'retry', reason: 'the platform did not answer in time' }),
      DELIVER_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([channel.deliver(delivery), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why the platform would refuse a message anyway; undefined when it may go out. */
function beyondLimits({ limits }: Channel, due: DueDelivery, now: Instant): string | undefined {
  if (limits.replyWindowMs !== undefined && now - due.lastMerchantAtMs > limits.replyWindowMs) {
    return 'the platform allows answers only for a while after the merchant wrote';
  }
  if (limits.quota !== undefined && due.sentSince >= limits.quota) {
    return 'the platform allows no more messages until the merchant writes again';
  }
  return undefined;
}

function refusal(reason: string): Settlement {
  return { kind: 'refused', line: `消息未送达 · not delivered: ${reason}` };
}

function settlementOf(result: DeliveryResult, attempt: number, now: Instant, random: () => number): Settlement {
  if (result.kind === 'delivered') return { kind: 'delivered' };
  if (result.kind === 'refused') return refusal(result.reason);
  if (attempt >= MOST_ATTEMPTS) return refusal(`${result.reason} (tried ${attempt} times)`);
  return { kind: 'retry', dueAtMs: now + Math.max(result.afterMs ?? 0, retryDelayMs(attempt, random)) };
}

/** The outbox as a worker's job. */
export interface Outbox extends Job {
  /** Calls `wake` whenever a message has been settled, because the next one of its conversation may now go out. */
  onSettled(wake: () => void): void;
  /** Resolves when no message is under way. */
  idle(): Promise<void>;
}

type Send = (due: DueDelivery) => Promise<Settlement>;

/** Sends one message and says what becomes of it; never throws. */
function createSender({ channels, clock, random, log }: OutboxDependencies): Send {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  return async (due) => {
    const channel = byName.get(due.channel);
    if (!channel) return refusal(`the channel ${due.channel} is off`);
    const beyond = beyondLimits(channel, due, clock());
    if (beyond !== undefined) return refusal(beyond);
    const { id, conversationId, senderId, reply, attempt } = due;
    const result = await deliverInTime(channel, { id, conversationId, senderId, reply, attempt }).catch(
      (error: unknown): DeliveryResult => {
        log.error('channel-failed', { channel: due.channel, ...describeError(error) });
        return { kind: 'retry', reason: 'the channel failed' };
      },
    );
    if (result.kind !== 'delivered') log.warn('not-delivered', { channel: due.channel, deliveryId: id, ...result });
    return settlementOf(result, attempt, clock(), random);
  };
}

/** The outbox of a process. */
export function createOutbox(dependencies: OutboxDependencies): Outbox {
  const { store, clock, log } = dependencies;
  const send = createSender(dependencies);
  const underWay = new Set<Promise<void>>();
  let wake = (): void => {};

  const process = async (due: DueDelivery): Promise<void> => {
    try {
      await store.settle(due.id, await send(due), clock());
    } catch (error) {
      // The lease ends by itself, and the message is tried again.
      log.error('not-settled', { deliveryId: due.id, ...describeError(error) });
    }
  };

  return {
    name: 'outbox',
    async run() {
      const room = MOST_AT_ONCE - underWay.size;
      if (room <= 0) return;
      const now = clock();
      for (const due of await store.claimDeliveries(now, room, now + LEASE_MS)) {
        const one = process(due).finally(() => {
          underWay.delete(one);
          wake();
        });
        underWay.add(one);
      }
    },
    // With no room left, the next settled message wakes the outbox, not the clock.
    nextAt: async () => (underWay.size < MOST_AT_ONCE ? await store.nextDeliveryAt() : undefined),
    onSettled(listener) {
      wake = listener;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
