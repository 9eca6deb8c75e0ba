/** Walks the steps of the flows on the stack until the merchant must answer or the case ends. */

import type {
  AskStep,
  BranchStep,
  Choice,
  DoStep,
  Flow,
  Forbidden,
  LinkStep,
  LookupStep,
  Step,
  Target,
} from '#knowledge/guide.ts';
import { explainCode } from './codes.ts';
import { holds } from './conditions.ts';
import {
  addLine,
  addPhrase,
  addTrace,
  type Desk,
  type Draft,
  declineSlot,
  flowFrame,
  popFrame,
  pushFrame,
  replaceTop,
  setSlot,
} from './draft.ts';
import { endFlow } from './end-flow.ts';
import { banOn } from './forbidden.ts';
import { joinSteps, mayJoin } from './join-steps.ts';
import { isCleared, isOutcome, wayAfter } from './known-ways.ts';
import { lookUpDevice } from './look-up-device.ts';
import { askFrame, isStuck, resultButtons, type Walked } from './prompts.ts';
import { putStep, wasPut } from './put-step.ts';
import { lookUpRenewal } from './renewal/look-up-renewal.ts';
import { answerInComplaint, readRest } from './said-already.ts';
import { buttons, sayWording } from './say.ts';
import { type Frame, topFrame } from './state.ts';
import { stepAt, stepOf } from './step-at.ts';
import { moveToSymptom, recordStep } from './symptoms.ts';

type FlowFrame = Extract<Frame, { kind: 'flow' }>;

/** More steps than this without a question is a loop in the content; the case then goes to people. */
const MAX_STEPS = 100;
/** Questions and steps put in one case before a person takes over; fewer than `TRAIL_PLACES`. */
const MOST_QUESTIONS = 7;
/** Times one question is put; then the walk goes on without its answer. */
const MOST_PUT = 3;
/** Times one step is put before a person takes over. */
const MOST_STEP_PUT = 4;
/** Walks on from where the stack stands and ends with a question, or with nothing left to ask. */
export function advance(draft: Draft, desk: Desk): Draft {
  let next = draft;
  for (let step = 0; step < MAX_STEPS; step++) {
    const walked = walkOne(next, desk);
    if (walked.waiting) return walked.draft;
    next = walked.draft;
  }
  // The stack is down to the handoff now, so this ends.
  return advance(
    endFlow(addTrace(next, 'advance', 'the content goes round in circles; handing off'), desk, 'handoff'),
    desk,
  );
}

const waiting = (draft: Draft): Walked => ({ draft, waiting: true });
const walkOn = (draft: Draft): Walked => ({ draft, waiting: false });

function walkOne(draft: Draft, desk: Desk): Walked {
  const frame = topFrame(draft.state);
  if (!frame) return waiting(draft);
  if (frame.kind !== 'flow') return askFrame(draft, desk, frame);
  const flow = desk.guide.flows.get(frame.flow);
  if (!flow) return walkOn(popFrame(draft));
  const step = stepOf(desk.guide, frame);
  if (!step) return walkOn(runPastEnd(draft, desk, flow));
  if (!holds(step.when, draft.state)) return walkOn(follow(draft, desk, step, 'next', 'passed over'));
  return walkStep(draft, desk, frame, step);
}

function runPastEnd(draft: Draft, desk: Desk, flow: Flow): Draft {
  if (flow.kind === 'procedure') return popFrame(draft);
  return endFlow(draft, desk, flow.informative ? 'answered' : 'handoff');
}

function walkStep(draft: Draft, desk: Desk, frame: FlowFrame, step: Step): Walked {
  switch (step.kind) {
    case 'say':
      return walkOn(
        follow(addLine(draft, sayWording(step.say, draft.state, desk.guide, desk.now)), desk, step, step.go, 'said'),
      );
    case 'ask':
      return walkAsk(draft, desk, frame, step);
    case 'do':
      return walkDo(draft, desk, frame, step);
    case 'branch':
      return walkOn(walkBranch(draft, desk, step));
    case 'collect': {
      const given = draft.state.slots[step.slot] !== undefined;
      if (given || draft.state.declined.includes(step.slot)) {
        return walkOn(follow(draft, desk, step, step.go, given ? 'given' : 'not given'));
      }
      if (step.optional && isEnough(draft, frame, desk)) return walkOn(follow(draft, desk, step, step.go, 'not given'));
      return walkOn(pushFrame(draft, { kind: 'slot', slot: step.slot, asked: 0, optional: step.optional }));
    }
    case 'lookup':
      return step.lookup === 'code'
        ? walkOn(follow(explainCode(draft, desk), desk, step, step.go, 'looked up'))
        : walkOn(walkRegister(draft, desk, step));
    case 'link':
      // Shown once already: the procedure has come back.
      if (frame.asked > 0) return walkOn(follow(draft, desk, step, step.go, 'came back'));
      return walkOn(walkLink(draft, desk, frame, step));
    case 'outcome':
      return walkOn(endFlow(traceWay(draft, frame.flow, step, 'ended', step.outcome), desk, step.outcome, step));
  }
}

