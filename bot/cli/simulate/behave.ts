/** Decides what a simulated merchant does next: answers truthfully, or does what merchants do besides. */

import type { ReplyChoice } from '#dialogs/message.ts';
import { type DialogState, type Frame, topFrame } from '#dialogs/state.ts';
import { stepAt } from '#dialogs/step-at.ts';
import type { Guide } from '#knowledge/guide.ts';
import { drawAnswer, splitButton } from './fault.ts';
import type { Lines } from './lines.ts';
import type { Merchant } from './merchant.ts';
import type { Random } from './random.ts';
import { type Spoken, sayAnswer, sayLine } from './speak.ts';

/** What one message is meant to be. */
export interface Behaviour {
  readonly kind: 'complaint' | 'answer' | 'aside' | 'person' | 'undo' | 'late' | 'leave';
  readonly text: string;
  readonly choiceId?: string;
  readonly plain?: boolean;
  /** The answer it gives; "what do you mean?" is `unsure`, and is rightly answered in other words. */
  readonly means?: string;
  /** Slots whose value the message gives. */
  readonly tells: readonly string[];
}

/** Where the conversation stands. */
export interface Stand {
  readonly state: DialogState;
  readonly offered: readonly ReplyChoice[];
  readonly turns: number;
}

const NOTHING: readonly string[] = [];
const LEAVE: Behaviour = { kind: 'leave', text: '', tells: NOTHING };
const SKIP = { 'zh-Hans': '跳过', 'zh-Hant': '跳過', en: 'skip' } as const;

/** What the merchant does next; without the guide they answer in order and mistype nothing. */
export function chooseBehaviour(
  stand: Stand,
  merchant: Merchant,
  { guide, lines }: { readonly guide?: Guide; readonly lines: Lines },
  random: Random,
): Behaviour {
  const waits = stand.state.ticketNumber !== undefined;
  const strays = guide && strayFromIt(stand, merchant, { guide, lines }, random);
  if (strays) return strays;
  const habit = waits ? undefined : followHabit(stand, merchant, lines, random);
  if (habit) return habit;
  // Half of those who already have a ticket do not answer any more.
  if (waits && random.chance(0.4)) return LEAVE;
  return answer(stand, merchant, lines, random);
}

/** Side questions and small talk, by the label of their lines. */
const DIGRESSIONS = ['ctl-oos', 'ctl-bot', 'ctl-greet', 'ctl-thanks', 'how-find-sn', 'how-contact', 'acc-fee'];

function followHabit({ state }: Stand, merchant: Merchant, lines: Lines, random: Random): Behaviour | undefined {
  const { habits } = merchant;
  const line = (kind: Behaviour['kind'], label: string | undefined): Behaviour | undefined => {
    const text = label && sayLine(label, merchant, lines, random);
    return text ? { kind, text, tells: NOTHING } : undefined;
  };
  if (random.chance(habits.wantsPerson)) return line('person', 'ctl-human');
  if (random.chance(habits.waits)) return line('aside', 'ctl-wait');
  if (random.chance(habits.digresses)) return line('aside', random.pick(DIGRESSIONS));
  if (state.trail.length > 1 && random.chance(habits.corrects)) return line('undo', 'ctl-back');
  return undefined;
}

/** A slip, a correction, an earlier question, another trouble: what comes in no order. */
function strayFromIt(
  stand: Stand,
  merchant: Merchant,
  { guide, lines }: { readonly guide: Guide; readonly lines: Lines },
  random: Random,
): Behaviour | undefined {
  const mended = putSerialRight(stand, merchant);
  if (mended || stand.state.ticketNumber !== undefined) return mended;
  return (
    mistype(stand, merchant, random) ??
    comeBack(stand, merchant, guide, random) ??
    changeTopic(stand, merchant, guide, lines, random)
  );
}

