/** What a drawing says of a step: the words in its box, and the words and ways of its arrows. */

import type { BranchStep, Choice, Condition, DoStep, Guide, Locale, Step, Target, Wording } from '#knowledge/guide.ts';
import { DRAWING_WORDS, SLOT_NAMES } from './words.ts';

/** One arrow's words and where it leads. */
export type Exit = readonly [label: string, target: Target];

/** The arrows that leave a step, in the order of the file. */
export function exits(step: Step, guide: Guide, locale: Locale): readonly Exit[] {
  const words = DRAWING_WORDS[locale];
  const own = (choices: readonly Choice[]): Exit[] => choices.map(({ label, go }) => [label[locale], go]);
  switch (step.kind) {
    case 'ask':
      return step.choices.some(({ id }) => id === 'unsure')
        ? own(step.choices)
        : [...own(step.choices), [words.unsure, step.unsure]];
    case 'do':
      return [...own(step.results), ...usualExits(step, guide, locale)];
    case 'branch':
      return branchExits(step, guide, locale);
    case 'outcome':
    case 'link':
      return [];
    default:
      return [['', step.go]];
  }
}

/** The usual results whose buttons are shown. */
function usualExits(step: DoStep, guide: Guide, locale: Locale): readonly Exit[] {
  const means = new Set(step.results.map((result) => result.means ?? 'done'));
  const label = (id: string): string => guide.phrases.get(`choice.${id}`)?.[locale] ?? id;
  return [
    ...(means.has('fixed') ? [] : [[label('fixed'), step.fixed] as const]),
    ...(means.has('not-fixed') || means.has('done') ? [] : [[label('not-fixed'), step.failed] as const]),
    ...(means.has('cannot') ? [] : [[label('cannot'), step.cannot] as const]),
  ];
}

/** Where a branch looks at one thing only, its box names it and the arrows need only the values. */
function branchExits(step: BranchStep, guide: Guide, locale: Locale): readonly Exit[] {
  const names = new Set(step.branches.flatMap(({ when }) => Object.keys(when)));
  const label = (when: Condition): string =>
    names.size > 1
      ? sayCondition(when, guide, locale)
      : Object.entries(when)
          .map(([name, values]) => sayValues(name, values, guide, locale))
          .join('; ');
  return [
    ...step.branches.map(({ when, go }): Exit => [label(when), go]),
    [DRAWING_WORDS[locale].otherwise, step.otherwise],
  ];
}

/** What stands in the box of a step. */
export function textOf(step: Exclude<Step, { kind: 'link' }>, guide: Guide, locale: Locale): string {
  const words = DRAWING_WORDS[locale];
  switch (step.kind) {
    case 'say':
      return step.say[locale];
    case 'ask':
    case 'collect':
      return step.ask[locale];
    case 'do': {
      const guard = step.guard === undefined ? undefined : guide.flows.get(step.guard)?.title[locale];
      return guard === undefined ? step.do[locale] : `(${words.first}: ${guard}) ${step.do[locale]}`;
    }
    case 'branch':
      return `${[...new Set(step.branches.flatMap(({ when }) => Object.keys(when)))]
        .map((name) => sayName(name, guide, locale))
        .join(', ')}?`;
    case 'lookup':
      return words.lookup;
    case 'outcome':
      return step.say?.[locale] ?? words[step.outcome];
  }
}

function sayName(name: string, guide: Guide, locale: Locale): string {
  if (name.startsWith('tried.')) return titleOfStep(name.slice('tried.'.length), guide, locale);
  const named = SLOT_NAMES[name] ?? guide.phrases.get(`field.${name}`) ?? titleOfSetter(name, guide);
  return named?.[locale] ?? name;
}

/** The thing to do whose results fill a slot. */
function titleOfSetter(slot: string, guide: Guide): Wording | undefined {
  const steps = [...guide.flows.values()].flatMap((flow) => flow.steps);
  const setter = steps.find((step) => step.kind === 'do' && step.results.some(({ set }) => slot in set));
  return setter?.kind === 'do' ? setter.title : undefined;
}

function titleOfStep(id: string, guide: Guide, locale: Locale): string {
  for (const flow of guide.flows.values()) {
    const step = flow.steps.find((candidate) => candidate.id === id && candidate.kind === 'do');
    if (step?.kind === 'do') return step.title[locale];
  }
  return id;
}

/** A condition in the words that buttons have for its values. */
export function sayCondition(condition: Condition, guide: Guide, locale: Locale): string {
  return Object.entries(condition)
    .map(([name, values]) => `${sayName(name, guide, locale)}: ${sayValues(name, values, guide, locale)}`)
    .join('; ');
}

function sayValues(name: string, values: readonly string[], guide: Guide, locale: Locale): string {
  return [...new Set(values.map((value) => sayValue(name, value, guide, locale)))].join('/');
}

function sayValue(name: string, value: string, guide: Guide, locale: Locale): string {
  const words = DRAWING_WORDS[locale];
  if (value === 'any' || value === 'unknown') return words[value];
  if (name.startsWith('tried.')) return guide.phrases.get(`outcome.${value}`)?.[locale] ?? value;
  const phrase = guide.phrases.get(`value.${name}.${value}`)?.[locale];
  return phrase ?? labelOfValue(name, value, guide, locale) ?? guide.phrases.get(`choice.${value}`)?.[locale] ?? value;
}

function labelOfValue(slot: string, value: string, guide: Guide, locale: Locale): string | undefined {
  for (const flow of guide.flows.values()) {
    for (const step of flow.steps) {
      const asked = step.kind === 'ask' && step.slot === slot ? step.choices.find(({ id }) => id === value) : undefined;
      const choice = asked ?? answersOf(step).find(({ set }) => set[slot] === value);
      if (choice) return choice.label[locale];
    }
  }
  return undefined;
}

function answersOf(step: Step): readonly Choice[] {
  if (step.kind === 'ask') return step.choices;
  return step.kind === 'do' ? step.results : [];
}
