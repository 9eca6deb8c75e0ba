/** Finds the answer to a question in what the merchant has said already. */

import type { AskStep, Choice } from '#knowledge/guide.ts';
import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { addTrace, type Desk, type Draft } from './draft.ts';

/** The answer that the complaint holds, this message's or the first, when the content says it may and only one fits. */
export function answerInComplaint(draft: Draft, desk: Desk, step: AskStep): Choice | undefined {
  if (step.answeredBy !== 'whole' || draft.state.declined.includes(step.slot)) return undefined;
  const { merchantWords } = draft.state;
  const complaint = merchantWords && readUtterance(merchantWords, desk.guide.lexicon).normal;
  return onlyChoice(step, draft.told) ?? onlyChoice(step, complaint);
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
