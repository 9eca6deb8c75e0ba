/** Reads the answer to a question with closed answers. */

import type { AskStep, Choice } from '#knowledge/guide.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import { type DialogState, topFrame } from '../state.ts';
import type { Reader } from './reader.ts';

const ORDINALS = ['一', '二', '三', '四', '五', '六', '七'];

/** The place a message names in a numbered list, from 1; `undefined` unless it says nothing else. */
export function readOrdinal(normal: string): number | undefined {
  const match = /^(?:选|选择|第|option |no\.? ?)?([1-7一二三四五六七])(?:个|项|号|th|st|nd|rd)?$/.exec(normal);
  const sign = match?.[1];
  if (!sign) return undefined;
  const han = ORDINALS.indexOf(sign);
  return han < 0 ? Number(sign) : han + 1;
}

/** The question that the conversation stands at, if it stands at one that was put. */
export function pendingAsk(state: DialogState, desk: Desk): AskStep | undefined {
  const frame = topFrame(state);
  if (frame?.kind !== 'flow' || frame.asked === 0) return undefined;
  const step = desk.guide.flows.get(frame.flow)?.steps.find((candidate) => candidate.id === frame.step);
  return step?.kind === 'ask' ? step : undefined;
}

/** An answer to the question that stands: by number, by label, by pattern, by yes or no, or by a fact of its slot. */
export const readAnswer: Reader = (hearing, state, desk) => {
  const step = pendingAsk(state, desk);
  if (!step) return undefined;
  const choice = findChoice(step, hearing);
  if (choice) return { kind: 'choose', choice };
  if (hearing.control('ctl-unsure')) return { kind: 'pass', why: 'unsure' };
  if (hearing.control('ctl-skip')) return { kind: 'pass', why: 'skipped' };
  if (hearing.control('ctl-cannot')) return { kind: 'pass', why: 'cannot' };
  return undefined;
};

function findChoice(step: AskStep, hearing: Hearing): Choice | undefined {
  const { normal } = hearing.utterance;
  const ordinal = readOrdinal(normal);
  if (ordinal !== undefined) return step.choices[ordinal - 1];
  const byFact = step.choices.find((choice) =>
    hearing.entities.some((entity) => entity.kind === step.slot && entity.value === choice.id),
  );
  if (byFact) return byFact;
  const byPattern = step.choices.find((choice) => choice.accept.some((pattern) => pattern.test(normal)));
  return byPattern ?? findYesNo(step, hearing);
}

function findYesNo(step: AskStep, hearing: Hearing): Choice | undefined {
  const of = (id: string): Choice | undefined => step.choices.find((choice) => choice.id === id);
  // A denial often holds a word of assent: 不是, 没有, not yet.
  if (of('no') && (hearing.control('ctl-no') || hearing.cue('still-failing'))) return of('no');
  if (of('yes') && hearing.control('ctl-yes')) return of('yes');
  return undefined;
}
