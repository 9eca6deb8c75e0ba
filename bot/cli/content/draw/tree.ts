/** The tree of a symptom or procedure as boxes and arrows, before anybody draws it. */

import type {
  BranchStep,
  Choice,
  Condition,
  DoStep,
  Flow,
  Guide,
  Locale,
  Step,
  Target,
  Wording,
} from '#knowledge/guide.ts';
import { type BoxKind, DRAWING_WORDS, SLOT_NAMES } from './words.ts';

/** One box. */
export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly text: string;
  /** The frame that it stands in; absent outside of all frames. */
  readonly frame?: string;
}

/** One arrow; an empty label needs no words. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A shared procedure, drawn around its boxes. */
export interface Frame {
  readonly id: string;
  readonly title: string;
  readonly inside?: string;
}

/** Everything that is drawn of one flow. */
export interface Tree {
  readonly id: string;
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly frames: readonly Frame[];
}

/** A flow at the place where the drawing uses it. */
interface Use {
  readonly flow: Flow;
  readonly prefix: string;
  readonly frame: string | undefined;
  /** The box behind the flow's end, seen from a box inside. */
  readonly after: (from: string) => string;
}

const OUTCOMES: readonly string[] = ['resolved', 'handoff', 'answered', 'abandoned'];

/** Grows the tree of a flow with the procedures that it uses, in the words of one language. */
export function treeOf(flow: Flow, guide: Guide, locale: Locale): Tree {
  const words = DRAWING_WORDS[locale];
  const boxes = new Map<string, Box>();
  const arrows = new Map<string, Arrow>();
  const frames = new Map<string, Frame>();

  const addBox = (use: Use | undefined, id: string, kind: BoxKind, text: string): string => {
    boxes.set(id, { id, kind, text, ...(use?.frame === undefined ? {} : { frame: use.frame }) });
    return id;
  };
  const addArrow = (from: string, to: string, label: string): void => {
    const known = arrows.get(`${from}>${to}`);
    const labels = known ? [...new Set([...known.label.split(' / '), label])].filter(Boolean) : [label];
    arrows.set(`${from}>${to}`, { from, to, label: labels.join(' / ') });
  };
  const addEnd = (use: Use, from: string, kind: BoxKind, text: string): string =>
    addBox(use, `${from}|${kind}|${text}`, kind, text);

  const inside = (use: Use, step: Step, id: string, after: (from: string) => string): Use | undefined => {
    const procedure = guide.flows.get(id);
    if (procedure?.kind !== 'procedure' || use.prefix.includes(`>${id}:`)) return undefined;
    const prefix = `${use.prefix}${step.id}>${id}:`;
    frames.set(prefix, {
      id: prefix,
      title: procedure.title[locale],
      ...(use.frame === undefined ? {} : { inside: use.frame }),
    });
    return { flow: procedure, prefix, frame: prefix, after };
  };

  /** The box that an arrow from `from` to the step at `index` ends at. */
  const enter = (use: Use, index: number, from: string): string => {
    const step = use.flow.steps[index];
    if (!step) return use.after(from);
    if (!step.when) return enterStep(use, step, index, from);
    const id = `${use.prefix}${step.id}?`;
    if (boxes.has(id)) return id;
    addBox(use, id, 'branch', sayCondition(step.when, guide, locale));
    addArrow(id, enterStep(use, step, index, id), words.yes);
    addArrow(id, enter(use, index + 1, id), words.no);
    return id;
  };

  const enterStep = (use: Use, step: Step, index: number, from: string): string => {
    if (step.kind === 'link') return lead(use, step, index, from, step.flow, step.go);
    if (step.kind === 'outcome' && !step.say) return addEnd(use, from, step.outcome, words[step.outcome]);
    const id = `${use.prefix}${step.id}`;
    if (boxes.has(id)) return id;
    addBox(use, id, step.kind === 'outcome' ? step.outcome : step.kind, textOf(step, guide, locale));
    for (const [label, target] of exits(step, guide, locale)) addArrow(id, follow(use, step, index, id, target), label);
    return id;
  };

  const follow = (use: Use, step: Step, index: number, from: string, target: Target): string => {
    if (target === 'next') return enter(use, index + 1, from);
    if (target === 'done')
      return use.flow.kind === 'procedure' ? use.after(from) : addEnd(use, from, 'answered', words.answered);
    if (OUTCOMES.includes(target)) return addEnd(use, from, target as BoxKind, words[target as BoxKind]);
    const sibling = use.flow.steps.findIndex(({ id }) => id === target);
    return sibling >= 0 ? enter(use, sibling, from) : lead(use, step, index, from, target, 'next');
  };

  /** Into another flow: a procedure is drawn in a frame and comes back, a symptom is only named. */
  const lead = (use: Use, step: Step, index: number, from: string, id: string, go: Target): string => {
    const used = inside(use, step, id, (last) => follow(use, step, index, last, go));
    if (used) return enter(used, 0, from);
    const title = guide.flows.get(id)?.title[locale] ?? id;
    return addEnd(use, from, 'symptom', `→ ${title}`);
  };

  const root: Use = {
    flow,
    prefix: '',
    frame: undefined,
    after: (from) => {
      const ending = flow.kind === 'procedure' || flow.informative ? 'answered' : 'handoff';
      return addBox(undefined, `${from}|${ending}|`, ending, words[ending]);
    },
  };
  enter(root, 0, '');
  return {
    id: flow.id,
    title: flow.title[locale],
    boxes: [...boxes.values()],
    arrows: [...arrows.values()],
    frames: [...frames.values()],
  };
}

type Exit = readonly [label: string, target: Target];

function exits(step: Step, guide: Guide, locale: Locale): readonly Exit[] {
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

function textOf(step: Exclude<Step, { kind: 'link' }>, guide: Guide, locale: Locale): string {
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
function sayCondition(condition: Condition, guide: Guide, locale: Locale): string {
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