const LAST_WRONG = {
  'zh-Hans': (end: string) => `不对 序列号最后两位是${end}`,
  'zh-Hant': (end: string) => `不對 序號最後兩位是${end}`,
  en: (end: string) => `sorry, the last two digits of the serial are ${end}`,
} as const;

/** A serial that was mistyped is put right with the next message. */
function putSerialRight({ state }: Stand, { terminal, locale, done }: Merchant): Behaviour | undefined {
  if (!done.has('serial')) return undefined;
  done.delete('serial');
  if (state.slots.sn === undefined) return undefined;
  return { kind: 'undo', text: LAST_WRONG[locale](terminal.sn.slice(-2)), tells: ['sn'] };
}

const AGAIN = {
  'zh-Hans': (label: string) => `刚才那个问题 是${label}`,
  'zh-Hant': (label: string) => `剛才那個問題 是${label}`,
  en: (label: string) => `earlier question: ${label.toLowerCase()}`,
} as const;
const WRONG = {
  'zh-Hans': (label: string) => `刚才说错了 是${label}`,
  'zh-Hant': (label: string) => `剛才說錯了 是${label}`,
  en: (label: string) => `sorry, I meant ${label.toLowerCase()}`,
} as const;

/** An answer to an earlier question: the same once more, or another one, which is true from then on. */
function comeBack({ state }: Stand, merchant: Merchant, guide: Guide, random: Random): Behaviour | undefined {
  if (!random.chance(merchant.habits.returns)) return undefined;
  const standing = topFrame(state);
  const asked = state.trail.flatMap((place) => {
    const step = stepAt(guide, place.flow, place.step);
    const stands = standing?.kind === 'flow' && standing.step === place.step;
    return step?.kind === 'ask' && !stands && state.slots[step.slot] !== undefined ? [step] : [];
  });
  const step = random.pick(asked);
  if (!step) return undefined;
  const given = state.slots[step.slot]?.value;
  const choice = random.pick(step.choices.filter(({ id }) => id !== 'unsure'));
  if (!choice) return undefined;
  merchant.fault.truth.set(step.id, choice.id);
  const say = choice.id === given ? AGAIN : WRONG;
  const label = choice.label[merchant.locale];
  return { kind: choice.id === given ? 'late' : 'undo', text: say[merchant.locale](label), tells: NOTHING };
}

/** Another trouble in the middle of this one. */
function changeTopic(
  { state }: Stand,
  merchant: Merchant,
  guide: Guide,
  lines: Lines,
  random: Random,
): Behaviour | undefined {
  if (merchant.done.has('topic') || !random.chance(merchant.habits.changesTopic)) return undefined;
  const others = [...guide.flows.values()].filter(
    (flow) => flow.kind === 'symptom' && !flow.informative && !state.symptoms.includes(flow.id),
  );
  const text = sayLine(random.pick(others)?.id ?? '', merchant, lines, random);
  if (!text) return undefined;
  merchant.done.add('topic');
  return { kind: 'aside', text, tells: NOTHING };
}

function answer(stand: Stand, merchant: Merchant, lines: Lines, random: Random): Behaviour {
  const frame = topFrame(stand.state);
  if (frame?.kind === 'slot') return answerSlot(frame, merchant, random);
  if (frame?.kind === 'open' || frame === undefined) return complainAgain(merchant, lines, random);
  if (frame.kind === 'clarify') return answerClarify(stand, merchant);
  if (frame.kind === 'confirm') return answerConfirm(stand, merchant, lines, random);
  return answerStep(stand, merchant, lines, random);
}

const spoken = (said: Spoken, kind: Behaviour['kind'] = 'answer', tells = NOTHING): Behaviour => ({
  kind,
  ...said,
  tells,
});

function complainAgain(merchant: Merchant, lines: Lines, random: Random): Behaviour {
  const text = sayLine(merchant.symptom.id, merchant, lines, random) ?? merchant.symptom.title[merchant.locale];
  return { kind: 'complaint', text, tells: NOTHING };
}

