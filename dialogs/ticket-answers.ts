/** What the merchant answered besides the facts that a ticket names: the questions of the walk, with their answers. */

import type { Guide, Step, Wording } from '#knowledge/guide.ts';
import type { Instant } from './message.ts';
import { sayWording } from './say.ts';
import type { DialogState, SlotValue } from './state.ts';
import type { TicketAnswer } from './ticket.ts';

/** Slots with a place of their own on the ticket, in its flags or its summary, and what is no fact of the case. */
const ELSEWHERE: readonly string[] = [
  'model',
  'maker',
  'sn',
  'tid',
  'mid',
  'iccid',
  'device',
  'contactName',
  'phone',
  'callWindow',
  'code',
  'screenText',
  'network',
  'carrier',
  'scope',
  'fallback',
  'since',
  'expiryType',
  'recentChange',
  'paidOrLeaked',
  'paidAmount',
  'paidBy',
];
/** Questions of the exercise for shop assistants. */
const EXERCISE = /^quiz\d/;

type Question = Extract<Step, { kind: 'ask' | 'collect' }>;

const questions = new WeakMap<Guide, ReadonlyMap<string, readonly Question[]>>();

function questionsOf(guide: Guide): ReadonlyMap<string, readonly Question[]> {
  const known = questions.get(guide);
  if (known) return known;
  const all = [...guide.flows.values()].flatMap((flow) =>
    flow.steps.filter((step) => step.kind === 'ask' || step.kind === 'collect'),
  );
  const found = Map.groupBy(all, ({ slot }) => slot);
  questions.set(guide, found);
  return found;
}

/** The question that fills a slot, that of the trouble at hand where several do. */
function questionFor(slot: string, { symptom }: DialogState, guide: Guide): Question | undefined {
  const all = questionsOf(guide).get(slot) ?? [];
  const own = guide.flows.get(symptom ?? '')?.steps;
  return all.find((step) => own?.includes(step)) ?? all[0];
}

function labelOf(slot: string, value: string, guide: Guide): Wording | undefined {
  for (const step of questionsOf(guide).get(slot) ?? []) {
    const choice = step.kind === 'ask' ? step.choices.find(({ id }) => id === value) : undefined;
    if (choice) return choice.label;
  }
  return undefined;
}

function isAnswer(slot: string, { value, source }: SlotValue): boolean {
  if (ELSEWHERE.includes(slot) || EXERCISE.test(slot)) return false;
  return value !== 'unsure' && value.trim() !== '' && source === 'typed';
}

/** The answers in the order in which they were first given, worded as the merchant saw them. Pure. */
export function answersOf(state: DialogState, guide: Guide, now: Instant): readonly TicketAnswer[] {
  return Object.entries(state.slots).flatMap(([slot, known]) => {
    const question = isAnswer(slot, known) ? questionFor(slot, state, guide) : undefined;
    if (!question) return [];
    const { value } = known;
    const said = labelOf(slot, value, guide)?.[state.locale] ?? value;
    return [{ slot, value, asked: sayWording(question.ask, state, guide, now), said }];
  });
}
