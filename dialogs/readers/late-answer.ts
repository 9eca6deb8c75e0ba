/** Reads an answer to an earlier question: one put right, or one that comes after the conversation has moved on. */

import type { AskStep, Choice } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import type { DialogState, Place } from '../state.ts';
import { stepAt, stepOf } from '../step-at.ts';
import { findStatedChoice, pendingAsk } from './answer.ts';
import type { Reader } from './reader.ts';

/** Words that point back at something said or asked before. */
const POINTS_BACK =
  /^(刚才|刚刚|前面|上面|之前)(的)?(那|上)?(个|一个|句|条|道)?(问题|题)|^(the )?(earlier|previous|last) question|^(哦|噢|喔|不对|错了|等等)|(刚才|刚刚|前面|上面|之前|那个问题)*(说错|点错|选错|按错|看错|搞错|弄错|错了|是说)|(我是说|应该是|其实是|更正)|^(oh|sorry|wait|actually|no wait|i mean)\b|(i meant|my mistake|correction|earlier|actually it)/;
/** Words that name an earlier question, behind which its answer stands. */
const EARLIER_QUESTION =
  /^(?:刚才|刚刚|前面|上面|之前)(?:的)?(?:那|上)?(?:个|一个|句|条|道)?(?:问题|题),?(?:是|选|应该是)?,?(?=.)|^(?:the )?(?:earlier|previous|last) question,?(?: is| was| it's)? ?,?(?=.)/u;
/** Earlier questions that an answer may still belong to. */
const REACH = 4;

interface Earlier {
  readonly place: Place;
  readonly step: AskStep;
  readonly choice: Choice;
}

/** Whether a question was put before a danger came up: no answer to it leads out of that. */
function leavesDanger({ frames }: Place, { symptom }: DialogState, { guide }: Desk): boolean {
  const present = symptom === undefined ? undefined : guide.flows.get(symptom);
  if (present?.kind !== 'symptom' || present.priority !== 'P1') return false;
  return !frames.some((frame) => frame.kind === 'flow' && frame.flow === symptom);
}

/** The earlier question that the message answers, the latest first; not the one that stands. */
function findEarlier(hearing: Hearing, state: DialogState, desk: Desk, reach: number): Earlier | undefined {
  const standing = pendingAsk(state, desk)?.id;
  const places = state.trail.slice(-reach).reverse();
  for (const place of places) {
    const step = stepAt(desk.guide, place.flow, place.step);
    if (step?.kind !== 'ask' || step.id === standing || leavesDanger(place, state, desk)) continue;
    const choice = findStatedChoice(step, hearing, state, desk) ?? namedBehind(step, hearing, state, desk);
    if (choice) return { place, step, choice };
  }
  return undefined;
}

/** "刚才那个问题 是是": the answer by the whole of its label, however short, behind the words that name the question. */
function namedBehind(
  { choices }: AskStep,
  { utterance }: Hearing,
  { locale }: DialogState,
  desk: Desk,
): Choice | undefined {
  const rest = utterance.normal.replace(EARLIER_QUESTION, '');
  if (rest === utterance.normal) return undefined;
  return choices.find(({ label }) => readUtterance(label[locale], desk.guide.lexicon).normal === rest);
}

function revise({ place, step, choice }: Earlier, state: DialogState): Intent {
  if (state.slots[step.slot]?.value === choice.id && !state.declined.includes(step.slot))
    return { kind: 'again', phrase: 'noted' };
  return { kind: 'revise', place, slot: step.slot, choice };
}

/** "刚才说错了 是流量卡": puts an earlier answer right. */
export const readChanged: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId || hearing.asks || !POINTS_BACK.test(hearing.utterance.normal)) return undefined;
  const pending = pendingAsk(state, desk);
  if (pending && findStatedChoice(pending, hearing, state, desk)) return undefined;
  // Who points back may mean any of them.
  const earlier = findEarlier(hearing, state, desk, state.trail.length);
  return earlier && revise(earlier, state);
};

/** The questions of the walks on the stack, and of those they lead to, that have not been put and whose answer is not known. */
function questionsAhead(state: DialogState, desk: Desk): readonly AskStep[] {
  const { slots, declined } = state;
  return questionsOf(state, desk).filter(({ slot }) => slots[slot] === undefined && !declined.includes(slot));
}

/** Every question of these walks but the one that stands. */
function questionsOf({ frames }: DialogState, { guide }: Desk): readonly AskStep[] {
  const standing = stepOf(guide, frames.at(-1))?.id;
  const own = frames.flatMap((frame) => (frame.kind === 'flow' ? (guide.flows.get(frame.flow)?.steps ?? []) : []));
  const linked = own.flatMap((step) => (step.kind === 'link' ? (guide.flows.get(step.flow)?.steps ?? []) : []));
  const steps = [...own, ...linked];
  return steps.filter((step) => step.kind === 'ask').filter(({ id }) => id !== standing);
}

function isOwn(step: AskStep, { frames }: DialogState, { guide }: Desk): boolean {
  return frames.some((frame) => frame.kind === 'flow' && guide.flows.get(frame.flow)?.steps.includes(step));
}

/** Up to so many characters "还是不行" says nothing but that; it answers no question that was not put. */
const BARE_CHARACTERS = 6;

function isBareOutcome(hearing: Hearing): boolean {
  const outcome = ['ctl-not-fixed', 'ctl-fixed', 'ctl-done', 'ctl-yes', 'ctl-no'].some((id) => hearing.commands(id));
  return hearing.utterance.normal.length <= BARE_CHARACTERS && (outcome || hearing.cue('still-failing'));
}

/** An answer to a question that the walk has not come to yet; it only counts where no other question would take it. */
export const readEarly: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId || hearing.asks || state.ticketNumber !== undefined) return undefined;
  if (isBareOutcome(hearing)) return undefined;
  const ahead = questionsAhead(state, desk).flatMap((step) => {
    const choice = findStatedChoice(step, hearing, state, desk);
    return choice && choice.id !== 'unsure' ? [{ step, choice }] : [];
  });
  // The walk itself asks before the ones it leads to.
  const own = ahead.filter(({ step }) => isOwn(step, state, desk));
  const fitting = own.length > 0 ? own : ahead;
  const [first] = fitting;
  // Questions that are put again after a step take the same answers; the nearest one ahead is meant.
  const agree = fitting.every(({ choice }) => choice.id === first?.choice.id);
  if (first && agree) return { kind: 'early', ...first };
  return fitting.length === 0 && isSaidAlready(hearing, state, desk) ? { kind: 'again', phrase: 'noted' } : undefined;
};

/** An answer that came early comes once more. */
function isSaidAlready(hearing: Hearing, state: DialogState, desk: Desk): boolean {
  return questionsOf(state, desk).some(
    (step) =>
      state.slots[step.slot] !== undefined &&
      findStatedChoice(step, hearing, state, desk)?.id === state.slots[step.slot]?.value,
  );
}

/** An answer to an earlier question that the merchant could not give at the time, or gives once more. */
export const readLate: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId || hearing.asks || state.ticketNumber !== undefined) return undefined;
  const best = hearing.match.ranked[0]?.id;
  const other = hearing.match.decision === 'accept' && best !== undefined && best !== state.symptom;
  if (other && hearing.states(best)) return undefined;
  const earlier = findEarlier(hearing, state, desk, REACH);
  return earlier && revise(earlier, state);
};
