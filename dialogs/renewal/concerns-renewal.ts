/** Whether a message is one that the bot answers even while an agent has the conversation: about how far a renewal is. */

import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { InboundMessage } from '../message.ts';
import { readOrdinal } from '../readers/ordinal.ts';
import { type DialogState, topFrame } from '../state.ts';
import type { TraceLine } from '../turn.ts';
import { sayVisit } from './say-renewal.ts';

/** What people ask when they want to know how far it is. */
const STATUS = 'exp-renew-status';
const TAP = /^visit:/;

/** True of a choice among the times offered, and of the question how far it is. */
export function concernsRenewal(
  { text, choiceId }: Pick<InboundMessage, 'text' | 'choiceId'>,
  state: DialogState | undefined,
  guide: Guide,
  now: number,
): boolean {
  if (choiceId !== undefined) return TAP.test(choiceId);
  const utterance = readUtterance(text, guide.lexicon);
  const frame = state && topFrame(state);
  if (state && frame?.kind === 'visit') {
    const labels = frame.slots.map((slot) => sayVisit(slot, guide, now, state.locale));
    if (readOrdinal(utterance.normal) !== undefined || labels.includes(text.trim())) return true;
  }
  const { decision, ranked } = guide.matcher.match(utterance);
  return decision === 'accept' && ranked[0]?.id === STATUS;
}

/** Whether a turn has told of a renewal; a turn that has not leaves the word to the agent. */
export function toldOfRenewal(trace: readonly TraceLine[]): boolean {
  return trace.some(({ by }) => by === 'renewal');
}
