/** A merchant chooses when somebody may come. */

import { addEffect, addPhrase, addTrace, type Desk, type Draft, patch } from '../draft.ts';
import type { ReplyChoice } from '../message.ts';
import type { DialogState, Frame } from '../state.ts';
import { renewalKey } from './ask-office.ts';
import { askVisit, sayVisit, tellStatus } from './say-renewal.ts';

/** Begins the ids of the buttons: `visit:R1001/R1001-1-2`, and `visit:R1001/none-R1001-1-1` for none of an offer. */
const QUESTION = 'visit';
const NONE = /^none(?:-(.+))?$/;

type VisitFrame = Extract<Frame, { kind: 'visit' }>;

/** The buttons of the times offered, and one for none of them. */
export function visitButtons(frame: VisitFrame, state: DialogState, { guide, now }: Desk): readonly ReplyChoice[] {
  const { locale } = state;
  const id = (slot: string): string => `${QUESTION}:${frame.renewal}/${slot}`;
  const times = frame.slots.map((slot) => ({ id: id(slot.id), label: sayVisit(slot, guide, now, locale) }));
  const none = guide.phrases.get('choice.no-visit')?.[locale];
  const [first] = frame.slots;
  return none && first ? [...times, { id: id(`none-${first.id}`), label: none }] : times;
}

/** What a tap on such a button says, also a late one; undefined when it is another button. */
export function readVisit(question: string, answer: string) {
  const [, number, slot] = /^(R\d{1,12})\/([\w-]{1,40})$/.exec(answer) ?? [];
  if (question !== QUESTION || number === undefined || slot === undefined) return undefined;
  const none = NONE.exec(slot);
  if (!none) return { kind: 'visit' as const, number, slot };
  return { kind: 'visit' as const, number, ...(none[1] === undefined ? {} : { declined: none[1] }) };
}

/** Whether a time declined belongs to another offer than the one that stands; that one is put again. */
function isOfEarlierOffer({ frames }: DialogState, declined: string | undefined): boolean {
  if (declined === undefined) return false;
  const offered = frames.flatMap((frame) => (frame.kind === 'visit' ? frame.slots : []));
  return offered.length > 0 && offered.every(({ id }) => id !== declined);
}

/** Asks the office for the time, and says what came of it. */
export function chooseVisit(
  draft: Draft,
  wish: { readonly number: string; readonly slot?: string; readonly declined?: string },
  desk: Desk,
): Draft {
  if (isOfEarlierOffer(draft.state, wish.declined)) return addTrace(draft, 'renewal', 'none of an earlier offer');
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
