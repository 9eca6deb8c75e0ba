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
  if (symptom === undefined || hearing.asks) return false;
  if (hearing.cue('no-fallback')) return leavesOneWay(hearing);
  return hearing.cue(`${OTHER_WAY}${symptom}`) || hearing.cue('has-fallback');
}

/** "还有没有别的办法" asks for what "没有别的办法" says is not there. */
const ASKS_WHETHER = /有没有|有木有|有冇|is there|do you|have you|can you|could you/;

/** Whether the message says that a way of taking money is not there, whatever else is. */
function deniesWay({ asks, utterance, message, cue }: Hearing): boolean {
  return !asks && !ASKS_WHETHER.test(utterance.normal) && message.choiceId === undefined && cue('no-fallback');
}

/** Whether one way is left where another is not: "没有备用的 只有收款码". */
export function leavesOneWay(hearing: Hearing): boolean {
  return deniesWay(hearing) && hearing.cue('has-fallback');
}

/** Whether the message says that there is no other way to take money. */
export function lacksOtherWay(hearing: Hearing): boolean {
  return deniesWay(hearing) && !hearing.cue('has-fallback');
}

/** Another way works, or there is none; the one at hand still does not. */
export const readOtherWay: Reader = (hearing, state) => {
  if (hearing.message.choiceId || state.frames.length === 0) return undefined;
  const none = state.symptom !== undefined && hearing.utterance.segments.length < 2 && lacksOtherWay(hearing);
  if (!none && !saysOtherWay(hearing, state)) return undefined;
  return hearing.cue('still-failing') ? undefined : { kind: 'remark' };
};

/** Something about the terminal, the shop or the sale that helps the agent and that no question is waiting for. */
export const readRemark: Reader = (hearing, state, desk: Desk) => {
  if (hearing.message.choiceId || state.frames.length === 0 || state.ticketNumber !== undefined) return undefined;
  if (state.symptom === undefined || hearing.asks || asksForInformation(hearing, desk)) return undefined;
  return hearing.cue('telling') ? { kind: 'remark' } : undefined;
};
