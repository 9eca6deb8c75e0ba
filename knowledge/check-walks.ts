/** Looks at the flows as a graph: steps nobody reaches, procedures nobody links, walks without an end or in circles. */

import type { Flow, Step, Target } from './guide.ts';
import type { ContentProblem } from './problem.ts';

type Flows = ReadonlyMap<string, Flow>;

/** What the desk can live with in its walks. A target that does not exist is left to the compiler. */
export function checkWalks(flows: Flows): readonly ContentProblem[] {
  const all = [...flows.values()];
  return [...all.flatMap((flow) => [...unreachedSteps(flow, flows), ...circles(flow, flows)]), ...orphans(flows)];
}

/** Every way that leads on from a step, also when it is passed over. */
export function targetsOf(step: Step): readonly Target[] {
  const passedOver: readonly Target[] = step.when === undefined ? [] : ['next'];
  switch (step.kind) {
    case 'ask':
      return [...passedOver, ...step.choices.map((choice) => choice.go), step.unsure];
    case 'lookup':
      return [...passedOver, step.go, step.found, ...Object.values(step.ways)];
    case 'do':
      return [...passedOver, ...step.results.map((result) => result.go), step.fixed, step.failed, step.cannot];
    case 'branch':
      return [...passedOver, ...step.branches.map((branch) => branch.go), step.otherwise];
    case 'outcome':
      return passedOver;
    default:
      return [...passedOver, step.go];
  }
}

/** Indexes of the steps of the same flow that may follow; the number of steps stands for the flow's end. */
function followers(flow: Flow, index: number): readonly number[] {
  const step = flow.steps[index];
  if (step === undefined) return [];
  return targetsOf(step).flatMap((target) => {
    if (target === 'next') return [index + 1];
    const found = flow.steps.findIndex((candidate) => candidate.id === target);
    return found === -1 ? [] : [found];
  });
}

/** The flows that a step hands over to. */
function flowsOf(step: Step, steps: readonly Step[]): readonly string[] {
  const named = targetsOf(step).filter((target) => !steps.some((candidate) => candidate.id === target));
  return [
    ...named,
    ...(step.kind === 'link' ? [step.flow] : []),
    ...(step.kind === 'do' && step.guard ? [step.guard] : []),
  ];
}

function reachedFrom(flow: Flow, flows: Flows, start: number): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    open.push(...followers(flow, index));
    const step = flow.steps[index];
    // A procedure that a step goes to comes back behind that step.
    if (step && targetsOf(step).some((target) => flows.get(target)?.kind === 'procedure')) open.push(index + 1);
  }
  return reached;
}

function unreachedSteps(flow: Flow, flows: Flows): readonly ContentProblem[] {
  const reached = reachedFrom(flow, flows, 0);
  return flow.steps
    .filter((_, index) => !reached.has(index))
    .map((step) => ({
      ...step.at,
      message: `no walk of ${flow.id} reaches the step ${step.id}`,
      remedy: 'Let a go lead to it, or remove it.',
    }));
}

/** A question is not asked twice and a step not shown twice, so coming back to one goes round for ever. */
function circles(flow: Flow, flows: Flows): readonly ContentProblem[] {
  return flow.steps.flatMap((step, index) => {
    const back = followers(flow, index).find((next) => next <= index && reachedFrom(flow, flows, next).has(index));
    if (back === undefined) return [];
    const message = `the walk of ${flow.id} goes round from ${step.id} back to ${flow.steps[back]?.id}`;
    return [{ ...step.at, message, remedy: 'What was asked or tried is not shown again; lead on to another step.' }];
  });
}

/** Procedures that no walk which begins at a symptom comes to. */
function orphans(flows: Flows): readonly ContentProblem[] {
  const used = new Set<string>();
  const open: Flow[] = [...flows.values()].filter((flow) => flow.kind === 'symptom');
  for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
    const { steps } = flow;
    const named = steps.flatMap((step) => flowsOf(step, steps));
    for (const id of new Set(named)) {
      const next = flows.get(id);
      if (next === undefined || used.has(id)) continue;
      used.add(id);
      open.push(next);
    }
  }
  return [...flows.values()]
    .filter((flow) => flow.kind === 'procedure' && !used.has(flow.id))
    .map((flow) => ({
      ...flow.at,
      message: `no symptom leads to the procedure ${flow.id}`,
      remedy: `Link it from a step (link: ${flow.id}), or remove it.`,
    }));
}

/** Steps from which no way leads to an end, over all flows: they stop the desk. */
export function withoutEnd(flows: Flows): readonly ContentProblem[] {
  const ending = new Set<Step>();
  for (let before = -1; before !== ending.size; ) {
    before = ending.size;
    for (const flow of flows.values()) {
      for (const [index, step] of flow.steps.entries())
        if (!ending.has(step) && ends(flow, index, flows, ending)) ending.add(step);
    }
  }
  return [...flows.values()].flatMap((flow) =>
    flow.steps
      .filter((step) => !ending.has(step))
      .map((step) => ({
        ...step.at,
        message: `no way leads from the step ${step.id} to an end`,
        remedy: 'Lead one of its targets to handoff, resolved or answered.',
      })),
  );
}

function ends(flow: Flow, index: number, flows: Flows, ending: ReadonlySet<Step>): boolean {
  const step = flow.steps[index];
  if (step === undefined || step.kind === 'outcome') return true;
  const behind = flow.steps[index + 1];
  const comesBack = behind === undefined || ending.has(behind);
  return targetsOf(step).some((target) => {
    if (target === 'next') return comesBack;
    const sibling = flow.steps.find((candidate) => candidate.id === target);
    if (sibling) return ending.has(sibling);
    const other = flows.get(target);
    if (other === undefined) return true;
    const [first] = other.steps;
    return other.kind === 'procedure' ? comesBack : first === undefined || ending.has(first);
  });
}
