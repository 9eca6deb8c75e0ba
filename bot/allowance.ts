/** How many messages a platform still allows us to write to a merchant. Pure. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { ReplyRoom } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Sending, Sent } from './store/delivery-store.ts';

/** What is left now, by what it rests on; Infinity where the platform does not limit it. */
export interface Room {
  /** On the strength of the merchant's last tap. */
  readonly tap: number;
  /** On the strength of the merchant's last message. */
  readonly message: number;
  /** Why there is none, when there is none. */
  readonly shut?: 'window' | 'quota';
}

function tapRoom({ tap }: ChannelLimits, { tapAtMs, sentSinceTap }: Sent, now: Instant): number {
  if (!tap || tapAtMs === undefined || now - tapAtMs > tap.windowMs) return 0;
  return Math.max(0, tap.quota - sentSinceTap);
}

/** What is left of a merchant's allowances. */
export function roomOf(limits: ChannelLimits, sent: Sent, now: Instant): Room {
  const tap = tapRoom(limits, sent, now);
  const closed = limits.replyWindowMs !== undefined && now - sent.lastMerchantAtMs > limits.replyWindowMs;
  const left = Math.max(0, (limits.quota ?? Number.POSITIVE_INFINITY) - sent.sentSince);
  const message = closed ? 0 : left;
  return { tap, message, ...(tap + message > 0 ? {} : { shut: closed ? 'window' : 'quota' }) };
}

/** What the desk shows of it next to the reply box; undefined when the platform limits nothing. */
export function replyRoom(limits: ChannelLimits, sending: Sending, now: Instant): ReplyRoom | undefined {
  if (limits.quota === undefined && limits.replyWindowMs === undefined) return undefined;
  const { tap, message, shut } = roomOf(limits, sending, now);
  const left = Math.max(0, tap + message - sending.waiting);
  const untilMs = sending.lastMerchantAtMs + (limits.replyWindowMs ?? Number.POSITIVE_INFINITY);
  return {
    open: left > 0,
    // Of a window that has closed nothing is left to count.
    ...(Number.isFinite(left) && shut !== 'window' ? { left } : {}),
    ...(Number.isFinite(untilMs) && untilMs > now ? { untilMs } : {}),
    waiting: sending.waiting,
  };
}
