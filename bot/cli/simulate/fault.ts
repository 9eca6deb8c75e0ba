/** What is really wrong with a simulated terminal: a way through the walk of a symptom, and what would mend it. */

import { topFrame } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide, Symptom } from '#knowledge/guide.ts';
import { answerWith, beginAt, NOTHING_KNOWN, offeredBy } from '../chat/merchant.ts';
import type { Random } from './random.ts';

/** A hidden fault. */
export interface Fault {
  readonly symptom: string;
  /** What is true, by question: the id of the answer to a question, or of how a step will go; grows as it is found out. */
  readonly truth: Map<string, string>;
}

const MOST_TURNS = 20;
/** Share of steps that mend the fault when the walk comes to them. */
const MENDS = 0.3;
const CANNOT = 0.06;
const UNSURE = 0.05;

/** Question and answer of a button. */
export function splitButton(id: string): readonly [question: string, answer: string] {
  const at = id.indexOf(':');
  return [id.slice(0, at), id.slice(at + 1)];
}

/** How likely an answer is true. */
function weightOf(answer: string): number {
  if (answer === 'fixed') return MENDS;
  if (answer === 'cannot') return CANNOT;
  return answer === 'unsure' ? UNSURE : 1;
}

/** One of several answers, by how likely each is. */
export function drawAnswer(answers: readonly string[], random: Random): string | undefined {
  const total = answers.reduce((sum, answer) => sum + weightOf(answer), 0);
  let left = random.next() * total;
  for (const answer of answers) {
    left -= weightOf(answer);
    if (left < 0) return answer;
  }
  return answers.at(-1);
}

/** Draws what is wrong: a symptom and one way through its walk, found by tapping through it. */
export function drawFault(symptom: Symptom, guide: Guide, random: Random): Fault {
  const truth = new Map<string, string>();
  let result: TurnResult = beginAt(guide, symptom.id, NOTHING_KNOWN);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const offered = offeredBy(result);
    const frame = topFrame(result.state);
    if (offered.length === 0 || frame === undefined || result.state.ticketNumber !== undefined) break;
    if (frame.kind !== 'flow' && frame.kind !== 'result') break;
    const answer = drawAnswer(
      offered.map(({ id }) => splitButton(id)[1]),
      random,
    );
    const button = offered.find(({ id }) => splitButton(id)[1] === answer);
    if (!button) break;
    truth.set(...splitButton(button.id));
    result = answerWith(guide, result.state, offered, { tap: button.label });
  }
  return { symptom: symptom.id, truth };
}
