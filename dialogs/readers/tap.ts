/** Reads a tapped button, a late one included. */

import { type AskStep, type Choice, type Guide, LOCALES } from '#knowledge/guide.ts';
import type { Desk } from '../draft.ts';
import type { ReplyChoice } from '../message.ts';
import { frameButtons, resultButtons, stepUnderResult, withPerson } from '../prompts.ts';
import { readVisit } from '../renewal/choose-visit.ts';
import { buttons } from '../say.ts';
import { type DialogState, topFrame } from '../state.ts';
import { stepAt } from '../step-at.ts';
import { pendingAsk } from './answer.ts';
import { atPlace, readOrdinal } from './ordinal.ts';
import type { Reader } from './reader.ts';
import { pendingDo, readResultChoice } from './step-result.ts';

/** Splits the id of a button into its question and its answer. */
function splitChoice(choiceId: string): readonly [question: string, answer: string] {
  const at = choiceId.indexOf(':');
  return at < 0 ? ['', choiceId] : [choiceId.slice(0, at), choiceId.slice(at + 1)];
}

/** A tap on one of the bot's buttons; the id says which question it answers. */
export const readTap: Reader = (hearing, state, desk) => {
  if (!hearing.message.choiceId) return undefined;
  const [sent, answer] = splitChoice(hearing.message.choiceId);
  const question = state.renamed?.[sent] ?? sent;
  const frame = topFrame(state);
  if (answer === 'human') return { kind: 'human', irritated: false, asked: true };
  if (question === 'start') return { kind: 'symptoms', ids: [answer], because: 'chosen' };
  if (question === 'clarify') {
    return answer === 'none' ? { kind: 'none-of-these' } : { kind: 'symptoms', ids: [answer], because: 'chosen' };
  }
  const visit = readVisit(question, answer);
  if (visit) return visit;
  if (question === 'slot' && frame?.kind === 'slot') return { kind: 'pass', why: 'skipped' };
  if ((question === 'confirm' || question === 'cancel') && frame?.kind === question) {
    return { kind: 'confirm', yes: answer === 'yes' };
  }
  if (frame?.kind === 'result') {
    const step = stepUnderResult(state, desk);
    if (step && step.id === question) return readResultChoice(step, answer);
  }
  return readStepTap(state, desk.guide, question, answer);
};

/** A button's label typed word for word in whatever language, or its place in the list. */
export const readLabel: Reader = (hearing, state, desk) => {
  const place = readOrdinal(hearing.utterance.normal);
  const tapped =
    labelTyped(hearing.message.text, state, desk) ?? (place && atPlace(offeredButtons(state, desk), place));
  if (!tapped) return undefined;
  return readTap({ ...hearing, message: { ...hearing.message, choiceId: tapped.id } }, state, desk);
};

/** The button whose label was typed, whole or with a word around it; labels of the present language come first. */
function labelTyped(text: string, state: DialogState, desk: Desk): ReplyChoice | undefined {
  const said = text.trim().toLowerCase();
  const others = LOCALES.filter((locale) => locale !== state.locale);
  const offered = [
    ...offeredButtons(state, desk),
    ...others.flatMap((locale) => offeredButtons({ ...state, locale }, desk)),
  ];
  const labelled = (words: string): ReplyChoice | undefined => offered.find(({ label }) => isSameLabel(label, words));
  return labelled(said) ?? labelled(withoutHedge(said));
}

/** Whether words in lower case are those of a label; its length tells most of them apart without writing it anew. */
export function isSameLabel(label: string, words: string): boolean {
  return label.length === words.length && label.toLowerCase() === words;
}

/** What people put around an answer without changing it. */
const HEDGE_BEFORE =
  /^(?:(?:我看了|看了|嗯|额|哦|噢|好像|应该|應該|可能|是|ok|so|um|well|i think|i guess|it's|it is)[,，。\s]*)+(?=\S)/;
const HEDGE_AFTER = /(?<![,，。.!！\s])(?:[,，。.!！\s]*(?:的|吧|啊|呢|喔|哦|i think|i guess|though))?[,，。.!！\s]*$/;

function withoutHedge(said: string): string {
  return said.replace(HEDGE_BEFORE, '').replace(HEDGE_AFTER, '');
}

/** The buttons of the question that stands. A number given to an open question is its answer, not a place in a list. */
export function offeredButtons(state: DialogState, desk: Desk): readonly ReplyChoice[] {
  const ask = pendingAsk(state, desk);
  const frame = topFrame(state);
  // How often the question that stands had been put before.
  const before = frame?.kind === 'flow' ? frame.asked - 1 : 0;
  if (ask) return withPerson(buttons(ask.id, ask.choices, state.locale), ask.id, before, state, desk);
  const step = frame?.kind === 'flow' ? pendingDo(state, desk) : undefined;
  if (step) return withPerson(resultButtons(step, state, desk), step.id, before, state, desk);
  if (frame?.kind === 'slot' && NUMBERED.includes(frame.slot)) return [];
  if (!frame || frame.kind === 'flow' || frame.kind === 'handoff') return [];
  const put = 'asked' in frame ? { ...frame, asked: frame.asked - 1 } : frame;
  return frameButtons(put, state, desk);
}

/** Open questions whose answer may be a small number. */
const NUMBERED: readonly string[] = ['code', 'since'];

function readStepTap(state: DialogState, guide: Guide, question: string, answer: string): ReturnType<Reader> {
  const frame = topFrame(state);
  if (frame?.kind === 'flow' && frame.step === question && frame.asked > 0) {
    const step = stepAt(guide, frame.flow, question);
    if (step?.kind === 'do') return readResultChoice(step, answer);
    const choice = step?.kind === 'ask' ? choiceOf(step, answer) : undefined;
    return choice && { kind: 'choose', choice };
  }
  const earlier = state.trail.findLast((place) => place.step === question);
  const step = earlier && stepAt(guide, earlier.flow, question);
  // What was reported of an earlier step stands, unless that it works after all.
  if (step?.kind === 'do') return answer === 'fixed' ? { kind: 'fixed' } : { kind: 'again' };
  const choice = step?.kind === 'ask' ? choiceOf(step, answer) : undefined;
  if (!earlier || step?.kind !== 'ask' || !choice) return undefined;
  return { kind: 'revise', place: earlier, slot: step.slot, choice };
}

function choiceOf(step: AskStep, id: string): Choice | undefined {
  return step.choices.find((choice) => choice.id === id);
}
