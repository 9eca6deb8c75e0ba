/** Reads how the step that stands went. */

import type { DoStep, StepOutcome } from '#knowledge/guide.ts';
import { nearestAnswer, SAME_WORDS } from '#knowledge/match/nearest-answer.ts';
import { retells } from '#knowledge/match/retells.ts';
import { uttersAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import { isStuck, stepUnderResult } from '../prompts.ts';
import { type DialogState, topFrame } from '../state.ts';
import { putDo } from '../step-at.ts';
import { isDenied } from './is-denied.ts';
import type { Reader } from './reader.ts';
import { saysOtherWay } from './remark.ts';
import { saidLabel } from './said-label.ts';
import { asksForInformation, namesAnotherFault } from './symptom.ts';

/** The `do` step that the merchant is working on. */
export function pendingDo(state: DialogState, desk: Desk): DoStep | undefined {
  const frame = topFrame(state);
  if (frame?.kind === 'result') return stepUnderResult(state, desk);
  return putDo(desk.guide, frame);
}

/** A result by the id of its button. */
export function readResultChoice(step: DoStep, id: string): Intent | undefined {
  const choice = step.results.find((result) => result.id === id);
  if (choice) return { kind: 'result', outcome: choice.means ?? 'done', choice };
  if (id === 'fixed' || id === 'not-fixed' || id === 'cannot') return { kind: 'result', outcome: id };
  return undefined;
}

/** What the customer's phone shows is no result of what the terminal was to show; `undefined` where that is all. */
function withoutElsewhere(hearing: Hearing, { guide }: Desk): Hearing | undefined {
  if (!hearing.cue('elsewhere')) return hearing;
  const patterns = guide.cues.get('elsewhere') ?? [];
  const here = hearing.utterance.segments.filter((piece) => !patterns.some((pattern) => pattern.test(piece)));
  return here.length > 0 ? { ...hearing, utterance: { ...hearing.utterance, normal: here.join(',') } } : undefined;
}

/** A result in the words that the content has for it. */
function readOwnResult(
  step: DoStep,
  hearing: Hearing,
  state: DialogState,
  desk: Desk,
  like = nearestAnswer(step.results, hearing.utterance.normal, desk.guide.lexicon),
): Intent | undefined {
  const choice =
    saidLabel(step.results, hearing, state.locale, desk) ??
    (like && like.similarity >= SAME_WORDS ? like.choice : undefined) ??
    step.results.find(
      ({ accept }) => uttersAny(hearing.utterance, accept) && !isDenied(accept, hearing.utterance.normal),
    );
  return choice && { kind: 'result', outcome: choice.means ?? 'done', choice };
}

/** How a step went: its own results, then still broken, working again, done, impossible. The order is the policy. */
export const readStepResult: Reader = (hearing, state, desk) => {
  const step = pendingDo(state, desk);
  if (!step) return undefined;
  const here = withoutElsewhere(hearing, desk);
  if (here !== hearing) return here && readOwnResult(step, here, state, desk);
  const like = nearestAnswer(step.results, hearing.utterance.normal, desk.guide.lexicon);
  const own = readOwnResult(step, hearing, state, desk, like);
  if (own) return own;
  if (namesAnotherFault(hearing, state, desk)) return undefined;
  if (like) return { kind: 'result', outcome: like.choice.means ?? 'done', choice: like.choice };
  const outcome = readOutcome(step, hearing, state, desk);
  return (
    outcome &&
    (outcome === 'skipped' || outcome === 'unsure' ? { kind: 'pass', why: outcome } : { kind: 'result', outcome })
  );
};

function readOutcome(step: DoStep, hearing: Hearing, state: DialogState, desk: Desk): StepOutcome | undefined {
  const resultAsked = asksResult(state);
  const otherWay = saysOtherWay(hearing, state);
  if (hearing.cue('how') && !asksForInformation(hearing, desk)) return 'unsure';
  const works = !hearing.asks && !otherWay;
  if (hearing.cue('works-now') && works) return 'fixed';
  if (hearing.cue('still-failing') || hearing.control('ctl-not-fixed')) return 'not-fixed';
  if ((hearing.cue('works-at-step') || hearing.control('ctl-fixed')) && works) return 'fixed';
  const toldOver = !hearing.asks && tellsOver(step, hearing, desk);
  if (!toldOver && uttersAny(hearing.utterance, step.tried)) return 'not-fixed';
  if (hearing.asks ? hearing.commands('ctl-cannot') : hearing.control('ctl-cannot')) return 'cannot';
  if (hearing.control('ctl-skip')) return 'skipped';
  if (hearing.control('ctl-unsure')) return 'unsure';
  if (hearing.control('ctl-done') && !hearing.asks && !hearing.cue('hurry')) return 'done';
  if (toldOver) return 'done';
  if (hearing.control('ctl-no')) return 'not-fixed';
  // Asked "does it work now?", a plain yes is an answer; asked to do something, it only says "will do".
  // "我们家一直是这样用的" resembles a yes and tells of the shop.
  const assents = hearing.commands('ctl-yes') || (hearing.control('ctl-yes') && !hearing.cue('telling'));
  return assents ? (resultAsked ? 'fixed' : 'done') : undefined;
}

/** Whether it was the result that was asked for last, and not the thing to do that was put. */
function asksResult(state: DialogState): boolean {
  const top = topFrame(state);
  return top?.kind === 'result' || (top?.kind === 'flow' && isStuck(top.asked - 1));
}

/** "我把路由器拔了插了": the step in its own words, as done. */
function tellsOver(step: DoStep, { utterance }: Hearing, { guide }: Desk): boolean {
  // What is heard is in simplified script already.
  const locale = /\p{Script=Han}/u.test(utterance.normal) ? 'zh-Hans' : 'en';
  const asked = [step.do, step.again, step.title].flatMap((wording) => wording?.[locale] ?? []).join(' ');
  const instruction = readUtterance(asked, guide.lexicon).normal;
  return utterance.segments.some((piece) => retells(piece, instruction));
}
