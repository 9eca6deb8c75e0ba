/** Reads whether the merchant asks leave for something that could do harm, before doing it. */

import type { Desk } from '../draft.ts';
import type { DialogState } from '../state.ts';
import type { Reader } from './reader.ts';

/** Troubles in which no money is on its way: the card was not read, or the bank said no. */
const NOTHING_CHARGED: readonly string[] = ['txn-declined'];
const NOTHING_READ = 'card-reading';

/** Whether the last sale surely took no money, so that another try charges nobody twice. */
function chargedNothing({ symptom = '' }: DialogState, { guide }: Desk): boolean {
  const flow = guide.flows.get(symptom);
  return NOTHING_CHARGED.includes(symptom) || (flow?.kind === 'symptom' && flow.group === NOTHING_READ);
}

/** "那我让他再刷一次行不行", "can I just reset it": answered, and the question that stands is put again. */
export const readPermission: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId || state.frames.length === 0 || state.ticketNumber !== undefined) return undefined;
  if (hearing.cue('may-reset')) return { kind: 'again', phrase: 'may.reset' };
  if (!hearing.cue('may-charge-again')) return undefined;
  return { kind: 'again', phrase: chargedNothing(state, desk) ? 'may.charge-again' : 'may.query-first' };
};
