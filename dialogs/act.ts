/** Does what an intent asks: changes the stack and the slots, and leaves the walking to `advance`. */

import type { AskStep, Choice, DoStep, Symptom, Target } from '#knowledge/guide.ts';
import { actOnControl } from './act-on-control.ts';
import { actOnValue } from './act-on-value.ts';
import { choose, follow } from './advance.ts';
import { complaintWords } from './complaint.ts';
import {
  type Acted,
  addFlag,
  addPhrase,
  type Desk,
  type Draft,
  declineSlot,
  patch,
  popFrame,
  pushFrame,
  setSlot,
} from './draft.ts';
import { beginHandoff, endFlow } from './end-flow.ts';
import { addAdded, handToPerson } from './handoff.ts';
import type { Hearing } from './hear.ts';
import type { Intent } from './intent.ts';
import { pendingAsk } from './readers/answer.ts';
import { pendingDo } from './readers/step-result.ts';
import { type Frame, newCase, topFrame } from './state.ts';
import { moveToSymptom, queueSymptom, recordStep, startSymptom } from './symptoms.ts';

const goOn = (draft: Draft): Acted => ({ draft, next: 'advance' });

/** Carries out one intent. */
export function act(draft: Draft, intent: Intent, hearing: Hearing, desk: Desk): Acted {
  switch (intent.kind) {
    case 'human':
      return goOn(actOnHuman(draft, intent.irritated, hearing, desk));
    case 'repair':
      return goOn(beginHandoff(addPhrase(recordPending(draft, hearing, desk), desk, 'repair.start'), desk, 'repair'));
    case 'choose': {
      const step = pendingAsk(draft.state, desk);
      const rest = leftAfter(draft, hearing, (piece) => answers(intent.choice, piece, hearing));
      return goOn(step ? choose(rest, desk, step, intent.choice) : draft);
    }
    case 'revise': {
      const back = patch(addPhrase(draft, desk, 'revised'), { frames: intent.place.frames });
      return goOn(setSlot(back, intent.slot, { value: intent.choice.id, source: 'typed', confirmed: true }));
    }
    case 'pass':
      return goOn(actOnPass(draft, intent.why, hearing, desk));
    case 'result':
      return goOn(actOnResult(draft, intent, hearing, desk));
    case 'fixed':
      return goOn(actOnFixed(draft, hearing, desk));
    case 'symptoms':
      return goOn(actOnSymptoms(draft, intent.ids, intent.because, hearing, desk));
    case 'again':
      return goOn(askAgain(draft, intent.phrase, desk));
    case 'restate':
      return goOn(actOnRestate(draft, hearing, desk));
    case 'unclear': {
      const fresh = keepComplaint(beginCase(draft, desk), hearing, desk);
      return goOn(pushFrame(dropWaiting(fresh), { kind: 'clarify', options: intent.options, asked: 0 }));
    }
    case 'none-of-these':
      return goOn(pushFrame(dropWaiting(draft), { kind: 'open', asked: 1 }));
    case 'account':
      return goOn(actOnAccount(draft, hearing, desk));
    case 'facts':
      return actOnFacts(draft, hearing, desk);
    case 'control':
      return actOnControl(draft, intent.id, desk);
    default:
      return actOnValue(draft, intent, hearing, desk);
  }
}

/** Times one question is put before a person takes over; "what is wrong?" sooner, as nothing has been tried yet. */
const MOST_ASKED = 5;
const MOST_OPEN = 3;

function askAgain(draft: Draft, phrase: string | undefined, desk: Desk): Draft {
  const frame = topFrame(draft.state);
  const most = frame?.kind === 'open' ? MOST_OPEN : MOST_ASKED;
  if (frame && frame.kind !== 'handoff' && frame.asked >= most) return handToPerson(draft, desk, 'no-match');
  return phrase ? addPhrase(draft, desk, phrase) : draft;
}