function answerClarify({ offered }: Stand, merchant: Merchant): Behaviour {
  const own = offered.find(({ id }) => splitButton(id)[1] === merchant.symptom.id) ?? offered.at(-1);
  return own ? spoken({ text: own.label, choiceId: own.id, plain: true }) : LEAVE;
}

function answerConfirm({ state, offered }: Stand, merchant: Merchant, lines: Lines, random: Random): Behaviour {
  const right = state.slots.sn?.value === merchant.terminal.sn;
  const [yes, no] = offered;
  const button = right ? yes : no;
  return button ? spoken(sayAnswer(button, right ? 'right' : 'wrong', merchant, lines, random)) : LEAVE;
}

const FREE = { 'zh-Hans': '城西万达一楼', 'zh-Hant': '信義路一段', en: '12 High Street' } as const;

function answerSlot(frame: Extract<Frame, { kind: 'slot' }>, merchant: Merchant, random: Random): Behaviour {
  const { terminal, locale } = merchant;
  const skips = frame.optional && random.chance(0.35);
  if (skips) return { kind: 'answer', text: SKIP[locale], plain: true, tells: NOTHING };
  const told = (text: string, ...tells: readonly string[]): Behaviour => ({ kind: 'answer', text, plain: true, tells });
  switch (frame.slot) {
    case 'sn':
      return told(random.chance(0.3) ? `SN ${terminal.sn}` : terminal.sn, 'sn');
    case 'device':
      return told(`${terminal.model} SN${terminal.sn}`, 'model', 'sn', 'device');
    case 'model':
    case 'tid':
    case 'mid':
    case 'iccid':
    case 'phone':
      return told(terminal[frame.slot], frame.slot);
    case 'code':
      return told('51', 'code');
    case 'ticketNumber':
      return told('T0871', 'ticketNumber');
    default:
      return told(FREE[locale], frame.slot);
  }
}

/** The serial with its last two digits wrong, where it is asked for. */
function mistype({ state }: Stand, { terminal, habits, done }: Merchant, random: Random): Behaviour | undefined {
  const { sn } = terminal;
  const frame = topFrame(state);
  const asked = frame?.kind === 'slot' && frame.slot === 'sn' && /^\d+$/.test(sn);
  if (!asked || !random.chance(habits.slips)) return undefined;
  done.add('serial');
  const end = String((Number(sn.slice(-2)) + 37) % 100).padStart(2, '0');
  return { kind: 'answer', text: sn.slice(0, -2) + end, plain: true, tells: ['sn'] };
}

/** What is true of a question; found out on the spot where the drawn way never came to it, and true from then on. */
function truthOf(question: string, offered: readonly ReplyChoice[], merchant: Merchant, random: Random): string {
  const known = merchant.fault.truth.get(question);
  const answers = offered.map(({ id }) => splitButton(id)[1]);
  if (known !== undefined && answers.includes(known)) return known;
  const found = drawAnswer(answers, random) ?? 'unsure';
  merchant.fault.truth.set(question, found);
  return found;
}

function answerStep({ offered }: Stand, merchant: Merchant, lines: Lines, random: Random): Behaviour {
  const [first] = offered;
  if (!first) return LEAVE;
  const [question] = splitButton(first.id);
  const asksResult = offered.some(({ id }) => splitButton(id)[1] === 'fixed');
  if (!asksResult && random.chance(merchant.habits.unsureFirst)) {
    const text = sayLine('ctl-unsure', merchant, lines, random);
    if (text) return { kind: 'answer', text, plain: false, means: 'unsure', tells: NOTHING };
  }
  const truth = truthOf(question, offered, merchant, random);
  const button = offered.find(({ id }) => id === `${question}:${truth}`);
  return button ? { ...spoken(sayAnswer(button, truth, merchant, lines, random)), means: truth } : LEAVE;
}
