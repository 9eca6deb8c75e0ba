/** What is wrong with the content, said to the people who edit it. */

import type { Source } from './guide.ts';

/** One mistake in a content file: where it stands, what is wrong, and what to do about it. */
export interface ContentProblem extends Source {
  readonly message: string;
  readonly remedy: string;
}

/** Orders problems as an editor walks them: by file, line and column, each once. Returns a new list. */
export function sortProblems(problems: readonly ContentProblem[]): readonly ContentProblem[] {
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].sort(
    (a, b) =>
      a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.message.localeCompare(b.message),
  );
}
