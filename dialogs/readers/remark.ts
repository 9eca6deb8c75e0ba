/** Reads what is told in the middle of a walk and answers none of its questions: another way that works, and remarks. */

import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { DialogState } from '../state.ts';
import type { Reader } from './reader.ts';
import { asksForInformation } from './symptom.ts';

/** Cues named `other-way.<symptom>` tell that money can be taken in another way than the one that fails. */
const OTHER_WAY = 'other-way.';

/** Whether the message says that another way of taking money works, which mends nothing: "刷卡倒是可以". */
export function saysOtherWay(hearing: Hearing, { symptom }: DialogState): boolean {
  return symptom !== undefined && (hearing.cue(`${OTHER_WAY}${symptom}`) || hearing.cue('has-fallback'));
}

/** Another way works; the one at hand still does not. */
export const readOtherWay: Reader = (hearing, state) => {
  if (hearing.message.choiceId || state.frames.length === 0 || !saysOtherWay(hearing, state)) return undefined;
  return hearing.cue('still-failing') ? undefined : { kind: 'remark' };
};

/** Something about the terminal, the shop or the sale that helps the agent and that no question is waiting for. */
export const readRemark: Reader = (hearing, state, desk: Desk) => {
  if (hearing.message.choiceId || state.frames.length === 0 || state.ticketNumber !== undefined) return undefined;
  if (state.symptom === undefined || hearing.asks || asksForInformation(hearing, desk)) return undefined;
  return hearing.cue('telling') ? { kind: 'remark' } : undefined;
};
