/** A merchant chooses when somebody may come. */

import { addEffect, addPhrase, addTrace, type Desk, type Draft, patch } from '../draft.ts';
import type { ReplyChoice } from '../message.ts';
import type { DialogState, Frame } from '../state.ts';
import { renewalKey } from './ask-office.ts';
import { askVisit, sayVisit, tellStatus } from './say-renewal.ts';

/** Begins the ids of the buttons: `visit:R1001/R1001-1-2`, and `visit:R1001/none`. */
const QUESTION = 'visit';
const NONE = 'none';

type VisitFrame = Extract<Frame, { kind: 'visit' }>;

/** The buttons of the times offered, and one for none of them. */
export function visitButtons(frame: VisitFrame, state: DialogState, { guide, now }: Desk): readonly ReplyChoice[] {
  const { locale } = state;
  const id = (slot: string): string => `${QUESTION}:${frame.renewal}/${slot}`;
  const times = frame.slots.map((slot) => ({ id: id(slot.id), label: sayVisit(slot, guide, now, locale) }));
  const none = guide.phrases.get('choice.no-visit')?.[locale];
  return none ? [...times, { id: id(NONE), label: none }] : times;
}

/** What a tap on such a button says, also a late one; undefined when it is another button. */
export function readVisit(question: string, answer: string) {
  const [, number, slot] = /^(R\d{1,12})\/([\w-]{1,40})$/.exec(answer) ?? [];
  if (question !== QUESTION || number === undefined || slot === undefined) return undefined;
  return { kind: 'visit' as const, number, ...(slot === NONE ? {} : { slot }) };
}

/** Asks the office for the time, and says what came of it. */
export function chooseVisit(
  draft: Draft,
  wish: { readonly number: string; readonly slot?: string },
  desk: Desk,
): Draft {
  const question = {
    kind: 'choose' as const,
    number: wish.number,
    ...(wish.slot === undefined ? {} : { slot: wish.slot }),
  };
  const answer = desk.renewals?.get(renewalKey(question));
  if (desk.renewals && !answer) return addEffect(draft, { kind: 'askRenewals', question });
  const traced = addTrace(
    draft,
    'renewal',
    `${wish.number}: chose ${wish.slot ?? 'none'}, ${answer?.kind ?? 'no office'}`,
  );
  const done = patch(traced, { frames: draft.state.frames.filter((frame) => frame.kind !== QUESTION) });
  if (answer?.kind === 'found') {
    return wish.slot === undefined ? addPhrase(done, desk, 'renewal.no-visit') : tellStatus(done, desk, answer.renewal);
  }
  if (answer?.kind === 'taken') {
    return askVisit(tellStatus(addPhrase(done, desk, 'renewal.taken'), desk, answer.renewal), answer.renewal);
  }
  return addPhrase(done, desk, 'renewal.unavailable');
}