function walkLink(draft: Draft, desk: Desk, frame: FlowFrame, step: LinkStep): Draft {
  const links = desk.guide.flows.get(frame.flow)?.steps.filter((one) => one.kind === 'link' && one.flow === step.flow);
  const nth = links?.indexOf(step) ?? 0;
  const linked = { ...frame, asked: 1, ...(nth > 0 ? { nth } : {}) };
  return enterFlow(replaceTop(traceWay(draft, frame.flow, step, 'linked', step.flow), linked), desk, step.flow);
}

/** Looks the terminal up, after the questions that prove whose it is; or asks the office of renewals. */
function walkRegister(draft: Draft, desk: Desk, step: LookupStep): Draft {
  if (step.lookup !== 'device') {
    const asked = lookUpRenewal(draft, desk, step);
    return follow(asked.draft, desk, step, asked.target, asked.way);
  }
  const looked = lookUpDevice(draft, desk, step);
  if (looked.kind === 'ask') return pushFrame(looked.draft, looked.frame);
  return follow(looked.draft, desk, step, looked.target, looked.way);
}

/** Answers that the message holds to questions of this flow, where a branch turns on them before they are put. */
function hearAhead(draft: Draft, desk: Desk, step: BranchStep): Draft {
  const frame = topFrame(draft.state);
  const steps = frame?.kind === 'flow' ? (desk.guide.flows.get(frame.flow)?.steps ?? []) : [];
  const wanted = new Set(step.branches.flatMap(({ when }) => Object.keys(when)));
  const open = steps.filter((one): one is AskStep => one.kind === 'ask' && wanted.has(one.slot));
  return open.reduce((next, ask) => {
    if (next.state.slots[ask.slot] !== undefined || next.state.declined.includes(ask.slot)) return next;
    const read = readRest(next, ask);
    return read ? fillChoice(read.draft, ask, read.choice) : next;
  }, draft);
}

function walkBranch(before: Draft, desk: Desk, step: BranchStep): Draft {
  const draft = hearAhead(before, desk, step);
  const index = step.branches.findIndex((branch) => holds(branch.when, draft.state));
  const chosen = step.branches[index];
  return follow(draft, desk, step, chosen?.go ?? step.otherwise, chosen ? `branch ${index + 1}` : 'otherwise');
}

function walkAsk(draft: Draft, desk: Desk, frame: FlowFrame, step: AskStep): Walked {
  const known = draft.state.slots[step.slot]?.value;
  const choice = step.choices.find((candidate) => candidate.id === known);
  if (choice) return walkOn(choose(draft, desk, step, choice));
  const told = known === undefined ? answerInComplaint(draft, desk, step) : undefined;
  if (told)
    return walkOn(choose(addTrace(draft, 'complaint', `${step.id}: ${told.id}, said already`), desk, step, told));
  if (known !== undefined || draft.state.declined.includes(step.slot)) {
    return walkOn(follow(draft, desk, step, step.unsure, 'unsure'));
  }
  if (isEnough(draft, frame, desk)) return walkOn(giveOver(draft, desk));
  const read = readRest(draft, step);
  if (read) return walkOn(choose(read.draft, desk, step, read.choice));
  if (frame.asked >= MOST_PUT)
    return walkOn(passAsk(draft.lines.length > 0 ? draft : addPhrase(draft, desk, 'passed-over'), step, desk));
  const stuck = isStuck(frame.asked);
  const wording = !stuck && wasPut(draft, frame) && step.again ? step.again : step.ask;
  return waiting(putStep(draft, desk, frame, step, wording, buttons(step.id, step.choices, draft.state.locale)));
}

/** Keeps a chosen answer and what it says besides. */
export function fillChoice(draft: Draft, step: AskStep, choice: Choice): Draft {
  return Object.entries({ [step.slot]: choice.id, ...choice.set }).reduce(
    (next, [slot, value]) => setSlot(next, slot, { value, source: 'typed', confirmed: true }),
    draft,
  );
}

/** Keeps a chosen answer and goes where it leads. */
export function choose(draft: Draft, desk: Desk, step: AskStep, choice: Choice): Draft {
  return follow(fillChoice(draft, step, choice), desk, step, choice.go, choice.id);
}

/** Goes on without an answer, the way of those who do not know. */
export function passAsk(draft: Draft, ask: AskStep, desk: Desk): Draft {
  const own = ask.choices.find((choice) => choice.id === 'unsure');
  if (own) return choose(draft, desk, ask, own);
  return follow(declineSlot(draft, ask.slot), desk, ask, ask.unsure, 'unsure');
}

