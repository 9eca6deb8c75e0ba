/** Who of those who could be told of something is told it, and whether their platform allows it now. Pure. */

import type { ChannelLimits } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { roomOf } from '../allowance.ts';
import type { Sent } from '../store/delivery-store.ts';
import type { ReminderCandidate } from '../store/device-life.ts';

/** How well a message would reach somebody: at once, by a notice of the platform, or when they look at the page. */
export type Reach = 'now' | 'noticed' | 'on-page';

const ORDER: readonly Reach[] = ['now', 'noticed', 'on-page'];

/**
 * How the channel lets us write to somebody who has not just written; undefined when it does not. A platform with a
 * window or a quota is written to only within them, or where it has a notice of its own for what waits.
 */
export function reachOf(
  limits: ChannelLimits | undefined,
  sent: Sent,
  reachable: boolean,
  now: Instant,
): Reach | undefined {
  if (limits === undefined) return undefined;
  if (limits.readsTranscript) return 'on-page';
  if (limits.quota === undefined && limits.replyWindowMs === undefined) return reachable ? 'now' : undefined;
  if (roomOf(limits, sent, now).message > 0) return 'now';
  return limits.reminds ? 'noticed' : undefined;
}

/**
 * The one who is told: whoever is reached best, of these who wrote last. Nobody is spoken to while an agent is talking
 * with them; that can wait for another day.
 */
export function chooseRecipient(
  candidates: readonly ReminderCandidate[],
  limitsOf: (channel: string) => ChannelLimits | undefined,
  now: Instant,
): ReminderCandidate | undefined {
  const reached = candidates.flatMap((one) => {
    const reach = reachOf(limitsOf(one.channel), one, one.reachable, now);
    return reach === undefined || one.owner === 'agent' ? [] : [{ one, rank: ORDER.indexOf(reach) }];
  });
  const [best] = reached.toSorted((a, b) => a.rank - b.rank || b.one.lastMerchantAtMs - a.one.lastMerchantAtMs);
  return best?.one;
}
