/** Shows a merchant that an agent is writing to them. */

import type { ConversationId } from '#dialogs/message.ts';
import { type ConversationReference, type IncomingActivity, referenceOf } from './activity.ts';
import type { TeamsGateway } from './gateway.ts';

/** Where merchants have written since the start; who has not needs to see no typing. */
export interface Places {
  note(conversationId: ConversationId, activity: IncomingActivity): void;
  of(conversationId: ConversationId): ConversationReference | undefined;
}

const MOST_PLACES = 10_000;

/** No places yet; beyond the most the one that was silent longest is forgotten. */
export function createPlaces(): Places {
  const places = new Map<ConversationId, ConversationReference>();
  return {
    note(conversationId, activity) {
      places.delete(conversationId);
      places.set(conversationId, referenceOf(activity));
      const [oldest] = places.keys();
      if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest);
    },
    of: (conversationId) => places.get(conversationId),
  };
}

/** Sends a typing activity, which Teams shows for some seconds; where it is not taken, nothing is lost. */
export function showWriting(gateway: () => Promise<TeamsGateway>, place: ConversationReference): void {
  gateway()
    .then((open) => open.send(place, { type: 'typing' }))
    .catch(() => {});
}
