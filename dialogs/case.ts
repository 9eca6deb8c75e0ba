/** Begins, names and keeps track of a case: the complaint, and what of a message is still unread. */

import { complaintWords } from './complaint.ts';
import { type Desk, type Draft, patch, popFrame } from './draft.ts';
import type { Hearing } from './hear.ts';
import { newCase, topFrame } from './state.ts';

/** A closed case is over: a new complaint starts the next one. */
export function beginCase(draft: Draft, desk: Desk): Draft {
  return draft.state.ended ? { ...draft, state: newCase(draft.state, desk.guide) } : draft;
}

/** Keeps the first complaint verbatim. */
export function keepComplaint(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  if (draft.state.merchantWords !== undefined || hearing.message.choiceId) return draft;
  const words = complaintWords(hearing, desk);
  return words === undefined ? draft : patch(draft, { merchantWords: words, since: desk.now });
}

/** Takes an unanswered "what is wrong?" or "which of these?" off the stack. */
export function dropWaiting(draft: Draft): Draft {
  const kind = topFrame(draft.state)?.kind;
  return kind === 'open' || kind === 'clarify' ? popFrame(draft) : draft;
}

/** The draft with the pieces of a message that an intent has not used. */
export function leftAfter(draft: Draft, hearing: Hearing, uses: (piece: string) => boolean): Draft {
  return { ...draft, unread: hearing.utterance.segments.filter((piece) => !uses(piece)) };
}

/** Takes the question for a result off the stack. */
export function dropResult(draft: Draft): Draft {
  return topFrame(draft.state)?.kind === 'result' ? popFrame(draft) : draft;
}

/** What the merchant typed; a tap has no words of its own. */
export function wordsOf(hearing: Hearing): string {
  return hearing.message.choiceId ? '' : hearing.message.text.trim().slice(0, 200);
}
