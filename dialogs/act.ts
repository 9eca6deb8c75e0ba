/** Does what an intent asks: changes the stack and the slots, and leaves the walking to `advance`. */

import type { Choice, DoStep, Target } from '#knowledge/guide.ts';
import { actOnControl } from './act-on-control.ts';
import { actOnRemark } from './act-on-remark.ts';
import { actOnReminders } from './act-on-reminders.ts';
import {
  actOnAccount,
  actOnOrder,
  actOnRelapse,
  actOnRestate,
  actOnSymptoms,
  nameBeside,
  nameStated,
} from './act-on-symptoms.ts';
import { actOnEarly, actOnFacts, actOnToldResult } from './act-on-told.ts';
import { actOnValue } from './act-on-value.ts';
import { choose, fillChoice, follow, passAsk } from './advance.ts';
import { beginCase, dropResult, dropWaiting, keepComplaint, leftAfter, wordsOf } from './case.ts';
import {
  type Acted,
  addFlag,
  addPhrase,
  asIfNotPut,
  type Desk,
  type Draft,
  declineSlot,
  patch,
  popFrame,
  pushFrame,
  setSlot,
} from './draft.ts';
import { beginHandoff, endFlow } from './end-flow.ts';
import { handToPerson } from './handoff.ts';
import type { Hearing } from './hear.ts';
import type { Intent } from './intent.ts';
import { settleJoined } from './join-steps.ts';
import { pendingAsk } from './readers/answer.ts';
import { pendingDo } from './readers/step-result.ts';
import { troublesBeside } from './readers/symptom.ts';
import { actOnRenewalStatus } from './renewal/ask-status.ts';
import { chooseVisit } from './renewal/choose-visit.ts';
import { type Frame, topFrame } from './state.ts';
import { queueSymptoms, recordStep } from './symptoms.ts';

const goOn = (draft: Draft): Acted => ({ draft, next: 'advance' });

/** Carries out one intent. */
export function act(draft: Draft, intent: Intent, hearing: Hearing, desk: Desk): Acted {
  switch (intent.kind) {
    case 'human':
      return goOn(actOnHuman(draft, intent, hearing, desk));
    case 'repair':
      return goOn(beginHandoff(addPhrase(recordPending(draft, hearing, desk), desk, 'repair.start'), desk, 'repair'));
    case 'choose':
      return goOn(actOnChoose(draft, intent.choice, hearing, desk));
    case 'revise':
      return goOn(actOnRevise(draft, intent, desk));
    case 'early':
      return actOnEarly(draft, intent, desk);
    case 'told-result':
      return actOnToldResult(draft, intent, hearing, desk);
    case 'order':
      return goOn(actOnOrder(draft, intent.symptom, desk));
    case 'pass':
      return goOn(actOnPass(draft, intent.why, hearing, desk));
    case 'result':
      return goOn(actOnResult(draft, intent, hearing, desk));
    case 'renewal-status':
      return actOnRenewalStatus(draft, desk);
    case 'visit':
      return goOn(chooseVisit(draft, intent, desk));
    case 'fixed':
      return goOn(actOnFixed(draft, hearing, desk));
    case 'symptoms':
      return goOn(actOnSymptoms(draft, intent.ids, intent.because, hearing, desk));
    case 'clarified':
      return goOn(
        actOnSymptoms(fillChoice(draft, intent.step, intent.choice), [intent.symptom], 'its question', hearing, desk),
      );
    case 'again':
      return actOnAgain(draft, intent.phrase, desk);
    case 'question':
      return goOn(keepQuestion(draft, hearing, desk));
    case 'restate':
      return goOn(actOnRestate(draft, hearing, desk));
    case 'unclear':
      return goOn(actOnUnclear(draft, intent.options, hearing, desk));
    case 'none-of-these':
      return goOn(pushFrame(dropWaiting(draft), { kind: 'open', asked: 1 }));
    case 'relapse':
      return goOn(actOnRelapse(draft, desk));
    case 'account':
      return goOn(actOnAccount(draft, hearing, desk));
    case 'reminders':
      return actOnReminders(draft, intent.on, desk);
    case 'remark':
      return actOnRemark(draft, hearing, desk);
    case 'facts':
      return actOnFacts(draft, hearing, desk);
    case 'control':
      return actOnControl(draft, intent.id, desk);
    default:
      return actOnValue(draft, intent, hearing, desk);
  }
}

