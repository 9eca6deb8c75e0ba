/** Turns the steps of one flow into what the dialog walks. */

import {
  compileChoice,
  compileResult,
  optionalWording,
  RESERVED_TARGETS,
  type Spot,
  target,
  wordingAt,
} from './compile-choices.ts';
import { compileCondition, compilePatterns, type Draft, type Entry, refuse } from './compile-values.ts';
import type { Step, Wording } from './guide.ts';
import { readEntry } from './read-entry.ts';
import { STEP_SCHEMAS, type StepKind, type WrittenStep } from './schema.ts';

/** The steps of a flow in order; those that cannot be read become problems and are left out. */
export function compileSteps(
  draft: Draft,
  entry: Entry,
  steps: readonly Readonly<Record<string, unknown>>[],
): readonly Step[] {
  const siblings = new Set(steps.map((step) => String(step.id)));
  const seen = new Set<string>();
  return steps.flatMap((raw, index) => {
    const spot: Spot = { draft, file: entry.file, path: [...entry.path, 'steps', index], siblings, flow: entry.id };
    const step = compileStep(spot, raw);
    if (step === undefined) return [];
    checkId(spot, step, seen);
    seen.add(step.id);
    return [step];
  });
}

function checkId({ draft, file, path, flow }: Spot, step: Step, seen: ReadonlySet<string>): void {
  const { id } = step;
  const own = id === flow || (step.kind === 'link' && id === step.flow);
  const at = [...path, 'id'];
  if (seen.has(id)) refuse(draft, file, at, `two steps of this entry have the id ${id}`, 'Rename one of them.');
  if (RESERVED_TARGETS.has(id))
    refuse(draft, file, at, `${id} is a target of its own, not a step id`, 'Choose another id.');
  if (!own && (draft.names.symptoms.has(id) || draft.names.procedures.has(id))) {
    refuse(draft, file, at, `${id} is already a symptom or procedure`, 'Choose another id for the step.');
  }
}

function compileStep(spot: Spot, raw: Readonly<Record<string, unknown>>): Step | undefined {
  const kind = (Object.keys(STEP_SCHEMAS) as StepKind[]).find((key) => key in raw);
  if (kind === undefined) {
    const kinds = Object.keys(STEP_SCHEMAS).join(', ');
    refuse(
      spot.draft,
      spot.file,
      spot.path,
      `the step ${String(raw.id)} does nothing`,
      `Give it one of the keys ${kinds}.`,
    );
    return undefined;
  }
  const read = <Kind extends StepKind>(one: Kind): WrittenStep<Kind> | undefined =>
    readEntry(STEP_SCHEMAS[one], spot.file, spot.path, raw, (problem) => spot.draft.problems.push(problem)) as
      | WrittenStep<Kind>
      | undefined;
  const apply = <Kind extends StepKind>(
    one: Kind,
    build: (spot: Spot, written: WrittenStep<Kind>) => Step,
  ): Step | undefined => {
    const written = read(one);
    return written === undefined ? undefined : build(spot, written);
  };
  switch (kind) {
    case 'say':
      return apply(kind, compileSay);
    case 'ask':
      return apply(kind, compileAsk);
    case 'do':
      return apply(kind, compileDo);
    case 'branch':
      return apply(kind, compileBranch);
    case 'collect':
      return apply(kind, compileCollect);
    case 'lookup':
      return apply(kind, compileLookup);
    case 'link':
      return apply(kind, compileLink);
    case 'outcome':
      return apply(kind, compileOutcome);
  }
}

function common(spot: Spot, written: WrittenStep<StepKind>) {
  return {
    id: written.id,
    at: spot.file.place(spot.path),
    covers: written.covers ?? [],
    ...(written.when && { when: compileCondition(spot.draft, spot.file, [...spot.path, 'when'], written.when) }),
  };
}

function compileSay(spot: Spot, written: WrittenStep<'say'>): Step {
  return {
    ...common(spot, written),
    kind: 'say',
    say: wordingAt(spot, 'say', written.say),
    go: target(spot, ['go'], written.go),
  };
}

