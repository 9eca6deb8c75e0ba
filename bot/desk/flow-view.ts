/** A symptom or procedure as the nodes and ways of a drawn tree. Pure. */

import type { FlowStep, FlowView } from '#adapters/console/wire.ts';
import type { Condition, Flow, Guide, Locale, Step, Target, Wording } from '#knowledge/guide.ts';
import { sayCondition } from '../cli/content/draw/exits.ts';

type Way = FlowStep['ways'][number];

const ENDS = ['done', 'resolved', 'handoff', 'answered', 'abandoned'];

const FIXED: Wording = { 'zh-Hans': '好了', 'zh-Hant': '好了', en: 'Fixed' };
const FAILED: Wording = { 'zh-Hans': '没好', 'zh-Hant': '沒好', en: 'Not fixed' };
const CANNOT: Wording = { 'zh-Hans': '做不了', 'zh-Hant': '做不了', en: 'Cannot' };
const BY_ANSWERS: Wording = { 'zh-Hans': '看前面的回答', 'zh-Hant': '看前面的回答', en: 'By what was answered' };
const UNSURE: Wording = { 'zh-Hans': '不确定', 'zh-Hant': '不確定', en: 'Not sure' };

function same(text: string): Wording {
  return { 'zh-Hans': text, 'zh-Hant': text, en: text };
}

function wayTo(flow: Flow, index: number, target: Target, guide: Guide, label?: Wording): Way {
  const named = label ? { label } : {};
  const to = target === 'next' ? (flow.steps[index + 1]?.id ?? 'done') : target;
  if (ENDS.includes(to)) return { to, kind: 'end', ...named };
  const kind = flow.steps.some((step) => step.id === to) ? 'step' : guide.flows.has(to) ? 'flow' : 'end';
  return { to, kind, ...named };
}

function targetsOf(step: Step, guide: Guide): readonly (readonly [Target, Wording?])[] {
  switch (step.kind) {
    case 'ask':
      return [...step.choices.map(({ go, label }) => [go, label] as const), [step.unsure, UNSURE]];
    case 'do':
      return [
        ...step.results.map(({ go, label }) => [go, label] as const),
        [step.fixed, FIXED],
        [step.failed, FAILED],
        [step.cannot, CANNOT],
      ];
    case 'branch':
      return [...step.branches.map(({ go, when }) => [go, wordCondition(when, guide)] as const), [step.otherwise]];
    case 'link':
      return [[step.flow], [step.go]];
    case 'outcome':
      return [[step.outcome]];
    default:
      return [[step.go]];
  }
}

/** A condition in the words that buttons have for its values, as the drawings of `content` say it. */
function wordCondition(when: Condition, guide: Guide): Wording {
  const say = (locale: Locale): string => sayCondition(when, guide, locale);
  return { 'zh-Hans': say('zh-Hans'), 'zh-Hant': say('zh-Hant'), en: say('en') };
}

/** What a step says, or what it is called where it says nothing. */
export function textOf(step: Step, guide: Guide): Wording {
  switch (step.kind) {
    case 'do':
      return step.title;
    case 'ask':
    case 'collect':
      return step.ask;
    case 'say':
      return step.say;
    case 'link':
      return guide.flows.get(step.flow)?.title ?? same(step.flow);
    case 'outcome':
      return step.say ?? step.reason ?? same(step.outcome);
    case 'branch':
      return BY_ANSWERS;
    case 'lookup':
      return same(step.id);
  }
}

function viewStep(flow: Flow, step: Step, index: number, guide: Guide): FlowStep {
  const ways = targetsOf(step, guide).map(([target, label]) => wayTo(flow, index, target, guide, label));
  const { file, line } = step.at;
  return { id: step.id, kind: step.kind, at: { file, line }, text: textOf(step, guide), ways };
}

/** The flow as a page draws it. */
export function viewFlow(flow: Flow, guide: Guide): FlowView {
  return {
    id: flow.id,
    title: flow.title,
    at: { file: flow.at.file, line: flow.at.line },
    examples: flow.kind === 'symptom' ? flow.examples : [],
    start: flow.steps[0]?.id ?? '',
    steps: flow.steps.map((step, index) => viewStep(flow, step, index, guide)),
  };
}