/** Asks which of a few is meant, or openly where nothing is likelier than the rest. */
function actOnUnclear(draft: Draft, options: readonly string[], hearing: Hearing, desk: Desk): Draft {
  const fresh = keepComplaint(beginCase(draft, desk), hearing, desk);
  const top = topFrame(draft.state);
  const asked = top?.kind === 'open' ? top.asked : 0;
  const question: Frame =
    options.length > 0 ? { kind: 'clarify', options, asked: 0 } : { kind: 'open', asked: Math.max(1, asked) };
  return pushFrame(dropWaiting(fresh), question);
}

function actOnChoose(draft: Draft, choice: Choice, hearing: Hearing, desk: Desk): Draft {
  const step = pendingAsk(draft.state, desk);
  const rest = leftAfter(draft, withoutNamed(choice, hearing), (piece) => answers(choice, piece, hearing));
  return step ? choose(nameBeside(rest, choice, hearing, desk), desk, step, choice) : draft;
}

/** The walk stands where the earlier question was put, with the new answer. */
function actOnRevise(draft: Draft, { place, slot, choice }: Extract<Intent, { kind: 'revise' }>, desk: Desk): Draft {
  // What was asked on the way that is left now takes no late answers.
  const trail = draft.state.trail.slice(0, draft.state.trail.indexOf(place) + 1);
  const back = patch(addPhrase(draft, desk, 'revised'), { frames: place.frames, trail });
  // What the answer says besides is as new as the answer.
  return Object.entries({ [slot]: choice.id, ...choice.set }).reduce(
    (next, [name, value]) => setSlot(next, name, { value, source: 'typed', confirmed: true }),
    back,
  );
}

/** Times one question is put before a person takes over; "what is wrong?" sooner, as nothing has been tried yet. */
const MOST_ASKED = 5;
const MOST_OPEN = 3;

/** A photo is only offered where something is wrong. */
const PHOTO_OFFER = 'aside.photo-offer';

/** Answers what stands beside every question; where none stands but "what is wrong?", the answer is all there is to say. */
function actOnAgain(draft: Draft, phrase: string | undefined, desk: Desk): Acted {
  const waits = draft.state.frames.some(({ kind }) => kind !== 'open') || draft.state.ticketNumber !== undefined;
  if (waits || !phrase?.startsWith('aside.') || phrase === PHOTO_OFFER) return goOn(askAgain(draft, phrase, desk));
  const open = draft.state.frames.length > 0 ? draft : pushFrame(draft, { kind: 'open', asked: 1 });
  return { draft: addPhrase(addPhrase(open, desk, phrase), desk, 'open.else'), next: 'stay' };
}

function askAgain(draft: Draft, phrase: string | undefined, desk: Desk): Draft {
  const frame = topFrame(draft.state);
  const most = frame?.kind === 'open' ? MOST_OPEN : MOST_ASKED;
  if (frame && frame.kind !== 'handoff' && frame.asked >= most) return handToPerson(draft, desk, 'no-match');
  const answered = phrase !== undefined && phrase !== 'noted';
  const said = phrase ? addPhrase(answered ? asIfNotPut(draft) : draft, desk, phrase) : draft;
  const idle = frame === undefined && draft.state.ticketNumber === undefined;
  return idle ? pushFrame(said, { kind: 'open', asked: 0 }) : said;
}

/** A question that the bot cannot answer goes to the agent with everything else; the step at hand goes on. */
function keepQuestion(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const value = wordsOf(hearing);
  const kept = value === '' ? draft : setSlot(draft, 'openQuestion', { value, source: 'typed', confirmed: true });
  return askAgain(kept, draft.state.ticketNumber ? 'ticket.noted' : 'question.kept', desk);
}

/** A message without the fact that made a choice, so that the rest of its piece is read: "wifi 手机能上网". */
function withoutNamed(choice: Choice, hearing: Hearing): Hearing {
  const facts = hearing.entities.flatMap(({ value, text }) =>
    value === choice.id && text !== '' ? [text.toLowerCase()] : [],
  );
  const segments = hearing.utterance.segments.map((piece) =>
    facts.reduce((left, fact) => left.replace(fact, ''), piece),
  );
  return { ...hearing, utterance: { ...hearing.utterance, segments: segments.map((piece) => piece.trim()) } };
}

/** Whether a piece is what made a choice: its words, or the fact it names. */
function answers(choice: Choice, piece: string, hearing: Hearing): boolean {
  const named = hearing.entities.some(
    ({ value, text }) => value === choice.id && text !== '' && piece.includes(text.toLowerCase()),
  );
  return named || choice.accept.some((pattern) => pattern.test(piece));
}

