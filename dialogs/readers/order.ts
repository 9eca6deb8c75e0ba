/** Reads which of several troubles the merchant wants dealt with first. */

import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import type { DialogState } from '../state.ts';
import type { Reader } from './reader.ts';

/** Less likely symptoms are no hint of what is meant. */
const HINT = 0.1;

function groupOf(id: string, { guide }: Desk): string | undefined {
  const flow = guide.flows.get(id);
  return flow?.kind === 'symptom' ? flow.group : undefined;
}

/** The one of the case's troubles that the message names: itself, or anything of its group. */
function findNamed({ match }: Hearing, troubles: readonly string[], desk: Desk): string | undefined {
  for (const { id, score } of match.ranked) {
    if (score < HINT) break;
    const named = troubles.includes(id) ? id : troubles.find((one) => groupOf(one, desk) === groupOf(id, desk));
    if (named !== undefined && groupOf(id, desk) !== undefined) return named;
  }
  return undefined;
}

function isCollecting({ frames, ticketNumber }: DialogState): boolean {
  return ticketNumber !== undefined || frames.some(({ kind }) => kind === 'handoff');
}

/** "先弄刷卡", where nobody had heard of it: a trouble of its own. */
function otherTrouble({ match }: Hearing, { guide }: Desk): Intent | undefined {
  const best = match.ranked[0];
  const flow = best && guide.flows.get(best.id);
  const sure = match.decision === 'accept' && flow?.kind === 'symptom' && !flow.informative;
  return sure ? { kind: 'order', symptom: flow.id } : undefined;
}

/** "先弄网": the trouble at hand goes on, one that waits is taken up first. */
export const readOrder: Reader = (hearing, state, desk) => {
  const { symptom, queue } = state;
  if (symptom === undefined || state.frames.length === 0 || isCollecting(state)) return undefined;
  if (hearing.message.choiceId || !hearing.cue('first')) return undefined;
  const named = findNamed(hearing, [symptom, ...queue], desk);
  if (named === undefined) return otherTrouble(hearing, desk);
  return named === symptom ? { kind: 'again', phrase: 'order.this' } : { kind: 'order', symptom: named };
};
