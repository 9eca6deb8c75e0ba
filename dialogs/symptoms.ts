/** Starts, moves to and queues symptoms. */

import type { DoStep, Flow, Guide, Step, Symptom } from '#knowledge/guide.ts';
import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import { addLine, addTrace, type Desk, type Draft, flowFrame, patch, pushFrame } from './draft.ts';
import { sayWording } from './say.ts';
import type { Frame } from './state.ts';
import type { TriedStep } from './ticket.ts';

/** Whether a question of this trouble was put before: its merchant has read how it opens. */
export function isBackAt({ state }: Draft, symptom: string | undefined): boolean {
  return state.trail.some(({ frames }) => frames.some((frame) => frame.kind === 'flow' && frame.flow === symptom));
}

/** Begins a symptom on top of whatever is going on; an informative one returns there afterwards. */
export function startSymptom(draft: Draft, desk: Desk, symptom: Symptom, why: string): Draft {
  const named = nameSymptom(addTrace(draft, 'symptom', `${symptom.id}: ${why}`), symptom);
  const opened =
    symptom.opening && !isBackAt(draft, symptom.id)
      ? addLine(named, sayWording(symptom.opening, named.state, desk.guide, desk.now))
      : named;
  return pushFrame(noteTried(opened, desk, symptom, opened.state.merchantWords ?? ''), flowFrame(symptom));
}

/** Lets a symptom take the place of the one being worked on; slots and tried steps stay. */
export function moveToSymptom(draft: Draft, desk: Desk, symptom: Symptom, why: string): Draft {
  const below = draft.state.frames.slice(0, symptomFrameIndex(draft.state.frames, desk.guide));
  const named = nameSymptom(addTrace(draft, 'symptom', `moved to ${symptom.id}: ${why}`), symptom);
  const moved = patch(named, { frames: [...below, flowFrame(symptom)] });
  const told = noteTried(moved, desk, symptom, moved.state.merchantWords ?? '');
  return noteTried(told, desk, symptom, draft.unread?.join(',') ?? '');
}

/** Keeps a symptom for later. */
export function queueSymptom(draft: Draft, symptom: Symptom): Draft {
  const { queue, symptoms } = draft.state;
  if (queue.includes(symptom.id) || symptoms.includes(symptom.id)) return draft;
  return patch(draft, { queue: [...queue, symptom.id], symptoms: [...symptoms, symptom.id] });
}

/** Keeps several for later, in their order. */
export function queueSymptoms(draft: Draft, ids: readonly string[], { guide }: Desk): Draft {
  return ids.reduce((next, id) => {
    const flow = guide.flows.get(id);
    return flow?.kind === 'symptom' ? queueSymptom(next, flow) : next;
  }, draft);
}

function nameSymptom(draft: Draft, symptom: Symptom): Draft {
  const { symptoms, queue, ticketNumber } = draft.state;
  // A question asked while a ticket waits is not what the ticket is about.
  const aside = symptom.informative && ticketNumber !== undefined;
  return patch(draft, {
    symptoms: aside || symptoms.includes(symptom.id) ? symptoms : [...symptoms, symptom.id],
    queue: queue.filter((id) => id !== symptom.id),
    ...(aside || (symptom.informative && draft.state.frames.length > 0) ? {} : { symptom: symptom.id }),
  });
}

/** Index of the topmost frame that stands in a symptom; the stack's length when there is none. */
function symptomFrameIndex(frames: readonly Frame[], guide: Guide): number {
  const index = frames.findLastIndex(
    (frame) => frame.kind === 'flow' && guide.flows.get(frame.flow)?.kind === 'symptom',
  );
  return index < 0 ? frames.length : index;
}

const knownSteps = new WeakMap<Guide, Map<string, readonly DoStep[]>>();

/** Every `do` step that a flow can reach, the ones of linked procedures included. */
export function stepsToTry(flow: Flow, guide: Guide): readonly DoStep[] {
  const known = knownSteps.get(guide) ?? new Map<string, readonly DoStep[]>();
  knownSteps.set(guide, known);
  const steps = known.get(flow.id) ?? collectSteps(flow, guide, new Set());
  known.set(flow.id, steps);
  return steps;
}

