/** Turns the entries of symptoms/ and procedures/ into flows. */

import { compileSteps } from './compile-steps.ts';
import {
  compilePatterns,
  compileWording,
  type Draft,
  type Entry,
  noteExamples,
  refuse,
  type WordingUse,
} from './compile-values.ts';
import type { Flow, Institution, Procedure, Symptom, Wording } from './guide.ts';
import { readEntry } from './read-entry.ts';
import { procedureSchema, symptomSchema, type WrittenWording } from './schema.ts';

/** All flows by id, symptoms first; entries that cannot be read become problems and are left out. */
export function compileFlows(
  draft: Draft,
  symptoms: readonly Entry[],
  procedures: readonly Entry[],
  institution: Institution,
): ReadonlyMap<string, Flow> {
  const flows = new Map<string, Flow>();
  const add = (entry: Entry, flow: Flow | undefined): void => {
    if (flow === undefined) return;
    const twin = flows.get(flow.id);
    if (twin === undefined) flows.set(flow.id, flow);
    else {
      const remedy = 'Rename one. To replace a built-in entry, use a file of the same name.';
      refuse(draft, entry.file, entry.path, `${flow.id} also stands in ${twin.at.file}:${twin.at.line}`, remedy, 'key');
    }
  };
  for (const entry of symptoms) add(entry, compileSymptom(draft, entry, institution));
  for (const entry of procedures) add(entry, compileProcedure(draft, entry));
  return flows;
}

function compileSymptom(draft: Draft, entry: Entry, institution: Institution): Symptom | undefined {
  const { file, path, id, value } = entry;
  const written = readEntry(symptomSchema, file, path, value, (problem) => draft.problems.push(problem));
  if (written === undefined) {
    compileSteps(draft, entry, stepsOf(value));
    return undefined;
  }
  const say = wordingsOf(draft, entry);
  for (const [index, other] of (written.confusable ?? []).entries()) checkConfusable(draft, entry, index, other);
  return {
    kind: 'symptom',
    id,
    at: file.place(path, 'key'),
    group: file.name.replace(/^.*\//, '').replace(/\.ya?ml$/i, ''),
    title: compileWording(draft, file, [...path, 'title'], written.title, 'title'),
    priority: written.priority,
    ...say('opening', written.opening),
    ...say('impact', written.impact),
    ...say('prevention', written.prevention),
    needs: institution.requiredSlotsBySymptom[id] ?? written.needs ?? institution.requiredSlots,
    dead: written.dead ?? false,
    informative: written.informative ?? false,
    confusable: written.confusable ?? [],
    covers: written.covers ?? [],
    examples: noteExamples(draft, entry, written.examples),
    rules: compilePatterns(draft, file, [...path, 'rules'], written.rules),
    steps: compileSteps(draft, entry, written.steps),
  };
}

function compileProcedure(draft: Draft, entry: Entry): Procedure | undefined {
  const { file, path, id, value } = entry;
  const written = readEntry(procedureSchema, file, path, value, (problem) => draft.problems.push(problem));
  if (written === undefined) {
    compileSteps(draft, entry, stepsOf(value));
    return undefined;
  }
  return {
    kind: 'procedure',
    id,
    at: file.place(path, 'key'),
    title: compileWording(draft, file, [...path, 'title'], written.title, 'title'),
    covers: written.covers ?? [],
    steps: compileSteps(draft, entry, written.steps),
  };
}

function checkConfusable(draft: Draft, { file, path, id }: Entry, index: number, other: string): void {
  const at = [...path, 'confusable', index];
  if (other === id) refuse(draft, file, at, `${id} cannot be confused with itself`, 'Remove it.');
  else if (!draft.names.symptoms.has(other)) refuse(draft, file, at, `there is no symptom ${other}`, 'Correct the id.');
}

function wordingsOf(draft: Draft, { file, path }: Entry) {
  return <Key extends string>(
    key: Key,
    written: WrittenWording | undefined,
    use: WordingUse = 'sentence',
  ): { readonly [K in Key]?: Wording } => {
    if (written === undefined) return {};
    return { [key]: compileWording(draft, file, [...path, key], written, use) } as { readonly [K in Key]?: Wording };
  };
}

/** The steps of an entry as far as they can be told apart; so that a mistake elsewhere does not hide theirs. */
export function stepsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const steps = isRecord(value) ? value.steps : undefined;
  return Array.isArray(steps) ? steps.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
