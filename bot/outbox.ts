/** The outbox: delivers messages in order, tries again with growing patience, and gives up where people can see it. */

import type { Channel, Delivery, DeliveryResult } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { type Room, roomOf } from './allowance.ts';
import { describeError, type Logger } from './log.ts';
import { settlePatiently } from './settle-patiently.ts';
import type { DeliveryStore, DueDelivery, Settlement } from './store/delivery-store.ts';
import type { Job } from './worker.ts';

/** What the outbox needs. */
export interface OutboxDependencies {
  readonly store: DeliveryStore;
  readonly channels: readonly Channel[];
  readonly clock: () => Instant;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
  /** Until when nobody is told what they did not ask for; undefined, or left out: they may be told now. */
  readonly quietUntil?: (now: Instant) => Instant | undefined;
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
/** While the store is away what became of a try is kept, as long as nobody else can have taken the message. */
const SETTLE_WITHIN_MS = LEASE_MS - DELIVER_WITHIN_MS;

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

const SHUT: Readonly<Record<'window' | 'quota', string>> = {
  window: '平台的回复时限已过 · the platform takes answers only for a while after the merchant wrote',
  quota: '平台允许的条数已用完 · the platform takes no more messages for now',
};

function holding(reason: string, { merchantSeq }: DueDelivery): Settlement {
  return { kind: 'held', line: `商户下次来信时送出 · goes out when the merchant writes again: ${reason}`, merchantSeq };
}

/** What the agent is told of a message that did not arrive. */
export function notDelivered(reason: string): string {
  return `消息未送达 · not delivered: ${reason}`;
}

function refusal(reason: string): Settlement {
  return { kind: 'refused', line: notDelivered(reason) };
}

/** A tap's allowance is the first to be used: it ends sooner. */
function delivered(
  { messages = 1, perhapsTwice }: Extract<DeliveryResult, { kind: 'delivered' }>,
  { due, room: { tap } }: Try,
): Settlement {
  const counts = { messages, allowance: tap > 0 ? ('tap' as const) : ('message' as const) };
  return { kind: 'delivered', counts, ...(perhapsTwice ? { line: mayBeDoubled(due.reply.text) } : {}) };
}

const QUOTED = 24;

/** What the agent is told of a message that may stand in the merchant's chat twice. */
function mayBeDoubled(text: string): string {
  const [...characters] = text.replaceAll(/\s+/g, ' ');
  const begins = characters.length <= QUOTED ? text : `${characters.slice(0, QUOTED).join('')}…`;
  return `这条消息可能送达了两次 · this message may have arrived twice: ${begins}`;
}

interface Try {
  readonly due: DueDelivery;
  readonly room: Room;
  readonly now: Instant;
}

function settlementOf(result: DeliveryResult, { due, room, now }: Try, random: () => number): Settlement {
  const { attempt } = due;
  if (result.kind === 'delivered') return delivered(result, { due, room, now });
  if (result.kind === 'held') return holding(result.reason, due);
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
  /** True while no message is under way. */
  resting(): boolean;
}

function deliveryOf({ id, conversationId, senderId, address, reply, attempt }: DueDelivery, room: Room): Delivery {
  // One delivery rests on one allowance: a tap's ends within the minute.
  const left = room.tap > 0 ? room.tap : room.message;
  return {
    id,
    conversationId,
    senderId,
    reply,
    attempt,
    ...(address === undefined ? {} : { address }),
    ...(Number.isFinite(left) ? { room: left } : {}),
  };
}

function isNotice({ reply }: DueDelivery): boolean {
  return reply.kind === 'text' && reply.notice === true;
}

type Send = (due: DueDelivery) => Promise<Settlement>;

/** Sends one message and says what becomes of it; never throws. */
function createSender({ channels, clock, random, log, quietUntil }: OutboxDependencies): Send {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  return async (due) => {
    const channel = byName.get(due.channel);
    if (!channel) return refusal(`the channel ${due.channel} is off`);
    const quietMs = isNotice(due) ? quietUntil?.(clock()) : undefined;
    if (quietMs !== undefined) return { kind: 'retry', dueAtMs: quietMs };
    const room = roomOf(channel.limits, due, clock());
    if (room.shut && !channel.limits.reminds) return holding(SHUT[room.shut], due);
    const result = await deliverInTime(channel, deliveryOf(due, room)).catch((error: unknown): DeliveryResult => {
      log.error('channel-failed', { channel: due.channel, ...describeError(error) });
      return { kind: 'retry', reason: 'the channel failed' };
    });
    if (result.kind !== 'delivered') log.warn('not-delivered', { channel: due.channel, deliveryId: due.id, ...result });
    return settlementOf(result, { due, room, now: clock() }, random);
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
      const settlement = await send(due);
      await settlePatiently(() => store.settle(due.id, settlement, clock()), { forMs: SETTLE_WITHIN_MS });
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
    resting: () => underWay.size === 0,
  };
}
