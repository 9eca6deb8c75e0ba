/** The dialog alone, without a store, a queue or agents: a conversation that begins at a symptom. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ReplyChoice } from '#dialogs/message.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { ChatDesk, Heard } from './chat-desk.ts';
import { answerWith, beginAt, type Known, offeredBy, WALK_CONVERSATION, WALK_START } from './merchant.ts';

/** Begins at a symptom with what is known; `first` is what the dialog says to that. There are no agents. */
export function openBareDesk(guide: Guide, symptom: string, known: Known): { desk: ChatDesk; first: Heard } {
  let result = beginAt(guide, symptom, known);
  let ticket: Ticket | undefined;
  const hear = (): Heard => {
    ticket = ticketAfter(result, ticket);
    return heardIn(result, ticket);
  };
  const first = hear();
  const desk: ChatDesk = {
    async say({ text, choiceId }) {
      const offered: readonly ReplyChoice[] = offeredBy(result);
      const tapped = offered.some(({ id }) => id === choiceId);
      result = answerWith(guide, result.state, offered, tapped ? { tap: text } : { merchant: text });
      return hear();
    },
    act: async () => ({ refused: 'there are no agents here' }),
    advance: async () => new Map(),
    close: async () => {},
  };
  return { desk, first };
}

function ticketAfter({ effects }: TurnResult, before: Ticket | undefined): Ticket | undefined {
  const change = effects.findLast((effect) => effect.kind === 'openTicket' || effect.kind === 'updateTicket');
  if (!change) return before;
  const due = 'answerDueMs' in change ? change.answerDueMs : undefined;
  const times = { openedAtMs: WALK_START, updatedAtMs: WALK_START, answerDueMs: due ?? WALK_START };
  return { ...change.draft, ...times, number: 'T1001', conversationId: WALK_CONVERSATION, status: 'open' };
}

function heardIn({ replies, trace, state }: TurnResult, ticket: Ticket | undefined): Heard {
  const lines = replies.map((reply, index): TranscriptLine => {
    return { seq: index + 1, atMs: WALK_START, from: 'bot', text: reply.text, reply };
  });
  return { lines, tickets: ticket ? [ticket] : [], trace, secrets: 0, ...(state.ended ? { ended: state.ended } : {}) };
}