/** The draft with the pieces of a message that an intent has not used. */
function leftAfter(draft: Draft, hearing: Hearing, uses: (piece: string) => boolean): Draft {
  return { ...draft, unread: hearing.utterance.segments.filter((piece) => !uses(piece)) };
}

/** Whether a piece is what made a choice: its words, or the fact it names. */
function answers(choice: Choice, piece: string, hearing: Hearing): boolean {
  const named = hearing.entities.some(({ value, text }) => value === choice.id && piece.includes(text.toLowerCase()));
  return named || choice.accept.some((pattern) => pattern.test(piece));
}

/** A closed case is over: a new complaint starts the next one. */
function beginCase(draft: Draft, desk: Desk): Draft {
  return draft.state.ended ? { ...draft, state: newCase(draft.state, desk.guide) } : draft;
}

/** Keeps the first complaint verbatim. */
export function keepComplaint(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  if (draft.state.merchantWords !== undefined || hearing.message.choiceId) return draft;
  const words = complaintWords(hearing, desk);
  return words === undefined ? draft : patch(draft, { merchantWords: words, since: desk.now });
}

/** Takes an unanswered "what is wrong?" or "which of these?" off the stack. */
function dropWaiting(draft: Draft): Draft {
  const kind = topFrame(draft.state)?.kind;
  return kind === 'open' || kind === 'clarify' ? popFrame(draft) : draft;
}

