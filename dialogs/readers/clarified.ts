/** Reads an answer to "which of these?" that does not name one of them but answers what one of them would ask. */

import { type AskStep, LOCALES } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import { topFrame } from '../state.ts';
import { findStatedChoice } from './answer.ts';
import type { Reader } from './reader.ts';

/** The first question of a trouble, or of the procedure that it begins with. */
function firstQuestion(flow: string, desk: Desk): AskStep | undefined {
  const step = desk.guide.flows.get(flow)?.steps.find(({ kind }) => kind === 'ask' || kind === 'link');
  if (step?.kind === 'link') return desk.guide.flows.get(step.flow)?.steps.find((one) => one.kind === 'ask');
  return step?.kind === 'ask' ? step : undefined;
}

/** Answers that fit whatever is asked. */
const UNTELLING: readonly string[] = ['unsure', 'no', 'none', 'yes'];

/** "屏幕上写的", asked whether it is about a terminal that says expired, a renewal or a swindler. */
export const readClarified: Reader = (hearing, state, desk) => {
  const frame = topFrame(state);
  if (frame?.kind !== 'clarify' || hearing.message.choiceId) return undefined;
  const found = frame.options.flatMap((symptom) => {
    const step = firstQuestion(symptom, desk);
    const choice = step && findStatedChoice(step, hearing, state, desk);
    // A bare denial, such as "标签没了", tells of nothing that is asked about.
    const tells = choice !== undefined && !UNTELLING.includes(choice.id);
    return step && tells ? [{ symptom, step, choice }] : [];
  });
  // Where one of them would only lead to another, that other is meant.
  const [only, ...others] = found.filter(({ choice }) => !frame.options.includes(choice.go));
  if (only && others.length === 0) return { kind: 'clarified', ...only };
  const titled = found.length === 0 ? titledAs(hearing, frame.options, desk) : undefined;
  return titled === undefined ? undefined : { kind: 'symptoms', ids: [titled], because: 'a word of its title' };
};

/** Shorter words stand in too many titles. */
const LEAST_CHARACTERS = 2;

/** The one symptom whose title holds what was said: "wifi" for "Wi-Fi won't connect". */
function titledAs({ utterance }: Hearing, options: readonly string[], { guide }: Desk): string | undefined {
  const { normal } = utterance;
  const titles = options.map((id) => LOCALES.map((locale) => guide.flows.get(id)?.title[locale] ?? '').join(' / '));
  const held = options.filter((_, at) => readUtterance(titles[at] ?? '', guide.lexicon).normal.includes(normal));
  return normal.length >= LEAST_CHARACTERS && held.length === 1 ? held[0] : undefined;
}
