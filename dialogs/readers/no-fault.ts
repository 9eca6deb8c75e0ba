/** Tells when words of a fault only say that it is not there. */

import { toSimplified } from '#knowledge/text/simplify.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { DialogState } from '../state.ts';
import { putAsk } from '../step-at.ts';

/** The bot's own question repeated and denied: "swelling? no", "鼓了？没鼓"; "怎么回事？没网了" denies nothing. */
const ASKS_AND_DENIES =
  /[?？]\s*(?:no|nope|none|没有?|不|冇|無|沒有?)\s*(?:$|[,，.。!！;；])|(\p{Script=Han}).{0,3}[?？]\s*(?:没有?|不|冇|無|沒有?)\1/iu;

/** "没摔过" answers what happened and is no fault; "没成功过" is one. */
const NEVER_DID =
  /^(?:我们?|机器|机子|它|这台)?(?:也|都|又|从来|根本)?(?:没有?|从没|未|冇)(?:人)?(?:(?!.*(?:通|成功?|上|好|行|响|亮|出)过$)[^,]{1,4}过|(?:进|泡|沾)[^,]?水|摔|碰|磕|砸|洒|淋|拆)$/;

/** Begins with no; what is gone, such as power or paper, is a fault all the same. */
const DENIAL =
  /^(?:(?:没有?|冇)(?!电|纸|网|信号|声|反应|显示|字|到账)|no (?!power|paper|signal|network|internet|connection|sound|display|response|receipt|money)|none )/;
/** "没有wifi" of a terminal that lives on something else. */
const NO_OTHER_NETWORK =
  /^(?:我们?|店里|这里|家里|i |we )?(?:也|都|have )?(?:没有?|冇|无|no )(?:别的|其他|其它|other )?(?:wifi|wi-fi|无线网?|网线|热点|hotspot)(?: here)?$/;

/** One line that says no to the question that stands, or that another network is not there. */
function deniesWhatWasAsked({ utterance }: Hearing, { frames, slots }: DialogState, { guide }: Desk): boolean {
  if (NO_OTHER_NETWORK.test(utterance.normal)) return slots.network !== undefined && slots.network.value !== 'wifi';
  const asked = putAsk(guide, frames.at(-1))?.choices.some(({ id }) => id === 'no');
  return asked === true && utterance.segments.length < 2 && DENIAL.test(utterance.normal);
}

/** Whether a message in the middle of a case names a fault only to say that it is not there. */
export function isNoFault(hearing: Hearing, state: DialogState, desk: Desk): boolean {
  const { message, utterance } = hearing;
  const pieces = utterance.segments.length > 0 ? utterance.segments : [utterance.normal];
  const denied = ASKS_AND_DENIES.test(message.text) || pieces.every((piece) => NEVER_DID.test(piece));
  return denied || deniesWhatWasAsked(hearing, state, desk);
}

/** Whether one of a line and the example it is like denies what the other says: "钱有进来" and "钱没进来". */
export function saysOpposite(normal: string, because: string): boolean {
  const example = /^like an example of [^:]+: (.+)$/.exec(because)?.[1];
  return example !== undefined && DENIES.test(toSimplified(example)) !== DENIES.test(normal);
}

const DENIES = /[没不冇唔]|无(?!线)|(?<![特个级分区])别(?![的人家])|n't\b|\b(?:no|not|never)\b/;
