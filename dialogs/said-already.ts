/** Finds the answer to a question in what the merchant has said already. */

import type { AskStep, Choice } from '#knowledge/guide.ts';
import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { addTrace, type Desk, type Draft } from './draft.ts';
import { isAkin } from './readers/symptom.ts';
import type { DialogState } from './state.ts';

/** The answer that the complaint holds, this message's or the first, when the content says it may and only one fits. */
export function answerInComplaint(draft: Draft, desk: Desk, step: AskStep): Choice | undefined {
  if (step.answeredBy !== 'whole' || draft.state.declined.includes(step.slot)) return undefined;
  const { merchantWords } = draft.state;
  const own = merchantWords !== undefined && isOwnComplaint(draft.state, merchantWords, desk);
  const complaint = own ? readUtterance(merchantWords, desk.guide.lexicon).normal : undefined;
  return onlyChoice(step, draft.told) ?? onlyChoice(step, complaint);
}

/** Whether the first complaint told of the trouble at hand, and not only of another that came before it. */
function isOwnComplaint({ symptoms, frames }: DialogState, words: string, desk: Desk): boolean {
  const { flows, matcher, lexicon } = desk.guide;
  const at = frames.findLast((frame) => frame.kind === 'flow' && flows.get(frame.flow)?.kind === 'symptom');
  const [first] = symptoms;
  if (at?.kind !== 'flow' || first === undefined || first === at.flow || isAkin(first, at.flow, desk)) return true;
  return matcher.match(readUtterance(words, lexicon)).multi.includes(at.flow);
}

function onlyChoice(step: AskStep, normal: string | undefined): Choice | undefined {
  if (!normal) return undefined;
  const fitting = step.choices.filter((choice) => saysAny(choice.accept, normal));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The one answer that a piece of the message holds which nothing else has used: "用 WiFi 的,手机能上网". */
export function readRest(draft: Draft, step: AskStep): { readonly draft: Draft; readonly choice: Choice } | undefined {
  const unread = step.answeredBy === 'never' ? [] : (draft.unread ?? []);
  const accepts = (choice: Choice, piece: string): boolean => choice.accept.some((pattern) => pattern.test(piece));
  const fitting = step.choices.filter((choice) => unread.some((piece) => accepts(choice, piece)));
  const [choice] = fitting;
  if (!choice || fitting.length > 1) return undefined;
  const left = unread.filter((piece) => !accepts(choice, piece));
  return {
    draft: addTrace({ ...draft, unread: left }, 'rest', `${step.id}: ${choice.id}, said in the same message`),
    choice,
  };
}
