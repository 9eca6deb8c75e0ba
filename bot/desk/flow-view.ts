/** A symptom or procedure as the nodes and ways of a drawn tree. Pure. */

import type { FlowStep, FlowView } from '#adapters/console/wire.ts';
import type { Flow, Guide, Step, Target, Wording } from '#knowledge/guide.ts';

type Way = FlowStep['ways'][number];

const ENDS = ['done', 'resolved', 'handoff', 'answered', 'abandoned'];

const FIXED: Wording = { 'zh-Hans': '好了', 'zh-Hant': '好了', en: 'Fixed' };
const FAILED: Wording = { 'zh-Hans': '没好', 'zh-Hant': '沒好', en: 'Not fixed' };
const CANNOT: Wording = { 'zh-Hans': '做不了', 'zh-Hant': '做不了', en: 'Cannot' };
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

function targetsOf(step: Step): readonly (readonly [Target, Wording?])[] {
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
      return [...step.branches.map(({ go, when }) => [go, same(sayCondition(when))] as const), [step.otherwise]];
    case 'link':
      return [[step.flow], [step.go]];
    case 'outcome':
      return [[step.outcome]];
    default:
      return [[step.go]];
  }
}

function sayCondition(when: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(when)
    .map(([slot, values]) => `${slot}: ${values.join(' / ')}`)
    .join(', ');
}

function textOf(step: Step, guide: Guide): Wording {
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
    case 'lookup':
      return same(step.id);
  }
}

function viewStep(flow: Flow, step: Step, index: number, guide: Guide): FlowStep {
  const ways = targetsOf(step).map(([target, label]) => wayTo(flow, index, target, guide, label));
  return { id: step.id, kind: step.kind, text: textOf(step, guide), ways };
}

/** The flow as a page draws it. */
export function viewFlow(flow: Flow, guide: Guide): FlowView {
  return {
    id: flow.id,
    title: flow.title,
    start: flow.steps[0]?.id ?? '',
    steps: flow.steps.map((step, index) => viewStep(flow, step, index, guide)),
  };
}
