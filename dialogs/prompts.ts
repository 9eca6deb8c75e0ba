/** Asks what the frame on top of the stack waits for, unless it is a step of a flow. */

import type { DoStep } from '#knowledge/guide.ts';
import { addLine, addPhrase, type Desk, type Draft, pushFrame, replaceTop } from './draft.ts';
import { continueHandoff } from './handoff.ts';
import type { ReplyChoice } from './message.ts';
import { buttons, sayPhrase, sayWording } from './say.ts';
import { deviceWords } from './slots.ts';
import type { DialogState, Frame } from './state.ts';

/** A draft, and whether it now waits for the merchant. */
export interface Walked {
  readonly draft: Draft;
  readonly waiting: boolean;
}

/** The `do` step that a result frame on top is about. */
export function stepUnderResult(state: DialogState, desk: Desk): DoStep | undefined {
  const below = state.frames.at(-2);
  if (below?.kind !== 'flow') return undefined;
  const step = desk.guide.flows.get(below.flow)?.steps.find((candidate) => candidate.id === below.step);
  return step?.kind === 'do' ? step : undefined;
}

/** More buttons than this under one step are a form, not an answer. */
const MOST_RESULTS = 5;

/**
 * The answers offered under a `do` step: its own results first, then those of the usual ones that say something new.
 * All of them are understood when typed.
 */
export function resultButtons(step: DoStep, state: DialogState, desk: Desk): ReplyChoice[] {
  const means = new Set(step.results.map((result) => result.means ?? 'done'));
  const usual = [
    ...(means.has('fixed') ? [] : ['fixed']),
    ...(means.has('not-fixed') || means.has('done') ? [] : ['not-fixed']),
    ...(means.has('cannot') ? [] : ['cannot']),
  ];
  const own = buttons(step.id, step.results, state.locale);
  return [...own, ...phraseButtons(step.id, usual, state, desk)].slice(0, Math.max(MOST_RESULTS, own.length + 1));
}

/** Buttons whose labels are the phrases `choice.<id>`. */
export function phraseButtons(question: string, ids: readonly string[], state: DialogState, desk: Desk): ReplyChoice[] {
  const choices = ids.flatMap((id) => {
    const label = desk.guide.phrases.get(`choice.${id}`);
    return label ? [{ id, label }] : [];
  });
  return buttons(question, choices, state.locale);
}

/** Puts the question of a frame that is not a flow, or takes the handoff further. */
export function askFrame(draft: Draft, desk: Desk, frame: Exclude<Frame, { kind: 'flow' }>): Walked {
  if (frame.kind === 'handoff') {
    const step = continueHandoff(draft, desk);
    if (step.kind === 'over') return { draft: step.draft, waiting: step.draft.state.frames.length === 0 };
    return { draft: pushFrame(step.draft, step.frame), waiting: false };
  }
  const asked = replaceTop(draft, { ...frame, asked: frame.asked + 1 });
  return { draft: askOnce(asked, desk, frame), waiting: true };
}

function askOnce(draft: Draft, desk: Desk, frame: Exclude<Frame, { kind: 'flow' | 'handoff' }>): Draft {
  const { state } = draft;
  switch (frame.kind) {
    case 'result': {
      const step = stepUnderResult(state, desk);
      if (!step) return addPhrase(draft, desk, 'ask.works');
      const asked = addLine(draft, sayWording(step.check, state, desk.guide, desk.now));
      return { ...asked, choices: resultButtons(step, state, desk) };
    }
    case 'slot':
      return askSlot(draft, desk, frame);
    case 'confirm': {
      const device = deviceWords(state);
      const asked = addPhrase(draft, desk, device.model ? 'confirm.device' : 'confirm.sn', device);
      const choices = buttons('confirm', confirmChoices(desk), state.locale);
      return { ...asked, choices };
    }
    case 'clarify': {
      const options = frame.options.flatMap((id) => desk.guide.flows.get(id) ?? []);
      const choices = [
        ...buttons(
          'clarify',
          options.map((flow) => ({ id: flow.id, label: flow.title })),
          state.locale,
        ),
      ];
      return {
        ...addPhrase(draft, desk, 'clarify'),
        choices: [...choices, ...phraseButtons('clarify', ['none'], state, desk)],
      };
    }
    case 'open': {
      const key = state.ticketNumber ? 'open.optional' : frame.asked > 0 ? 'open.again' : 'open.ask';
      return { ...addPhrase(draft, desk, key), choices: state.ticketNumber ? [] : startButtons(state, desk) };
    }
    case 'cancel':
      return { ...addPhrase(draft, desk, 'cancel.ask'), choices: phraseButtons('cancel', ['yes', 'no'], state, desk) };
  }
}

function confirmChoices(desk: Desk) {
  return (['right', 'wrong'] as const).flatMap((id) => {
    const label = desk.guide.phrases.get(`choice.${id}`);
    return label ? [{ id: id === 'right' ? 'yes' : 'no', label }] : [];
  });
}

/** Quick ways in for somebody who has not said what is wrong. */
const STARTERS = ['net-offline', 'exp-device-expired', 'pwr-no-boot'] as const;

function startButtons(state: DialogState, desk: Desk): ReplyChoice[] {
  const flows = STARTERS.flatMap((id) => desk.guide.flows.get(id) ?? []);
  const starters = buttons(
    'start',
    flows.map((flow) => ({ id: flow.id, label: flow.title })),
    state.locale,
  );
  return [...starters, ...phraseButtons('start', ['human'], state, desk)];
}

function askSlot(draft: Draft, desk: Desk, frame: Extract<Frame, { kind: 'slot' }>): Draft {
  const { state } = draft;
  const below = state.frames.at(-2);
  const flow = below?.kind === 'flow' ? desk.guide.flows.get(below.flow) : undefined;
  const step = below?.kind === 'flow' ? flow?.steps.find((candidate) => candidate.id === below.step) : undefined;
  const skip = frame.optional ? phraseButtons('slot', ['skip'], state, desk) : [];
  if (step?.kind === 'collect' && step.slot === frame.slot && frame.asked === 0) {
    return { ...addLine(draft, sayWording(step.ask, state, desk.guide, desk.now)), choices: skip };
  }
  const asked = addLine(draft, sayPhrase(slotPhrase(frame, state, desk), state, desk.guide, desk.now));
  return { ...asked, choices: skip };
}

/** The most fitting phrase: for a dark device, for a second try, or the plain one. */
function slotPhrase(frame: Extract<Frame, { kind: 'slot' }>, state: DialogState, desk: Desk): string {
  const symptom = state.symptom ? desk.guide.flows.get(state.symptom) : undefined;
  const dead = symptom?.kind === 'symptom' && symptom.dead;
  const candidates = [
    frame.asked > 0 ? `slot.${frame.slot}.again` : '',
    dead ? `slot.${frame.slot}.dead` : '',
    `slot.${frame.slot}`,
  ];
  return candidates.find((key) => desk.guide.phrases.has(key)) ?? 'slot.other';
}
