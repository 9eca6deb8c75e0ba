/** Asks what the frame on top of the stack waits for, unless it is a step of a flow. */

import type { DoStep, Guide, Locale } from '#knowledge/guide.ts';
import { addLine, addPhrase, type Desk, type Draft, declineSlot, popFrame, pushFrame, replaceTop } from './draft.ts';
import { continueHandoff, READ_BACK } from './handoff.ts';
import type { ReplyChoice } from './message.ts';
import { visitButtons } from './renewal/choose-visit.ts';
import { buttons, sayPhrase, sayWording } from './say.ts';
import { deviceWords } from './slots.ts';
import type { DialogState, Frame } from './state.ts';
import { stepOf } from './step-at.ts';

/** A frame that asks something of its own. */
type Waiting = Exclude<Frame, { kind: 'flow' | 'handoff' }>;

/** A draft, and whether it now waits for the merchant. */
export interface Walked {
  readonly draft: Draft;
  readonly waiting: boolean;
}

/** The `do` step that a result frame on top is about. */
export function stepUnderResult(state: DialogState, desk: Desk): DoStep | undefined {
  const step = stepOf(desk.guide, state.frames.at(-2));
  return step?.kind === 'do' ? step : undefined;
}

/** More buttons than this under one step are a form, not an answer. */
const MOST_RESULTS = 5;

const offered = new WeakMap<Guide, WeakMap<DoStep, Map<Locale, readonly ReplyChoice[]>>>();

/**
 * The answers offered under a `do` step: its own results first, then those of the usual ones that say something new.
 * All of them are understood when typed; what is typed is compared with them at every turn.
 */
export function resultButtons(step: DoStep, state: DialogState, desk: Desk): readonly ReplyChoice[] {
  const inGuide = offered.get(desk.guide) ?? new WeakMap<DoStep, Map<Locale, readonly ReplyChoice[]>>();
  offered.set(desk.guide, inGuide);
  const inLocale = inGuide.get(step) ?? new Map<Locale, readonly ReplyChoice[]>();
  inGuide.set(step, inLocale);
  const known = inLocale.get(state.locale) ?? collectResults(step, state, desk);
  inLocale.set(state.locale, known);
  return known;
}

