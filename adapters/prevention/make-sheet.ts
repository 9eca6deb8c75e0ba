/** Makes the sheets: what stands on each, filled with what is known of the merchant's terminal. Pure. */

import { addDays } from '#dialogs/days.ts';
import type { Day } from '#dialogs/device-record.ts';
import { sayDay } from '#dialogs/opening-hours.ts';
import type { PageName } from '#dialogs/pages.ts';
import type { MerchantFacts } from './contract.ts';
import { dueDays, EVERY, type Every, sayShortDay } from './due-days.ts';
import { type Trait, traitsOf } from './model-traits.ts';
import { readQuiz } from './read-quiz.ts';
import type { Block, Check, Field, Sheet } from './sheet.ts';
import type { Words } from './wording.ts';

/** What a sheet is made of. */
export interface SheetInput {
  readonly words: Words;
  readonly facts: MerchantFacts;
  /** Today where the institution is. */
  readonly today: Day;
  /** Answers to the quiz by the questions' names; empty before it was answered. */
  readonly answers: Readonly<Record<string, string>>;
}

const MAKERS: Readonly<Record<PageName, (input: SheetInput) => readonly Block[]>> = {
  maintenance: makeMaintenance,
  updates: makeUpdates,
  backup: makeBackup,
  contingency: makeContingency,
  training: makeTraining,
  agreement: makeAgreement,
};

/** One sheet. */
export function makeSheet(page: PageName, input: SheetInput): Sheet {
  const { say } = input.words;
  return {
    title: say(`${page}.title`),
    lead: say(`${page}.lead`),
    blocks: [...terminalOf(input), ...MAKERS[page](input)],
  };
}

/** What the merchant knows their terminal by; nothing where nothing is known. */
function terminalOf({ words, facts }: SheetInput): readonly Block[] {
  const { say, guide, locale } = words;
  const { hotline, website } = guide.institution;
  const rows = [
    ['merchant', facts.merchant],
    ['store', facts.store],
    ['model', facts.model],
    ['serial', facts.serialEnd && say('serial-end', { end: facts.serialEnd })],
    ['firmware', facts.firmware],
    ['hotline', hotline],
    ['website', website],
  ] as const;
  const known = rows.flatMap(([key, value]) => (value ? [{ name: say(`field.${key}`), value }] : []));
  const title = guide.institution.name[locale] || say('made-for');
  return known.length > 0 ? [{ kind: 'fields', title, rows: known }] : [];
}

/** A piece of care, how often it is due, and the part that a terminal must have for it. */
interface Care {
  readonly id: string;
  readonly every: Every;
  readonly needs?: Trait;
}

const CARE: readonly Care[] = [
  { id: 'settle', every: 'day' },
  { id: 'restart', every: 'week' },
  { id: 'signal', every: 'week' },
  { id: 'card-slot', every: 'month' },
  { id: 'print-head', every: 'month', needs: 'printer' },
  { id: 'keys', every: 'month' },
  { id: 'battery', every: 'month', needs: 'battery' },
  { id: 'cables', every: 'month' },
  { id: 'cache', every: 'month', needs: 'android' },
  { id: 'bluetooth', every: 'month', needs: 'bluetooth' },
  { id: 'statements', every: 'month' },
  { id: 'two-networks', every: 'quarter' },
  { id: 'spare', every: 'quarter' },
  { id: 'staff', every: 'quarter' },
  { id: 'terms', every: 'year' },
  { id: 'age', every: 'year' },
];

/** Boxes beside a piece of care: as many as a sheet has room for before it is printed anew. */
const BOXES: Readonly<Record<Every, number>> = { day: 0, week: 4, month: 3, quarter: 2, year: 1 };

function makeMaintenance(input: SheetInput): readonly Block[] {
  const { words, facts, today } = input;
  const traits = traitsOf(facts.model);
  const checks = EVERY.map((every): Block => {
    const days = dueDays(today, every, BOXES[every]).map((day) => sayShortDay(day, today, words.locale));
    const due = CARE.filter((care) => care.every === every && (care.needs === undefined || traits.has(care.needs)));
    const rows: readonly Check[] = due.map(({ id }) => ({ text: words.say(`care.${id}`), days }));
    return { kind: 'checks', title: words.say(`every.${every}`), rows };
  });
  return [...datesOf(input), ...checks];
}

/** Renewal takes a while: this many days before the end it has to be asked for. */
const RENEW_DAYS = 30;

function datesOf({ words, facts, today }: SheetInput): readonly Block[] {
  const { say, locale } = words;
  const ends = [
    ['contract', facts.contractEndsOn],
    ['sim', facts.simEndsOn],
    ['certificate', facts.certificateEndsOn],
    ['approval', facts.approvalEndsOn],
  ] as const;
  const rows = ends.flatMap(([key, day]): readonly Field[] => {
    if (day === undefined) return [];
    const by = addDays(day, -RENEW_DAYS);
    const note = day < today ? say('dates.over') : say('dates.renew', { day: sayDay(by < today ? today : by, locale) });
    return [{ name: say(`field.${key}`), value: sayDay(day, locale), note }];
  });
  return rows.length > 0 ? [{ kind: 'fields', title: say('dates.title'), rows }] : [];
}

function makeUpdates({ words, facts }: SheetInput): readonly Block[] {
  const { say, list, guide, locale } = words;
  const notice = facts.model && guide.phrases.get(`notice.${facts.model.replace(/\s+/g, '-')}`)?.[locale];
  return [
    { kind: 'notice', title: say('updates.for-model'), text: notice || say('updates.none') },
    { kind: 'list', title: say('updates.how.title'), items: list('updates.how'), ordered: true },
    { kind: 'text', text: say('updates.caution') },
  ];
}

function makeBackup({ words }: SheetInput): readonly Block[] {
  const { say, list } = words;
  return [
    { kind: 'checks', title: say('backup.steps'), rows: list('backup').map((text) => ({ text, days: [] })) },
    { kind: 'list', title: say('backup.before'), items: list('backup.before'), ordered: true },
    { kind: 'text', text: say('backup.never') },
  ];
}

function makeContingency({ words }: SheetInput): readonly Block[] {
  const { say, list, guide } = words;
  const blanks = (keys: readonly string[]): readonly Field[] =>
    keys.map((key) => ({ name: say(`contingency.${key}`) }));
  const { hotline } = guide.institution;
  const institution: Field = { name: say('field.hotline'), ...(hotline ? { value: hotline } : {}) };
  return [
    { kind: 'list', title: say('contingency.steps'), items: list('contingency'), ordered: true },
    { kind: 'list', title: say('contingency.never'), items: list('contingency.never'), ordered: false },
    {
      kind: 'fields',
      title: say('contingency.people'),
      rows: [...blanks(['manager', 'provider', 'electrician']), institution],
    },
    {
      kind: 'fields',
      title: say('contingency.ways'),
      rows: blanks(['qr', 'spare', 'network', 'cash']),
    },
  ];
}

function makeTraining({ words, answers }: SheetInput): readonly Block[] {
  const { say, list } = words;
  return [
    { kind: 'list', title: say('training.rules'), items: list('training'), ordered: true },
    { kind: 'quiz', quiz: readQuiz(words, answers) },
  ];
}

function makeAgreement({ words }: SheetInput): readonly Block[] {
  const { say, list } = words;
  return [
    { kind: 'fields', title: say('agreement.terms'), rows: list('agreement').map((name) => ({ name })) },
    { kind: 'text', text: say('agreement.ours') },
  ];
}
