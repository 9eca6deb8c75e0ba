/** Reads the result of a step that the walk has not come to: "试了手机热点 可以了", while something else is being tried. */

import type { DoStep, Wording } from '#knowledge/guide.ts';
import { namesIt } from '#knowledge/match/retells.ts';
import { uttersAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { DialogState } from '../state.ts';
import { stepsToTry } from '../symptoms.ts';
import { pendingAsk } from './answer.ts';
import type { Reader } from './reader.ts';
import { pendingDo } from './step-result.ts';

/** Whether the message names what a wording is about. */
function speaksOf(wording: Wording | undefined, { utterance }: Hearing, { guide }: Desk): boolean {
  const locale = /\p{Script=Han}/u.test(utterance.normal) ? 'zh-Hans' : 'en';
  return wording !== undefined && namesIt(utterance.normal, readUtterance(wording[locale], guide.lexicon).normal);
}

/** The steps of the trouble at hand that have not been put and not been tried. */
function stepsAhead({ symptom, stepsTried }: DialogState, pending: DoStep | undefined, desk: Desk): readonly DoStep[] {
  const flow = symptom === undefined ? undefined : desk.guide.flows.get(symptom);
  const tried = new Set(stepsTried.map(({ step }) => step));
  return flow ? stepsToTry(flow, desk.guide).filter(({ id }) => id !== pending?.id && !tried.has(id)) : [];
}

/** The result of one step ahead, in the content's own words for it, where the message names what the step is about. */
export const readToldResult: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId || hearing.asks || state.ticketNumber !== undefined) return undefined;
  if (state.frames.length === 0) return undefined;
  const pending = pendingDo(state, desk);
  if (pending?.results.some(({ accept }) => uttersAny(hearing.utterance, accept))) return undefined;
  // What the question that stands speaks of as well is its answer.
  if (speaksOf(pendingAsk(state, desk)?.ask, hearing, desk)) return undefined;
  const told = stepsAhead(state, pending, desk).flatMap((step) => {
    const choice = step.results.find(({ accept }) => uttersAny(hearing.utterance, accept));
    return choice?.means !== undefined && speaksOf(step.title, hearing, desk) ? [{ step, choice }] : [];
  });
  const [only] = told;
  return only && told.every(({ step }) => step.id === only.step.id) ? { kind: 'told-result', ...only } : undefined;
};
