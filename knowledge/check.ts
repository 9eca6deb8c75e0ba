/** Looks for what is allowed but cannot be meant: dead ends, missing translations, examples that stand twice. */

import { checkGuards, checkUnmarked } from './check-guards.ts';
import { checkWalks } from './check-walks.ts';
import { checkWording } from './check-wording.ts';
import type { Draft, SeenText } from './compile-values.ts';
import type { Flow, Step } from './guide.ts';
import type { ContentProblem } from './problem.ts';

/** What the checks look at. */
export interface Checkable {
  readonly draft: Draft;
  readonly flows: ReadonlyMap<string, Flow>;
}

/** What stops the desk, and what it can live with for a day. */
export interface Checked {
  readonly problems: readonly ContentProblem[];
  readonly remarks: readonly ContentProblem[];
}

/** More buttons than this are not read. */
const MOST_CHOICES = 7;

/** Checks compiled content. Pure. */
export function checkContent({ draft, flows }: Checkable): Checked {
  const walks = checkWalks(flows);
  return {
    problems: [...walks.problems, ...checkGuards(flows)],
    remarks: [
      ...walks.remarks,
      ...checkUnmarked(flows),
      ...draft.wordings.flatMap((seen) => checkWording(seen, draft.names.slots)),
      ...[...flows.values()].flatMap((flow) => flow.steps.flatMap(checkChoices)),
      ...sharedExamples(draft.examples),
    ],
  };
}

function checkChoices(step: Step): readonly ContentProblem[] {
  if (step.kind !== 'ask' || step.choices.length <= MOST_CHOICES) return [];
  const message = `the question ${step.id} has ${step.choices.length} answers`;
  return [{ ...step.at, message, remedy: `Ask in two steps; at most ${MOST_CHOICES} fit on a telephone.` }];
}

function sharedExamples(examples: readonly SeenText[]): readonly ContentProblem[] {
  const first = new Map<string, SeenText>();
  return examples.flatMap((example) => {
    const key = example.text.normalize('NFKC').toLowerCase();
    const twin = first.get(key);
    if (twin === undefined) first.set(key, example);
    if (twin === undefined || twin.at.line === example.at.line) return [];
    const where = twin.owner === example.owner ? `twice under ${twin.owner}` : `under ${twin.owner}, too`;
    const message = `the example ${example.text} stands ${where} (${twin.at.file}:${twin.at.line})`;
    return [{ ...example.at, message, remedy: 'Keep it where it belongs.' }];
  });
}