function actOnHuman(draft: Draft, irritated: boolean, hearing: Hearing, desk: Desk): Draft {
  const fresh = keepComplaint(beginCase(draft, desk), hearing, desk);
  const upset = irritated || hearing.cue('anger');
  const flagged = upset ? addFlag(fresh, 'irritated') : fresh;
  const sorry = irritated && hearing.control('ctl-complaint') ? addPhrase(flagged, desk, 'sorry') : flagged;
  const recorded = recordPending(sorry, hearing, desk);
  return handToPerson(recorded, desk, irritated ? 'irritated' : 'human');
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

function passAsk(draft: Draft, ask: AskStep, desk: Desk): Draft {
  const own = ask.choices.find((choice) => choice.id === 'unsure');
  if (own) return choose(draft, desk, ask, own);
  return follow(declineSlot(draft, ask.slot), desk, ask, ask.unsure, 'unsure');
}

function passStep(draft: Draft, why: 'unsure' | 'skipped' | 'cannot', hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  const frame = draft.state.frames.findLast((candidate) => candidate.kind === 'flow');
  // The first "how?" gets the step in other words; the second passes it over.
  if (why === 'unsure' && frame?.kind === 'flow' && frame.asked < 2) return draft;
  const recorded = recordStep(dropResult(draft), desk, step, why, hearing.message.text);
  return follow(recorded, desk, step, step.cannot, 'cannot');
}

function dropResult(draft: Draft): Draft {
  return topFrame(draft.state)?.kind === 'result' ? popFrame(draft) : draft;
}

function actOnResult(draft: Draft, intent: Extract<Intent, { kind: 'result' }>, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  const asking = topFrame(draft.state)?.kind === 'result';
  if (intent.outcome === 'done' && !intent.choice) {
    return asking ? draft : pushFrame(draft, { kind: 'result', step: step.id, asked: 0 });
  }
  const recorded = recordStep(dropResult(draft), desk, step, intent.outcome, wordsOf(hearing));
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

/** What the merchant typed; a tap has no words of its own. */
function wordsOf(hearing: Hearing): string {
  return hearing.message.choiceId ? '' : hearing.message.text.trim().slice(0, 200);
}

function actOnFixed(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  const recorded = step ? recordStep(draft, desk, step, 'fixed', wordsOf(hearing)) : draft;
  return endFlow(recorded, desk, 'resolved');
}

function actOnRestate(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const step = pendingDo(draft.state, desk);
  if (!step) return draft;
  return follow(
    recordStep(dropResult(draft), desk, step, 'not-fixed', wordsOf(hearing)),
    desk,
    step,
    step.failed,
    'not-fixed',
  );
}

function actOnAccount(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const told = keepComplaint(popFrame(draft), hearing, desk);
  const upset = hearing.cue('anger') ? addFlag(told, 'irritated') : told;
  const { decision, ranked } = hearing.match;
  const flow = decision === 'accept' && ranked[0] ? desk.guide.flows.get(ranked[0].id) : undefined;
  const named =
    flow?.kind === 'symptom' ? patch(upset, { symptom: flow.id, symptoms: [...upset.state.symptoms, flow.id] }) : upset;
  return addPhrase(declineSlot(named, 'account'), desk, 'handoff.again');
}

function actOnFacts(draft: Draft, hearing: Hearing, desk: Desk): Acted {
  const seen = patch(draft, { attachments: [...draft.state.attachments, ...hearing.message.attachments] });
  const frame = topFrame(seen.state);
  if (frame?.kind === 'slot' && frame.slot === 'device') {
    return goOn(declineSlot(popFrame(addAdded(seen, desk)), 'device'));
  }
  if (frame) return goOn(addPhrase(seen, desk, 'noted'));
  if (seen.state.ticketNumber) return { draft: addPhrase(seen, desk, 'ticket.noted'), next: 'stay' };
  return goOn(pushFrame(addPhrase(seen, desk, 'noted'), { kind: 'open', asked: 0 }));
}

const PRIORITIES = ['P1', 'P2', 'P3', 'P4'];

function actOnSymptoms(draft: Draft, ids: readonly string[], because: string, hearing: Hearing, desk: Desk): Draft {
  const begun = keepComplaint(beginCase(draft, desk), hearing, desk);
  const symptoms = ids
    .flatMap((id) => desk.guide.flows.get(id) ?? [])
    .filter((flow): flow is Symptom => flow.kind === 'symptom')
    .map((symptom, index) => ({ symptom, rank: PRIORITIES.indexOf(symptom.priority) * 10 + index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ symptom }) => symptom);
  const [first, ...rest] = symptoms;
  if (!first) return begun;
  const [opening] = hearing.utterance.segments;
  const stated = hearing.utterance.segments.filter((piece) => first.rules.some((rule) => rule.test(piece)));
  const used = stated.length > 0 ? stated : [opening];
  // A question in between leaves "which of these?" standing.
  const ready = first.informative && begun.state.frames.length > 0 ? begun : dropWaiting(begun);
  const started = beginOrMove(
    leftAfter(ready, hearing, (piece) => used.includes(piece)),
    first,
    because,
    desk,
  );
  return rest
    .filter((symptom) => !symptom.informative)
    .reduce((next, symptom) => noteSecond(next, symptom, desk), started);
}

function noteSecond(draft: Draft, symptom: Symptom, desk: Desk): Draft {
  if (draft.state.symptoms.includes(symptom.id)) return draft;
  return addPhrase(queueSymptom(draft, symptom), desk, 'second-symptom', {
    symptom: symptom.title[draft.state.locale],
  });
}

/** Starts a symptom, lets it take over, or keeps it for later, by what is going on. */
function beginOrMove(draft: Draft, symptom: Symptom, because: string, desk: Desk): Draft {
  const { state } = draft;
  const collecting = state.frames.some((frame) => frame.kind === 'handoff');
  const onTop = state.frames.length === 0 || symptom.informative || (collecting && symptom.priority === 'P1');
  if (onTop) return startSymptom(draft, desk, symptom, because);
  const present = state.symptom ? desk.guide.flows.get(state.symptom) : undefined;
  if (collecting) return noteSecond(draft, symptom, desk);
  if (present?.kind !== 'symptom') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  if (symptom.priority === 'P1') return startSymptom(patch(draft, { frames: [] }), desk, symptom, because);
  const neighbour =
    present.informative ||
    present.group === symptom.group ||
    present.confusable.includes(symptom.id) ||
    symptom.confusable.includes(present.id);
  if (!neighbour) return noteSecond(draft, symptom, desk);
  return moveToSymptom(draft, desk, symptom, because);
}
