/** The ordered list of readers: the first that claims a message decides. The order is the policy. */

import type { Desk } from './draft.ts';
import type { Hearing } from './hear.ts';
import type { Reading } from './intent.ts';
import { readAnswer } from './readers/answer.ts';
import { readGlad, readHaste } from './readers/at-rest.ts';
import { readClarified } from './readers/clarified.ts';
import {
  readAccount,
  readAside,
  readClosing,
  readEndsWell,
  readFixed,
  readGivesUp,
  readHuman,
  readNavigation,
  readProgress,
  readRepair,
  readSmallTalk,
} from './readers/control.ts';
import { readConfirmation, readCorrection } from './readers/correction.ts';
import { readChanged, readEarly, readLate } from './readers/late-answer.ts';
import { readOrder } from './readers/order.ts';
import { readPermission } from './readers/permission.ts';
import { readPhoto } from './readers/photo.ts';
import { readAsksBack, readContentAside, readQuestion } from './readers/question.ts';
import type { Reader } from './readers/reader.ts';
import { readOtherWay, readRemark } from './readers/remark.ts';
import { readReminders } from './readers/reminders.ts';
import { readRefusal, readSlotValue } from './readers/slot-value.ts';
import { readStepResult } from './readers/step-result.ts';
import { readFacts, readMentioned, readRelapse, readScreenText, readSymptom, readUrgent } from './readers/symptom.ts';
import { readLabel, readTap } from './readers/tap.ts';
import { readToldResult } from './readers/told-result.ts';
import { readRenewalStatus } from './renewal/ask-status.ts';
import type { DialogState } from './state.ts';

/** Every reader with the name that the trace shows. */
export const READERS: readonly (readonly [name: string, reader: Reader])[] = [
  ['photo', readPhoto],
  ['tap', readTap],
  ['label', readLabel],
  ['reminders', readReminders],
  ['content-aside', readContentAside],
  ['urgent', readUrgent],
  ['repair', readRepair],
  ['human', readHuman],
  ['renewal', readRenewalStatus],
  ['account', readAccount],
  ['correction', readCorrection],
  ['confirmation', readConfirmation],
  ['changed-answer', readChanged],
  ['navigation', readNavigation],
  ['order', readOrder],
  ['permission', readPermission],
  ['slot-value', readSlotValue],
  ['asks-back', readAsksBack],
  ['told-result', readToldResult],
  ['ends-well', readEndsWell],
  ['answer', readAnswer],
  ['other-way', readOtherWay],
  ['step-result', readStepResult],
  ['gives-up', readGivesUp],
  ['progress', readProgress],
  ['late-answer', readLate],
  ['screen-text', readScreenText],
  ['fixed', readFixed],
  ['relapse', readRelapse],
  ['glad', readGlad],
  ['haste', readHaste],
  ['clarified', readClarified],
  ['symptom', readSymptom],
  ['closing', readClosing],
  ['refusal', readRefusal],
  ['small-talk', readSmallTalk],
  ['early-answer', readEarly],
  ['facts', readFacts],
  ['aside', readAside],
  ['question', readQuestion],
  ['mentioned', readMentioned],
  ['remark', readRemark],
];

/** What the message means here, or `undefined` when no reader knows. */
export function understand(hearing: Hearing, state: DialogState, desk: Desk): Reading | undefined {
  for (const [reader, read] of READERS) {
    const intent = read(hearing, state, desk);
    if (intent) return { reader, intent };
  }
  return undefined;
}