function collectSteps(flow: Flow, guide: Guide, seen: ReadonlySet<string>): readonly DoStep[] {
  if (seen.has(flow.id)) return [];
  const passed = new Set([...seen, flow.id]);
  return flow.steps.flatMap((step) => {
    if (step.kind === 'do') return [step];
    const linked = step.kind === 'link' ? guide.flows.get(step.flow) : undefined;
    return linked?.kind === 'procedure' ? collectSteps(linked, guide, passed) : [];
  });
}

/** Records steps that the merchant says were tried without success, except the one being asked about. */
export function noteTried(draft: Draft, desk: Desk, flow: Flow, words: string, except?: string): Draft {
  if (words === '') return draft;
  const utterance = readUtterance(words, desk.guide.lexicon);
  const tried = new Set(draft.state.stepsTried.map(({ step }) => step));
  const done = stepsToTry(flow, desk.guide).filter(
    (step) =>
      step.id !== except && !tried.has(step.id) && saysAny(step.tried, withoutOtherThings(utterance, step, desk.guide)),
  );
  return done.reduce((next, step) => recordStep(next, desk, step, 'not-fixed', words), draft);
}

/** A title's deed and the thing it is done to: "重启" and "路由器", or "restarted" and "router". */
function deedAndThing(title: string): readonly [deed: string, thing: string] {
  const han = title.replace(/\P{Script=Han}/gu, '');
  if (han !== '') return [han.slice(0, 2), han.slice(2)];
  const words = title.toLowerCase().split(' ');
  return [words[0] ?? '', words.at(-1) ?? ''];
}

/** What is said without the pieces that tell of the same deed done to another thing: "路由器重启过了" is no restart of the terminal. */
function withoutOtherThings({ normal, segments }: Utterance, step: DoStep, guide: Guide): string {
  const locale = /\p{Script=Han}/u.test(normal) ? 'zh-Hans' : 'en';
  const { deed, others } = thingsBeside(guide)[locale].get(step.title[locale]) ?? NOTHING_ELSE;
  const kept = segments.filter((piece) => !piece.includes(deed) || !others.some((other) => piece.includes(other)));
  return kept.length === segments.length ? normal : kept.join(',');
}

/** For every title its deed and the other things that it is done to. */
type ThingsByTitle = ReadonlyMap<string, { readonly deed: string; readonly others: readonly string[] }>;

const NOTHING_ELSE = { deed: '', others: [] } as const;
const known = new WeakMap<Guide, Readonly<Record<'zh-Hans' | 'en', ThingsByTitle>>>();

/** Worked out once: nearly every complaint asks for it, and it looks at every step's title. */
function thingsBeside(guide: Guide): Readonly<Record<'zh-Hans' | 'en', ThingsByTitle>> {
  const things = known.get(guide) ?? { 'zh-Hans': collectThings(guide, 'zh-Hans'), en: collectThings(guide, 'en') };
  known.set(guide, things);
  return things;
}

function collectThings(guide: Guide, locale: 'zh-Hans' | 'en'): ThingsByTitle {
  const titles = [...guide.flows.values()].flatMap(({ steps }) => steps.filter(isDo).map(({ title }) => title[locale]));
  const byDeed = new Map<string, Set<string>>();
  for (const title of titles) {
    const [deed, thing] = deedAndThing(title);
    if (thing.length > 1) byDeed.set(deed, (byDeed.get(deed) ?? new Set()).add(thing));
  }
  const besideOf = (title: string): readonly [string, { deed: string; others: readonly string[] }] => {
    const [deed, thing] = deedAndThing(title);
    return [title, { deed, others: [...(byDeed.get(deed) ?? [])].filter((other) => other !== thing) }];
  };
  return new Map(titles.map(besideOf));
}

function isDo(step: Step): step is DoStep {
  return step.kind === 'do';
}

/** Writes down how a step ended; a later outcome replaces an earlier one. */
export function recordStep(
  draft: Draft,
  desk: Desk,
  step: DoStep,
  outcome: TriedStep['outcome'],
  words: string,
): Draft {
  const entry: TriedStep = {
    step: step.id,
    title: step.title[draft.state.locale],
    outcome,
    atMs: desk.now,
    ...(words === '' ? {} : { words }),
  };
  const others = draft.state.stepsTried.filter((tried) => tried.step !== step.id);
  return patch(addTrace(draft, 'step', `${step.id}: ${outcome}`), { stepsTried: [...others, entry] });
}
