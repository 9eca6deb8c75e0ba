/** The tree of a symptom or procedure as boxes and arrows, before anybody draws it. */

import type { Flow, FlowOutcome, Guide, Locale, Step, Target } from '#knowledge/guide.ts';
import { exits, sayCondition, textOf } from './exits.ts';
import { type BoxKind, DRAWING_WORDS } from './words.ts';

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

/** A tree while it grows. */
interface Growth {
  readonly guide: Guide;
  readonly locale: Locale;
  readonly boxes: Map<string, Box>;
  readonly arrows: Map<string, Arrow>;
  readonly frames: Map<string, Frame>;
}

/** Grows the tree of a flow with the procedures that it uses, in the words of one language. */
export function treeOf(flow: Flow, guide: Guide, locale: Locale): Tree {
  const growth: Growth = { guide, locale, boxes: new Map(), arrows: new Map(), frames: new Map() };
  const ending = flow.kind === 'procedure' || flow.informative ? 'answered' : 'handoff';
  const root: Use = { flow, prefix: '', frame: undefined, after: (from) => addEnd(growth, root, from, ending) };
  enter(growth, root, 0, '');
  const { boxes, arrows, frames } = growth;
  const title = flow.title[locale];
  return { id: flow.id, title, boxes: [...boxes.values()], arrows: [...arrows.values()], frames: [...frames.values()] };
}

function addBox(growth: Growth, use: Use, id: string, kind: BoxKind, text: string): string {
  growth.boxes.set(id, { id, kind, text, ...(use.frame === undefined ? {} : { frame: use.frame }) });
  return id;
}

/** Every arrow to an end gets an end of its own: long arrows across the page are hard to follow. */
function addEnd(growth: Growth, use: Use, from: string, kind: BoxKind, text?: string): string {
  return addBox(growth, use, `${from}|${kind}|${text ?? ''}`, kind, text ?? DRAWING_WORDS[growth.locale][kind]);
}

/** Answers that lead to the same place share one arrow. */
function addArrow({ arrows }: Growth, from: string, to: string, label: string): void {
  const known = arrows.get(`${from}>${to}`)?.label.split(' / ') ?? [];
  const labels = [...new Set([...known, label])].filter((one) => one !== '');
  arrows.set(`${from}>${to}`, { from, to, label: labels.join(' / ') });
}

/** The box that an arrow from `from` to the step at `index` ends at. */
function enter(growth: Growth, use: Use, index: number, from: string): string {
  const step = use.flow.steps[index];
  if (!step) return use.after(from);
  if (!step.when) return enterStep(growth, use, index, step, from);
  const id = `${use.prefix}${step.id}?`;
  if (growth.boxes.has(id)) return id;
  const words = DRAWING_WORDS[growth.locale];
  addBox(growth, use, id, 'branch', sayCondition(step.when, growth.guide, growth.locale));
  addArrow(growth, id, enterStep(growth, use, index, step, id), words.yes);
  addArrow(growth, id, enter(growth, use, index + 1, id), words.no);
  return id;
}

function enterStep(growth: Growth, use: Use, index: number, step: Step, from: string): string {
  const { guide, locale } = growth;
  if (step.kind === 'link') {
    return enterFlow(growth, use, step, from, step.flow, (last) => follow(growth, use, index, last, step.go));
  }
  if (step.kind === 'outcome' && !step.say) return addEnd(growth, use, from, step.outcome);
  const id = `${use.prefix}${step.id}`;
  if (growth.boxes.has(id)) return id;
  addBox(growth, use, id, step.kind === 'outcome' ? step.outcome : step.kind, textOf(step, guide, locale));
  for (const [label, target] of exits(step, guide, locale)) {
    addArrow(growth, id, follow(growth, use, index, id, target), label);
  }
  return id;
}

/** The box that a target of the step at `index` stands for. */
function follow(growth: Growth, use: Use, index: number, from: string, target: Target): string {
  const step = use.flow.steps[index];
  if (target === 'next' || !step) return enter(growth, use, index + 1, from);
  if (target === 'done' && use.flow.kind === 'procedure') return use.after(from);
  if (target === 'done') return addEnd(growth, use, from, 'answered');
  if (isOutcome(target)) return addEnd(growth, use, from, target);
  const sibling = use.flow.steps.findIndex(({ id }) => id === target);
  if (sibling >= 0) return enter(growth, use, sibling, from);
  return enterFlow(growth, use, step, from, target, (last) => enter(growth, use, index + 1, last));
}

function isOutcome(target: Target): target is FlowOutcome {
  return OUTCOMES.includes(target);
}

/** Into another flow: a procedure is drawn in a frame and comes back, a symptom is only named. */
function enterFlow(growth: Growth, use: Use, step: Step, from: string, id: string, after: Use['after']): string {
  const flow = growth.guide.flows.get(id);
  if (flow?.kind !== 'procedure' || use.prefix.includes(`>${id}:`)) {
    return addEnd(growth, use, from, 'symptom', `→ ${flow?.title[growth.locale] ?? id}`);
  }
  const prefix = `${use.prefix}${step.id}>${id}:`;
  const inside = use.frame === undefined ? {} : { inside: use.frame };
  growth.frames.set(prefix, { id: prefix, title: flow.title[growth.locale], ...inside });
  return enter(growth, { flow, prefix, frame: prefix, after }, 0, from);
}
