/** Keeps one merchant's flood from taking what all others need: a bucket of messages for each conversation. */

import { createAllowance } from '#adapters/allowance.ts';
import type { Receive } from '#adapters/contract.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Meter } from './metrics/meter.ts';

/** Messages at once, and a second from then on. Far above what a person types, also after hours offline. */
const SHARE = { burst: 60, perSecond: 5 };
/** Conversations that are remembered, the newest ones; whoever is forgotten starts afresh. */
const REMEMBERED = 50_000;

/** What sharing needs. */
export interface SharingDependencies {
  readonly clock: () => Instant;
  readonly meter: Pick<Meter, 'count'>;
  /** When a message that would be answered too late should come again, in milliseconds; undefined, or left out: now is fine. */
  readonly lateBy?: () => number | undefined;
}

/** The same way in; a conversation beyond its share is told to try again, and nothing of that message is stored. */
export function shareFairly(receive: Receive, { clock, meter, lateBy }: SharingDependencies, share = SHARE): Receive {
  const allowance = createAllowance({ ...share, visitors: REMEMBERED }, clock);
  return async (message) => {
    const retryAfterMs = allowance.take(message.conversationId);
    if (retryAfterMs !== undefined) {
      meter.count('shed_total', { reason: 'one-merchant' });
      return { kind: 'overloaded', retryAfterMs };
    }
    const comeBackMs = lateBy?.();
    if (comeBackMs !== undefined) {
      meter.count('shed_total', { reason: 'answers-too-late' });
      return { kind: 'overloaded', retryAfterMs: comeBackMs };
    }
    const result = await receive(message);
    if (result.kind === 'overloaded') meter.count('shed_total', { reason: 'all-merchants' });
    return result;
  };
}
