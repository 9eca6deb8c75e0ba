/** Reads and compiles the content, or says what is wrong with it in one line. */

import { type Compiled, compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import { createMatcher } from '#knowledge/match/create-matcher.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { readContent } from '#knowledge/read-content.ts';
import { ContentFault } from './faults.ts';

/** The Guide from the built-in content with the operator's folder laid over it; ContentFault when it does not compile. */
export async function loadGuide(overlay?: string): Promise<Guide> {
  const read = await readContent(overlay);
  if (read.problems.length > 0) throw contentFault(read.problems);
  const compiled: Compiled = compile(read.files, { createMatcher });
  if (compiled.kind === 'problems') throw contentFault(compiled.problems);
  return compiled.guide;
}

function contentFault(problems: readonly ContentProblem[]): ContentFault {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new ContentFault({
    code: 'content-broken',
    what: first
      ? `The content does not compile: ${first.file}:${first.line}:${first.column} ${first.message}${more}`
      : 'The content does not compile',
    remedy: `${first?.remedy ?? ''} — run: npm run -s content -- check`.replace(/^ — /, ''),
  });
}
