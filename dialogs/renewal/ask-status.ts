/** "How far is my renewal?", answered at once wherever the conversation stands; the question that stood is put again. */

import { type Acted, addEffect, addTrace, type Desk, type Draft } from '../draft.ts';
import type { Reader } from '../readers/reader.ts';
import { type RenewalAnswer, renewalKey } from './ask-office.ts';
import { askVisitAfter } from './look-up-renewal.ts';
import { tellStatus } from './say-renewal.ts';

/** What people ask when they want to know how far it is. */
const STATUS = 'exp-renew-status';
const KEY = renewalKey({ kind: 'status' });

function answerOf({ renewals }: Desk): RenewalAnswer | undefined {
  return renewals?.get(KEY);
}

/** The question, while the office has not said that there is no renewal: then it is a symptom like any other. */
export const readRenewalStatus: Reader = ({ message, match }, _state, desk) => {
  if (!desk.renewals || message.choiceId !== undefined) return undefined;
  if (match.decision !== 'accept' || match.ranked[0]?.id !== STATUS) return undefined;
  const answer = answerOf(desk);
  return answer === undefined || answer.kind === 'found' ? { kind: 'renewal-status' } : undefined;
};

/** Asks the office, or says what it has answered. */
export function actOnRenewalStatus(draft: Draft, desk: Desk): Acted {
  const answer = answerOf(desk);
  if (answer?.kind !== 'found') {
    return { draft: addEffect(draft, { kind: 'askRenewals', question: { kind: 'status' } }), next: 'stay' };
  }
  const { renewal } = answer;
  const told = tellStatus(addTrace(draft, 'renewal', `${renewal.number}: ${renewal.status}`), desk, renewal);
  if (told.state.frames.length > 0) return { draft: told, next: 'advance' };
  return { draft: askVisitAfter(told, desk), next: 'stay' };
}