function collectResults(step: DoStep, state: DialogState, desk: Desk): readonly ReplyChoice[] {
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

/** A question that was put this often without an answer is not repeated: whoever is stuck gets the buttons and a person. */
const STUCK = 2;

/** Whether a question that was put so often before has got nowhere. */
export function isStuck(asked: number): boolean {
  return asked >= STUCK;
}

/** Says that any answer will do where a question got nowhere; who has just told something is not lost for words. */
export function helpStuck(draft: Draft, asked: number, desk: Desk): Draft {
  const noted = draft.lines.includes(sayPhrase('noted', draft.state, desk.guide, desk.now));
  return isStuck(asked) && !noted ? addPhrase(draft, desk, 'stuck') : draft;
}

/** The buttons of a question that has been put `asked` times before this one, with a person where it got nowhere. */
export function withPerson(
  choices: readonly ReplyChoice[],
  question: string,
  asked: number,
  state: DialogState,
  desk: Desk,
): readonly ReplyChoice[] {
  return isStuck(asked) ? [...choices, ...phraseButtons(question, ['human'], state, desk)] : choices;
}

/** Puts the question of a frame that is not a flow, or takes the handoff further. */
export function askFrame(draft: Draft, desk: Desk, frame: Exclude<Frame, { kind: 'flow' }>): Walked {
  if (frame.kind === 'handoff') {
    const step = continueHandoff(draft, desk);
    if (step.kind === 'over') return { draft: step.draft, waiting: step.draft.state.frames.length === 0 };
    return { draft: pushFrame(step.draft, step.frame), waiting: false };
  }
  if (isEnoughOf(frame)) return { draft: letGo(draft, frame), waiting: false };
  // The same list a third time is no help either.
  if (frame.kind === 'clarify' && isStuck(frame.asked))
    return { draft: replaceTop(draft, { kind: 'open', asked: 1 }), waiting: false };
  const asked = replaceTop(draft, { ...frame, asked: frame.asked + 1 });
  return { draft: askOnce(asked, desk, frame), waiting: true };
}

/** What nobody has to answer is put twice at most, and so is a read-back. */
function isEnoughOf(frame: Waiting): boolean {
  return isStuck(frame.asked) && (frame.kind === 'confirm' || (frame.kind === 'slot' && frame.optional));
}

function letGo(draft: Draft, frame: Waiting): Draft {
  const popped = popFrame(draft);
  if (frame.kind === 'confirm') return declineSlot(popped, READ_BACK);
  return frame.kind === 'slot' ? declineSlot(popped, frame.slot) : popped;
}

/** The buttons under the question of a frame that is not a flow. */
export function frameButtons(frame: Waiting, state: DialogState, desk: Desk): readonly ReplyChoice[] {
  switch (frame.kind) {
    case 'result': {
      const step = stepUnderResult(state, desk);
      return step ? withPerson(resultButtons(step, state, desk), step.id, frame.asked, state, desk) : [];
    }
    case 'slot':
      if (frame.optional) return phraseButtons('slot', ['skip'], state, desk);
      return isStuck(frame.asked) ? phraseButtons('slot', ['skip', 'human'], state, desk) : [];
    case 'confirm':
      return buttons('confirm', confirmChoices(desk), state.locale);
    case 'clarify': {
      const flows = frame.options.flatMap((id) => desk.guide.flows.get(id) ?? []);
      const options = flows.map(({ id, title }) => ({ id, label: title }));
      return [...buttons('clarify', options, state.locale), ...phraseButtons('clarify', ['none'], state, desk)];
    }
    case 'open':
      return state.ticketNumber ? [] : startButtons(state, desk);
    case 'cancel':
      return phraseButtons('cancel', ['yes', 'no'], state, desk);
    case 'visit':
      return visitButtons(frame, state, desk);
  }
}

function askOnce(draft: Draft, desk: Desk, frame: Waiting): Draft {
  const helped = frame.kind === 'result' ? helpStuck(draft, frame.asked, desk) : draft;
  const asked = addLine(helped, sayQuestion(draft.state, desk, frame));
  return { ...asked, choices: frameButtons(frame, draft.state, desk) };
}

function sayQuestion(state: DialogState, desk: Desk, frame: Waiting): string {
  const phrase = (key: string, extra: Readonly<Record<string, string | undefined>> = {}): string =>
    sayPhrase(key, state, desk.guide, desk.now, extra);
  switch (frame.kind) {
    case 'result': {
      const step = stepUnderResult(state, desk);
      // The same words a second time sound like a machine.
      if (frame.asked === 1) return phrase('result.again');
      return step ? sayWording(step.check, state, desk.guide, desk.now) : phrase('ask.works');
    }
    case 'slot':
      return saySlotQuestion(state, desk, frame);
    case 'confirm': {
      const device = deviceWords(state);
      return phrase(device.model ? 'confirm.device' : 'confirm.sn', device);
    }
    case 'clarify':
      return phrase('clarify');
    case 'open':
      return phrase(state.ticketNumber ? 'open.optional' : frame.asked > 0 ? 'open.again' : 'open.ask');
    case 'cancel':
      return phrase('cancel.ask');
    case 'visit':
      return phrase('renewal.which-visit');
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

function saySlotQuestion(state: DialogState, desk: Desk, frame: Extract<Frame, { kind: 'slot' }>): string {
  const step = stepOf(desk.guide, state.frames.at(-2));
  if (step?.kind === 'collect' && step.slot === frame.slot && frame.asked === 0) {
    return sayWording(step.ask, state, desk.guide, desk.now);
  }
  if (isStuck(frame.asked)) return sayPhrase('stuck.slot', state, desk.guide, desk.now);
  const key = slotPhrase(frame, state, desk);
  // The question in the content's own words says more than a plain one.
  const own = key === OTHER_SLOT && step?.kind === 'collect' && step.slot === frame.slot;
  return own ? sayWording(step.ask, state, desk.guide, desk.now) : sayPhrase(key, state, desk.guide, desk.now);
}

/** Asks for a slot that has no phrase of its own. */
const OTHER_SLOT = 'slot.other';

/** The most fitting phrase: for a dark device, for a second try, or the plain one. */
function slotPhrase(frame: Extract<Frame, { kind: 'slot' }>, state: DialogState, desk: Desk): string {
  const symptom = state.symptom ? desk.guide.flows.get(state.symptom) : undefined;
  const dead = symptom?.kind === 'symptom' && symptom.dead;
  const looksUp = frame.slot === 'mid' && !state.slots.sn && (state.declined.includes('sn') || state.ticketNumber);
  const step = stepOf(desk.guide, state.frames.at(-2));
  const verifies = frame.slot === 'mid' && frame.asked === 0 && step?.kind === 'lookup';
  // Nobody is asked for what they have said.
  const asked = frame.slot === 'device' && state.slots.model ? 'device.serial' : frame.slot;
  const candidates = [
    verifies ? 'slot.mid.verify' : '',
    looksUp ? 'slot.mid.lookup' : '',
    frame.asked > 0 ? `slot.${asked}.again` : '',
    dead ? `slot.${frame.slot}.dead` : '',
    `slot.${asked}`,
  ];
  return candidates.find((key) => desk.guide.phrases.has(key)) ?? OTHER_SLOT;
}