function compileAsk(spot: Spot, written: WrittenStep<'ask'>): Step {
  const after = target(spot, ['go'], written.go);
  const choices = Object.entries(written.choices).map(([id, choice]) =>
    compileChoice(spot, ['choices', id], id, choice, after),
  );
  if (choices.length === 0)
    refuse(spot.draft, spot.file, [...spot.path, 'choices'], 'this question has no answers', 'Add choices.');
  return {
    ...common(spot, written),
    kind: 'ask',
    ask: wordingAt(spot, 'ask', written.ask, 'question'),
    ...optionalWording(spot, 'again', written.again, 'question'),
    slot: written.slot ?? written.id,
    answeredBy: written.fromComplaint === undefined ? 'rest' : written.fromComplaint ? 'whole' : 'never',
    choices,
    unsure: target(spot, ['unsure'], written.unsure, choices.find((choice) => choice.id === 'unsure')?.go ?? after),
  };
}

function compileDo(spot: Spot, written: WrittenStep<'do'>): Step {
  const { draft, file, path } = spot;
  const after = target(spot, ['go'], written.go);
  if (written.destructive === true && written.guard === undefined) {
    refuse(
      draft,
      file,
      [...path, 'destructive'],
      'this destructive step has no guard',
      'Add guard: with the procedure that must be answered before.',
    );
  }
  if (written.guard !== undefined && !draft.names.procedures.has(written.guard)) {
    refuse(
      draft,
      file,
      [...path, 'guard'],
      `there is no procedure ${written.guard}`,
      'Name a file entry of procedures/.',
    );
  }
  return {
    ...common(spot, written),
    kind: 'do',
    do: wordingAt(spot, 'do', written.do, 'question'),
    ...optionalWording(spot, 'again', written.again, 'question'),
    title: wordingAt(spot, 'title', written.title, 'title'),
    check: written.check ? wordingAt(spot, 'check', written.check, 'question') : standardCheck(draft),
    tried: compilePatterns(draft, file, [...path, 'tried'], written.tried),
    results: Object.entries(written.results ?? {}).map(([id, result]) => compileResult(spot, id, result)),
    fixed: target(spot, ['fixed'], written.fixed, 'resolved'),
    failed: target(spot, ['failed'], written.failed, after),
    cannot: target(spot, ['cannot'], written.cannot, after),
    tools: written.tools ?? [],
    destructive: written.destructive ?? false,
    ...(written.minutes !== undefined && { minutes: written.minutes }),
    ...(written.guard !== undefined && { guard: written.guard }),
  };
}

function standardCheck(draft: Draft): Wording {
  return (
    draft.phrases.get('ask.works') ?? { 'zh-Hans': '现在好了吗?', 'zh-Hant': '現在好了嗎?', en: 'Does it work now?' }
  );
}

function compileBranch(spot: Spot, written: WrittenStep<'branch'>): Step {
  return {
    ...common(spot, written),
    kind: 'branch',
    branches: written.branch.map((branch, index) => ({
      when: compileCondition(spot.draft, spot.file, [...spot.path, 'branch', index, 'when'], branch.when),
      go: target(spot, ['branch', index, 'go'], branch.go),
    })),
    otherwise: target(spot, ['otherwise'], written.otherwise, target(spot, ['go'], written.go)),
  };
}

function compileCollect(spot: Spot, written: WrittenStep<'collect'>): Step {
  return {
    ...common(spot, written),
    kind: 'collect',
    slot: written.collect,
    ask: wordingAt(spot, 'ask', written.ask, 'question'),
    optional: written.optional ?? false,
    go: target(spot, ['go'], written.go),
  };
}

function compileLookup(spot: Spot, written: WrittenStep<'lookup'>): Step {
  const { lookup, ways = {} } = written;
  const go = target(spot, ['go'], written.go);
  const found = written.found === undefined ? go : target(spot, ['found'], written.found);
  const led = Object.entries(ways).map(([type, to]) => [type, target(spot, ['ways', type], to)] as const);
  return { ...common(spot, written), kind: 'lookup', lookup, go, found, ways: Object.fromEntries(led) };
}

function compileLink(spot: Spot, written: WrittenStep<'link'>): Step {
  const { names } = spot.draft;
  if (!names.symptoms.has(written.link) && !names.procedures.has(written.link)) {
    refuse(
      spot.draft,
      spot.file,
      [...spot.path, 'link'],
      `there is no symptom or procedure ${written.link}`,
      'Correct the id.',
    );
  }
  return { ...common(spot, written), kind: 'link', flow: written.link, go: target(spot, ['go'], written.go) };
}

function compileOutcome(spot: Spot, written: WrittenStep<'outcome'>): Step {
  return {
    ...common(spot, written),
    kind: 'outcome',
    outcome: written.outcome,
    ...optionalWording(spot, 'say', written.say),
    ...optionalWording(spot, 'reason', written.reason),
    ...(written.priority !== undefined && { priority: written.priority }),
  };
}
