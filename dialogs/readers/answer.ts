/** Reads the answer to a question with closed answers. */

import type { AskStep, Choice } from '#knowledge/guide.ts';
import { nearestAnswer, SAME_WORDS } from '#knowledge/match/nearest-answer.ts';
import { uttersAny } from '#knowledge/match/says-any.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import { type DialogState, topFrame } from '../state.ts';
import { putAsk } from '../step-at.ts';
import { beginsLikeNo, beginsWithDenial, denies, isDenied, isPlainNo } from './is-denied.ts';
import type { Reader } from './reader.ts';
import { leavesOneWay } from './remark.ts';
import { saidLabel } from './said-label.ts';
import { namesAnotherFault } from './symptom.ts';

/** The question that the conversation stands at, if it stands at one that was put. */
export function pendingAsk(state: DialogState, desk: Desk): AskStep | undefined {
  return putAsk(desk.guide, topFrame(state));
}

/** An answer to the question that stands: by pattern, by yes or no, or by a fact of its slot. */
export const readAnswer: Reader = (hearing, state, desk) => {
  const step = pendingAsk(state, desk);
  if (!step) return undefined;
  const choice = findChoice(step, hearing, state, desk);
  if (choice) return { kind: 'choose', choice };
  const passed = PASSES.find(([id]) => passes(id, hearing));
  return passed && { kind: 'pass', why: passed[1] };
};

const PASSES = [
  ['ctl-unsure', 'unsure'],
  ['ctl-skip', 'skipped'],
  ['ctl-cannot', 'cannot'],
] as const;

/** Whether a control passes the question over: "老板不在" resembles that one cannot, and only tells who is away. */
function passes(id: string, hearing: Hearing): boolean {
  return hearing.commands(id) || (hearing.control(id) && !hearing.cue('telling'));
}

/** The answer that the words themselves name, without guessing from a bare yes or no. */
export function findStatedChoice(step: AskStep, hearing: Hearing, state: DialogState, desk: Desk): Choice | undefined {
  const { normal } = hearing.utterance;
  const byFact = step.choices.find((choice) =>
    hearing.entities.some((entity) => entity.kind === step.slot && entity.value === choice.id),
  );
  const fitting = step.choices.filter(
    ({ accept }) => uttersAny(hearing.utterance, accept) && !isDenied(accept, normal),
  );
  // "没扣款" also holds the words of the answer it denies.
  const denied = denies(normal) ? fitting.find(({ id }) => id === 'no' || id === 'none') : undefined;
  const like = nearestAnswer(step.choices, normal, desk.guide.lexicon);
  const bare = hearing.control('ctl-yes') || hearing.control('ctl-no') || normal.length < 3;
  return (
    byFact ??
    saidLabel(step.choices, hearing, state.locale, desk) ??
    (bare ? undefined : fitting.length === 1 ? fitting[0] : denied) ??
    (like && like.similarity >= SAME_WORDS ? like.choice : undefined)
  );
}

function findChoice(step: AskStep, hearing: Hearing, state: DialogState, desk: Desk): Choice | undefined {
  const { normal } = hearing.utterance;
  const byFact = step.choices.find((choice) =>
    hearing.entities.some((entity) => entity.kind === step.slot && entity.value === choice.id),
  );
  const byLabel = byFact ?? saidLabel(step.choices, hearing, state.locale, desk);
  if (byLabel) return byLabel;
  // What is there answers, whatever is not.
  if (step.slot === 'fallback' && leavesOneWay(hearing)) return step.choices.find(({ id }) => id === 'yes');
  // "不知道" may be how one answer begins; alone it is none.
  const unsure = hearing.commands('ctl-unsure');
  const like = unsure ? undefined : nearestAnswer(step.choices, normal, desk.guide.lexicon);
  if (like && like.similarity >= SAME_WORDS) return like.choice;
  // "今天周末吗" asks, whatever words of an answer it holds.
  if (asksWhether(hearing)) return undefined;
  const byPattern = step.choices.find((choice) => uttersAny(hearing.utterance, choice.accept));
  // "没有 我没给他钱" also holds the words of the answer it denies.
  const denied = byPattern !== undefined && isDenied(byPattern.accept, normal);
  const opposite = byPattern !== undefined && (denied || beginsWithDenial(normal));
  return (
    (opposite ? step.choices.find(({ id }) => id === 'no' || id === 'none') : undefined) ??
    (denied ? undefined : byPattern) ??
    findYesNo(step, hearing) ??
    findInPieces(step, hearing) ??
    (like && !ASKED_TO.test(normal) && !namesAnotherFault(hearing, state, desk) ? like.choice : undefined)
  );
}

/** The one answer that single pieces give where the whole gives none: "ok so yes, I did". */
function findInPieces(step: AskStep, { utterance }: Hearing): Choice | undefined {
  if (utterance.segments.length < 2) return undefined;
  const fitting = step.choices.filter((choice) =>
    utterance.segments.some((piece) => choice.accept.some((pattern) => pattern.test(piece))),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Asks for a yes or a no; a bare question mark behind an answer is only doubt. */
const ASKS_WHETHER =
  /(?:吗|嗎)\s*[?？。.!！]*\s*$|^(?:那|我|我们|请问)*(?:能不能|可不可以)|^(?:so |and |but )*(?:is|are|do|does|did|can|could|will|would|should) (?:it|this|that|they|i|we|you|he|she|the)\b.*\?\s*$/iu;

/** Whether a message asks for a yes or a no, so that no word in it is an answer. */
export function asksWhether({ message }: Hearing): boolean {
  return ASKS_WHETHER.test(message.text);
}

/** "让我点链接": what somebody wants done resembles the doing and is none. */
const ASKED_TO =
  /^(?:他|她|对方|客人|老板)?(?:们)?(?:非|还|就|一直)?(?:让|叫|要|喊|催)我(?!.*[了过])|^(?:they |he |she |it )?(?:asked|told|asks|tells|wants?|wanted) me to\b/u;

/** A no in its own words, or one that only resembles a no and begins like one: "卡没换过" is about the card. */
function isDenial(hearing: Hearing): boolean {
  const { normal, segments } = hearing.utterance;
  // "no still the same" denies and says why.
  if (isPlainNo(segments[0] ?? '') && hearing.cue('still-failing')) return true;
  return hearing.commands('ctl-no') || (hearing.control('ctl-no') && beginsLikeNo(normal));
}

function findYesNo(step: AskStep, hearing: Hearing): Choice | undefined {
  const of = (id: string): Choice | undefined => step.choices.find((choice) => choice.id === id);
  // A denial often holds a word of assent: 不是, 没有, not yet.
  if (of('no') && isDenial(hearing)) return of('no');
  // "还是不行" says no to "does it work?"; where the content knows its own words for no, those decide.
  if (of('no')?.accept.length === 0 && hearing.cue('still-failing')) return of('no');
  if (of('yes') && hearing.control('ctl-yes')) return of('yes');
  return undefined;
}
