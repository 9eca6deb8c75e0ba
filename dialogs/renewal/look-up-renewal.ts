/** The steps of a walk that concern a renewal: how far it is, and handing out the form. */

import type { LookupStep, Target } from '#knowledge/guide.ts';
import { addEffect, addPhrase, addTrace, type Desk, type Draft } from '../draft.ts';
import { sayDay } from '../opening-hours.ts';
import { isEnded } from '../renewal.ts';
import { REGISTER_MATCHED } from '../slots.ts';
import { type DialogState, topFrame } from '../state.ts';
import { type RenewalAnswer, type RenewalQuestion, type RenewalWish, renewalKey } from './ask-office.ts';
import { visitButtons } from './choose-visit.ts';
import { askVisit, tellStatus } from './say-renewal.ts';

/** Where the walk goes on. */
export interface RenewalWay {
  readonly draft: Draft;
  readonly target: Target;
  readonly way: string;
}

/** What the conversation knows of the wish to renew. */
function wishOf({ slots, flags, channel, locale }: DialogState): RenewalWish {
  const known = (slot: string): string | undefined =>
    slots[slot]?.value === 'unsure' ? undefined : slots[slot]?.value;
  const entries = { serial: known('sn'), model: known('model'), mid: known('mid'), phone: known('phone') };
  const given = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  return {
    channel,
    language: locale,
    applicant: known('applicant') === 'manager' ? 'manager' : 'owner',
    ...given,
    ...(known('renewalState') === 'stopped' ? { stopped: true } : {}),
    proven: flags.includes(REGISTER_MATCHED),
  };
}

/** Asks the office, or follows its answer. Without an office the walk goes on as if the step were not there. */
export function lookUpRenewal(draft: Draft, desk: Desk, step: LookupStep): RenewalWay {
  if (!desk.renewals) return { draft, target: step.go, way: 'no office' };
  const question: RenewalQuestion =
    step.lookup === 'renewal-form' ? { kind: 'open', wish: wishOf(draft.state) } : { kind: 'status' };
  const answer = desk.renewals.get(renewalKey(question));
  if (!answer)
    return { draft: addEffect(draft, { kind: 'askRenewals', question }), target: step.go, way: 'not asked yet' };
  return followAnswer(draft, desk, step, answer);
}

function followAnswer(draft: Draft, desk: Desk, step: LookupStep, answer: RenewalAnswer): RenewalWay {
  switch (answer.kind) {
    case 'found':
      return followFound(draft, desk, step, answer);
    case 'refused':
      return {
        draft: sayRefusal(draft, desk, answer.because),
        target: step.go,
        way: `refused: ${answer.because.kind}`,
      };
    case 'none':
    case 'taken':
      return { draft, target: step.ways.none ?? step.go, way: 'none' };
    case 'unavailable':
      return { draft: addPhrase(draft, desk, 'renewal.unavailable'), target: step.go, way: 'unavailable' };
  }
}

/** An application that has ended is news to somebody who asks for it, and none to somebody who wants a new one. */
function followFound(
  draft: Draft,
  desk: Desk,
  step: LookupStep,
  { renewal }: Extract<RenewalAnswer, { kind: 'found' }>,
): RenewalWay {
  const over = isEnded(renewal.status);
  if (over && !step.ways.over) return { draft, target: step.ways.none ?? step.go, way: 'none' };
  const traced = addTrace(draft, 'renewal', `${renewal.number}: ${renewal.status}`);
  const told = tellStatus(traced, desk, renewal);
  return { draft: told, target: (over ? step.ways.over : undefined) ?? step.found, way: over ? 'over' : 'found' };
}

function sayRefusal(draft: Draft, desk: Desk, because: Extract<RenewalAnswer, { kind: 'refused' }>['because']): Draft {
  const say = (day: string): string => sayDay(day, draft.state.locale);
  const days = because.kind === 'too-early' ? { endsOn: say(because.endsOn), opensOn: say(because.opensOn) } : {};
  return addPhrase(draft, desk, `renewal.refused-${because.kind}`, days);
}

/** After a walk that told of times to choose from, the question for one stands. */
export function askVisitAfter(draft: Draft, desk: Desk): Draft {
  const told = [...(desk.renewals?.values() ?? [])].findLast((answer) => answer.kind === 'found');
  if (told?.kind !== 'found' || draft.state.frames.length > 0) return draft;
  const asked = askVisit(draft, told.renewal);
  const top = topFrame(asked.state);
  return top?.kind === 'visit' ? { ...asked, choices: visitButtons(top, asked.state, desk) } : asked;
}
