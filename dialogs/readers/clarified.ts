/** Reads an answer to "which of these?" that does not name one of them but answers what one of them would ask. */

import type { AskStep } from '#knowledge/guide.ts';
import type { Desk } from '../draft.ts';
import { topFrame } from '../state.ts';
import { findStatedChoice } from './answer.ts';
import type { Reader } from './reader.ts';

function firstQuestion(symptom: string, { guide }: Desk): AskStep | undefined {
  return guide.flows.get(symptom)?.steps.find((step) => step.kind === 'ask');
}

/** "屏幕上写的", asked whether it is about a terminal that says expired, a renewal or a swindler. */
export const readClarified: Reader = (hearing, state, desk) => {
  const frame = topFrame(state);
  if (frame?.kind !== 'clarify' || hearing.message.choiceId) return undefined;
  const found = frame.options.flatMap((symptom) => {
    const step = firstQuestion(symptom, desk);
    const choice = step && findStatedChoice(step, hearing, state, desk);
    return step && choice && choice.id !== 'unsure' ? [{ symptom, step, choice }] : [];
  });
  const [only] = found;
  return only && found.length === 1 ? { kind: 'clarified', ...only } : undefined;
};