function actOnHuman(
  draft: Draft,
  { irritated, asked }: Extract<Intent, { kind: 'human' }>,
  hearing: Hearing,
  desk: Desk,
): Draft {
  const fresh = keepComplaint(beginCase(draft, desk), hearing, desk);
  const upset = irritated || hearing.cue('anger');
  const flagged = upset ? addFlag(fresh, 'irritated') : fresh;
  const sorry = irritated ? addPhrase(flagged, desk, 'sorry') : flagged;
  const recorded = recordPending(nameStated(sorry, hearing, desk), hearing, desk);
  return handToPerson(recorded, desk, asked ? 'human' : 'irritated');
}

/** Asked for a person or a repair in the middle of a step: the step did not help. */
function recordPending(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  const failed = step && (hearing.cue('still-failing') || hearing.control('ctl-not-fixed'));
  return failed ? recordStep(draft, desk, step, 'not-fixed', hearing.message.text) : draft;
}

function actOnPass(draft: Draft, why: 'unsure' | 'skipped' | 'cannot', hearing: Hearing, desk: Desk): Draft {
  const frame = topFrame(draft.state);
  const step = pendingDo(draft.state, desk);
  if (step) return passStep(draft, why, hearing, desk);
  if (frame?.kind === 'slot') return passSlot(draft, frame, why, desk);
  if (frame?.kind === 'open') return declineSlot(popFrame(draft), 'account');
  const ask = pendingAsk(draft.state, desk);
  return ask ? passAsk(draft, ask, desk) : draft;
}

/** The first "what is that?" gets the question in other words, where skipping is allowed anyway. */
function passSlot(
  draft: Draft,
  frame: Extract<Frame, { kind: 'slot' }>,
  why: 'unsure' | 'skipped' | 'cannot',
  desk: Desk,
): Draft {
  const explains = why === 'unsure' && frame.optional && frame.asked < 2;
  if (explains && desk.guide.phrases.has(`slot.${frame.slot}.again`)) return draft;
  return declineSlot(popFrame(draft), frame.slot);
}

function passStep(draft: Draft, why: 'unsure' | 'skipped' | 'cannot', hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  const frame = draft.state.frames.findLast((candidate) => candidate.kind === 'flow');
  // The first "how?" gets the step in other words; the second passes it over.
  if (why === 'unsure' && frame?.kind === 'flow' && frame.asked < 2) return draft;
  const told = why === 'unsure' ? addPhrase(draft, desk, 'passed-over.step') : draft;
  const recorded = recordStep(dropResult(told), desk, step, why, hearing.message.text);
  return follow(recorded, desk, step, step.cannot, 'cannot');
}

function actOnResult(draft: Draft, intent: Extract<Intent, { kind: 'result' }>, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  const asking = topFrame(draft.state)?.kind === 'result';
  if (intent.outcome === 'done' && !intent.choice) {
    return asking ? draft : pushFrame(draft, { kind: 'result', step: step.id, asked: 0 });
  }
  const recorded = recordStep(
    settleJoined(dropResult(draft), intent.outcome),
    desk,
    step,
    intent.outcome,
    wordsOf(hearing),
  );
  const { way, target } = wayOf(step, intent);
  const filled = Object.entries(intent.choice?.set ?? {}).reduce(
    (next, [slot, value]) => setSlot(next, slot, { value, source: 'typed', confirmed: true }),
    recorded,
  );
  return follow(filled, desk, step, target, way);
}

function wayOf(
  step: DoStep,
  intent: Extract<Intent, { kind: 'result' }>,
): { readonly way: string; readonly target: Target } {
  if (intent.choice) return { way: intent.choice.id, target: intent.choice.go };
  if (intent.outcome === 'fixed') return { way: 'fixed', target: step.fixed };
  if (intent.outcome === 'cannot' || intent.outcome === 'skipped') return { way: 'cannot', target: step.cannot };
  return { way: 'not-fixed', target: step.failed };
}

function actOnFixed(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  const settled = settleJoined(draft, 'fixed');
  const recorded = step ? recordStep(settled, desk, step, 'fixed', wordsOf(hearing)) : settled;
  // "好了 刚才客人刷了两次": what is told beside is taken up next.
  const others = hearing.message.choiceId ? [] : troublesBeside(hearing, draft.state, desk);
  return endFlow(queueSymptoms(recorded, others, desk), desk, 'resolved');
}