function walkDo(draft: Draft, desk: Desk, frame: FlowFrame, step: DoStep): Walked {
  const tried = draft.state.stepsTried.find((entry) => entry.step === step.id);
  if (tried) {
    const { way, target } = wayAfter(step, tried.outcome);
    return walkOn(follow(draft, desk, step, target, way));
  }
  const ban = banOn(step, draft.state, desk);
  if (ban.kind === 'forbidden') return walkOn(skipForbidden(draft, desk, step, ban.by));
  if (ban.kind === 'ask-model') {
    return walkOn(pushFrame(draft, { kind: 'slot', slot: 'model', asked: 0, optional: true }));
  }
  const guarded = step.guard === undefined ? undefined : desk.guide.flows.get(step.guard);
  if (guarded && !isCleared(guarded, draft)) return walkOn(pushFrame(draft, flowFrame(guarded)));
  if (isEnough(draft, frame, desk) || frame.asked >= MOST_STEP_PUT) return walkOn(giveOver(draft, desk));
  const again = wasPut(draft, frame) && step.again ? step.again : step.do;
  const wording = isStuck(frame.asked) ? step.check : again;
  const asked = putStep(draft, desk, frame, step, wording, resultButtons(step, draft.state, desk));
  return waiting(mayJoin(frame, step, desk) ? joinNext(asked, desk, step) : asked);
}

/** The step together with the one that follows when it does not help, where that one needs nothing else first. */
function joinNext(put: Draft, desk: Desk, step: DoStep): Draft {
  const failed = follow(recordStep(put, desk, step, 'not-fixed', ''), desk, step, step.failed, 'not-fixed');
  return joinSteps(put, advance(failed, desk), step, desk);
}

/** An incident forbids the step: says so once, and goes where a merchant goes who cannot do it. */
function skipForbidden(draft: Draft, desk: Desk, step: DoStep, by: Forbidden): Draft {
  const told = addLine(draft, sayWording(by.say, draft.state, desk.guide, desk.now));
  return follow(recordStep(told, desk, step, 'skipped', ''), desk, step, step.cannot, 'forbidden');
}

/**
 * A merchant at the counter has no patience for more; what is known by now goes to a person. Who asked for something
 * to read or to learn is not at the counter.
 */
function isEnough(draft: Draft, frame: FlowFrame, { guide }: Desk): boolean {
  const flow = guide.flows.get(frame.flow);
  if (flow?.kind === 'symptom' && flow.informative) return false;
  return frame.asked === 0 && draft.state.ticketNumber === undefined && draft.state.trail.length >= MOST_QUESTIONS;
}

function giveOver(draft: Draft, desk: Desk): Draft {
  return endFlow(addTrace(draft, 'advance', 'asked enough; a person takes over'), desk, 'handoff');
}

/** Writes down which way out of a step the walk took: `flow/step: way → target`. */
function traceWay(draft: Draft, flow: string, step: Step, way: string, target: Target): Draft {
  return addTrace(draft, 'walk', `${flow}/${step.id}: ${way} → ${target}`);
}

/** Goes where a step's target says; `way` names the answer, result or branch that leads there. */
export function follow(before: Draft, desk: Desk, step: Step, target: Target, way: string): Draft {
  const frame = topFrame(before.state);
  const flow = frame?.kind === 'flow' ? desk.guide.flows.get(frame.flow) : undefined;
  if (!flow) return before;
  const draft = traceWay(before, flow.id, step, way, target);
  if (target === 'next') return standAt(draft, stepAfter(flow, step.id));
  if (target === 'done') return flow.kind === 'procedure' ? popFrame(draft) : endFlow(draft, desk, 'answered');
  if (isOutcome(target)) return endFlow(draft, desk, target);
  if (stepAt(desk.guide, flow.id, target)) return standAt(draft, target);
  return enterFlow(standAt(draft, stepAfter(flow, step.id)), desk, target);
}

function stepAfter(flow: Flow, step: string): string {
  const index = flow.steps.findIndex((candidate) => candidate.id === step);
  return flow.steps[index + 1]?.id ?? '';
}

function standAt(draft: Draft, step: string): Draft {
  const frame = topFrame(draft.state);
  return frame?.kind === 'flow' ? replaceTop(draft, { kind: 'flow', flow: frame.flow, step, asked: 0 }) : draft;
}

/** Enters another flow: a procedure comes back to where the present one stands, a symptom takes its place. */
function enterFlow(draft: Draft, desk: Desk, id: string): Draft {
  const flow = desk.guide.flows.get(id);
  if (flow?.kind === 'symptom' && wasHere(draft, id)) {
    return endFlow(
      addTrace(draft, 'advance', `back at ${id} with nothing left to ask; a person takes over`),
      desk,
      'handoff',
    );
  }
  if (flow?.kind === 'symptom') return moveToSymptom(draft, desk, flow, 'the walk leads there');
  return flow ? pushFrame(draft, flowFrame(flow)) : draft;
}

/** Whether this turn has walked through a symptom already: another round would ask nothing either. */
function wasHere({ trace }: Draft, id: string): boolean {
  return trace.some(({ by, says }) => by === 'symptom' && says.startsWith(`moved to ${id}:`));
}
