/** Looks for what is allowed but cannot be meant: dead ends, missing translations, examples that stand twice. */

import { checkGuards, checkUnmarked } from './check-guards.ts';
import { checkWalks, withoutEnd } from './check-walks.ts';
import { checkWording } from './check-wording.ts';
import type { Draft, SeenText } from './compile-values.ts';
import type { Flow, Step } from './guide.ts';
import type { ContentProblem } from './problem.ts';

/** What the checks look at. */
export interface Checkable {
  readonly draft: Draft;
  readonly flows: ReadonlyMap<string, Flow>;
}

/** More buttons than this are not read. */
const MOST_CHOICES = 7;

/** What stops the desk. Pure. */
export function findProblems({ flows }: Pick<Checkable, 'flows'>): readonly ContentProblem[] {
  return [...withoutEnd(flows), ...checkGuards(flows)];
}

/** What the desk can live with for a day. Pure. */
export function findRemarks({ draft, flows }: Checkable): readonly ContentProblem[] {
  return [
    ...checkWalks(flows),
    ...checkUnmarked(flows),
    ...draft.wordings.flatMap((seen) => checkWording(seen, draft.names.slots)),
    ...[...flows.values()].flatMap((flow) => flow.steps.flatMap(checkChoices)),
    ...sharedExamples(draft.examples),
  ];
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
