/** Reads a tapped button, a late one included. */

import type { AskStep, Choice, Guide } from '#knowledge/guide.ts';
import { resultButtons, stepUnderResult } from '../prompts.ts';
import { buttons } from '../say.ts';
import { type DialogState, topFrame } from '../state.ts';
import { pendingAsk } from './answer.ts';
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
  if (question === 'start') return readStart(answer);
  if (question === 'clarify') {
    return answer === 'none' ? { kind: 'none-of-these' } : { kind: 'symptoms', ids: [answer], because: 'chosen' };
  }
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

/** A button's label typed word for word; numbers do the same in `readAnswer` and `readStepResult`. */
export const readLabel: Reader = (hearing, state, desk) => {
  const step = pendingAsk(state, desk);
  const doing = pendingDo(state, desk);
  const offered = doing ? resultButtons(doing, state, desk) : step ? buttons(step.id, step.choices, state.locale) : [];
  const said = hearing.message.text.trim().toLowerCase();
  const tapped = offered.find((button) => button.label.toLowerCase() === said);
  if (!tapped) return undefined;
  return readTap({ ...hearing, message: { ...hearing.message, choiceId: tapped.id } }, state, desk);
};

function readStart(answer: string): ReturnType<Reader> {
  if (answer === 'human') return { kind: 'human', irritated: false };
  return { kind: 'symptoms', ids: [answer], because: 'chosen' };
}

function readStepTap(state: DialogState, guide: Guide, question: string, answer: string): ReturnType<Reader> {
  const frame = topFrame(state);
  if (frame?.kind === 'flow' && frame.step === question && frame.asked > 0) {
    const step = guide.flows.get(frame.flow)?.steps.find((candidate) => candidate.id === question);
    if (step?.kind === 'do') return readResultChoice(step, answer);
    const choice = step?.kind === 'ask' ? choiceOf(step, answer) : undefined;
    return choice && { kind: 'choose', choice };
  }
  const earlier = state.trail.findLast((place) => place.step === question);
  const step = earlier && guide.flows.get(earlier.flow)?.steps.find((candidate) => candidate.id === question);
  const choice = step?.kind === 'ask' ? choiceOf(step, answer) : undefined;
  if (!earlier || step?.kind !== 'ask' || !choice) return undefined;
  return { kind: 'revise', place: earlier, slot: step.slot, choice };
}

function choiceOf(step: AskStep, id: string): Choice | undefined {
  return step.choices.find((choice) => choice.id === id);
}
