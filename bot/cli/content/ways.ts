/** The ways that the walk can take: every answer, result, branch and end of every step, as the trace names them. */

import { EXPIRY_TYPES } from '#dialogs/expiry.ts';
import type { TraceLine } from '#dialogs/turn.ts';
import type { Condition, DoStep, Flow, LookupStep, Source, Step, Target } from '#knowledge/guide.ts';

/** One way out of a step. */
export interface Way {
  /** `flow/step: name`, unique in the content. */
  readonly id: string;
  readonly flow: string;
  readonly step: string;
  readonly name: string;
  /** The name with the condition of a branch. */
  readonly says: string;
  readonly target: Target;
  readonly at: Source;
}

type Exit = readonly [name: string, target: Target, condition?: Condition];

/** Every way out of the steps of a flow, in the order of the file. */
export function waysOf(flow: Flow): readonly Way[] {
  return flow.steps.flatMap((step) => {
    const exits: readonly Exit[] = [
      ...exitsOf(step),
      ...(step.when ? [['passed over', 'next'] as const satisfies Exit] : []),
    ];
    const first = exits.filter(([name], index) => exits.findIndex(([other]) => other === name) === index);
    return first.map(([name, target, condition]) => ({
      id: `${flow.id}/${step.id}: ${name}`,
      flow: flow.id,
      step: step.id,
      name,
      says: condition ? `${name} (${sayCondition(condition)})` : name,
      target,
      at: step.at,
    }));
  });
}

function exitsOf(step: Step): readonly Exit[] {
  switch (step.kind) {
    case 'say':
      return [['said', step.go]];
    case 'ask':
      return [...step.choices.map((choice): Exit => [choice.id, choice.go]), ['unsure', step.unsure]];
    case 'do':
      return exitsOfDo(step);
    case 'branch':
      return [
        ...step.branches.map((branch, index): Exit => [`branch ${index + 1}`, branch.go, branch.when]),
        ['otherwise', step.otherwise],
      ];
    case 'collect':
      return [['given', step.go], ...(step.optional ? [['not given', step.go] as const] : [])];
    case 'lookup':
      return step.lookup === 'code' ? [['looked up', step.go]] : exitsOfLookup(step);
    case 'link':
      return [['linked', step.flow]];
    case 'outcome':
      return [['ended', step.outcome]];
  }
}

/** The office's answers, or the register's; what is not worth a walk of its own, such as a third guess, goes on like no match. */
function exitsOfLookup(step: LookupStep): readonly Exit[] {
  if (step.lookup !== 'device') {
    const ways = Object.entries(step.ways).map(([name, target]): Exit => [name, target]);
    return [['no office', step.go], ['unavailable', step.go], ['found', step.found], ...ways];
  }
  return [
    ['no register', step.go],
    ['unavailable', step.go],
    ['no match', step.go],
    ...EXPIRY_TYPES.map((type): Exit => [`found: ${type}`, step.ways[type] ?? step.found]),
  ];
}

function exitsOfDo(step: DoStep): readonly Exit[] {
  return [
    ...step.results.map((result): Exit => [result.id, result.go]),
    ['fixed', step.fixed],
    ['not-fixed', step.failed],
    ['cannot', step.cannot],
  ];
}

const WALKED = /^(\S+\/\S+: .+) → \S+$/;

/** The ids of the ways that a turn took. */
export function waysTaken(trace: readonly TraceLine[]): readonly string[] {
  return trace.flatMap(({ by, says }) => {
    const id = by === 'walk' ? WALKED.exec(says)?.[1] : undefined;
    return id === undefined ? [] : [id];
  });
}

/** A condition as people read it: `network: wifi, signal: weak or none`. */
function sayCondition(condition: Condition): string {
  return Object.entries(condition)
    .map(([slot, values]) => `${slot}: ${values.join(' or ')}`)
    .join(', ');
}
