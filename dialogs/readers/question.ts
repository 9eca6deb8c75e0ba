/** Reads questions that are none of the walk's: those that the content has an answer to, and those that need people. */

import type { Guide } from '#knowledge/guide.ts';
import { uttersAny } from '#knowledge/match/says-any.ts';
import type { Desk } from '../draft.ts';
import { type Hearing, RESEMBLES } from '../hear.ts';
import { type DialogState, topFrame } from '../state.ts';
import { putDo } from '../step-at.ts';
import { asksWhether, pendingAsk } from './answer.ts';
import { readLate } from './late-answer.ts';
import type { Reader } from './reader.ts';
import { isAkin } from './symptom.ts';

/** Cues whose names begin so are answered by the phrase of the same name, and the question that stands is put again. */
const ANSWERED = 'aside.';
/** A photo is as good as a value. */
const PHOTO = 'aside.photo-offer';

/** Sends back to the step at hand. */
const WHAT_NOW = 'aside.what-now';

/** When it will be over; the step at hand may say how long it takes itself. */
const HOW_LONG = 'aside.how-long';

/** Slots that no answer in between could be taken for. */
const NUMBERS: readonly string[] = ['device', 'model', 'sn', 'tid', 'mid', 'iccid', 'code', 'phone'];

/** Whether another symptom or control is stated in its own words; then that is what the message is about. */
function isStated({ match, asks }: Hearing, { symptom }: DialogState, desk: Desk): boolean {
  const best = match.ranked[0]?.id;
  if (match.decision !== 'accept' || RESEMBLES.test(match.because) || best === undefined) return false;
  // "How long for the refund?" names what is being dealt with anyway.
  return best !== symptom && !(asks && isAkin(symptom, best, desk));
}

/** A cue that is answered, and the symptom at which alone it is. */
interface Answered {
  readonly cue: string;
  readonly owner?: string;
}

const answered = new WeakMap<Guide, readonly Answered[]>();

/** The cues that have an answer; one named `aside.<symptom>.…` counts only while that symptom is being worked on. */
function answeredIn(guide: Guide): readonly Answered[] {
  const known = answered.get(guide);
  if (known) return known;
  const cues = [...guide.cues.keys()].filter((cue) => cue.startsWith(ANSWERED) && guide.phrases.has(cue));
  const found = cues.map((cue): Answered => {
    const [, owner = ''] = cue.split('.');
    return guide.flows.has(owner) ? { cue, owner } : { cue };
  });
  answered.set(guide, found);
  return found;
}

function answeredCue(hearing: Hearing, { symptom }: DialogState, { guide }: Desk): string | undefined {
  const found = answeredIn(guide).flatMap(({ cue, owner }) =>
    (owner === undefined || owner === symptom) && hearing.cue(cue) ? [cue] : [],
  );
  return found.find((cue) => cue.startsWith(`${ANSWERED}${symptom}.`)) ?? found[0];
}

/** "照片发给你", "要多少钱": what the content answers in one line, whatever is going on. */
export const readContentAside: Reader = (hearing, state, desk) => {
  if (hearing.message.choiceId) return undefined;
  // "怎么办", before anything is known, asks for the first question.
  const idle = state.ticketNumber === undefined && state.frames.every(({ kind }) => kind === 'open');
  if (idle && hearing.cue(WHAT_NOW)) return { kind: 'again' };
  // Behind a ticket, "how long?" has an answer.
  if (state.ticketNumber !== undefined && hearing.cue('hurry')) return undefined;
  const phrase = answeredCue(hearing, state, desk);
  // "等多久", at a thing to do, asks about that.
  if (phrase === HOW_LONG && hearing.cue('how') && putDo(desk.guide, topFrame(state))) return undefined;
  // In the walk for Wi-Fi a forgotten password is that of the Wi-Fi.
  const scoped = phrase?.startsWith(`${ANSWERED}${state.symptom}.`) === true;
  if (!scoped && isStated(hearing, state, desk)) return undefined;
  // What the question that stands takes as its answer is one.
  const answers = pendingAsk(state, desk)?.choices.some(({ accept }) => uttersAny(hearing.utterance, accept));
  if (answers && !asksWhether(hearing)) return undefined;
  // "锁了", while the supervisor is to unlock it, is how that went.
  if (scoped && putDo(desk.guide, topFrame(state))?.results.some(({ accept }) => uttersAny(hearing.utterance, accept)))
    return undefined;
  // Asked for a value, people give values: "298块" is one.
  const top = topFrame(state);
  // "他在店里 我刚刷了100" tells first of all that what was denied has happened.
  const changed = scoped ? readLate(hearing, state, desk) : undefined;
  if (changed?.kind === 'revise') return changed;
  const givesValue = top?.kind === 'slot' && phrase !== PHOTO && !NUMBERS.includes(top.slot);
  return phrase === undefined || givesValue ? undefined : { kind: 'again', phrase };
};

/** "信号图标在哪看", "什么是主机": the question in other words says where to look; it is no answer and no case for people. */
export const readAsksBack: Reader = (hearing, state, desk) => {
  const kind = topFrame(state)?.kind;
  if (hearing.message.choiceId || (kind !== 'slot' && !pendingAsk(state, desk))) return undefined;
  const best = hearing.match.ranked[0]?.id ?? '';
  const another = desk.guide.flows.has(best) && isStated(hearing, state, desk);
  if (!hearing.cue('asks-back') || another) return undefined;
  return { kind: 'again' };
};

/** Begins like a question and tells what is not possible. */
const CANNOT = /^(i )?(can'?t|cannot|couldn'?t)(?![a-z])/;

/** A question in the middle of a walk that nothing else could make sense of. */
export const readQuestion: Reader = (hearing, state) => {
  if (hearing.message.choiceId) return undefined;
  const over = state.frames.length === 0 && state.ended !== undefined && state.ticketNumber === undefined;
  if (over && (hearing.asks || hearing.cue('question'))) return { kind: 'again', phrase: 'aside.after-end' };
  if (state.frames.length === 0) return undefined;
  if (CANNOT.test(hearing.utterance.normal)) return undefined;
  return hearing.asks || hearing.cue('question') ? { kind: 'question' } : undefined;
};
