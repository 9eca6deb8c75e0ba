/** Reads and compiles the content for the content commands. */

import { compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { readContent } from '#knowledge/read-content.ts';

/** Looking at the content needs no matcher, and training one takes a second. */
export const NO_MATCHER: Matcher = {
  match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not trained' }),
};

/** The Guide without a matcher; `undefined`, and a line on standard error, when the content does not compile. */
export async function openGuide(overlay: string | undefined): Promise<Guide | undefined> {
  const read = await readContent(overlay);
  const compiled = compile(read.files, { createMatcher: () => NO_MATCHER });
  const problems = read.problems.length + (compiled.kind === 'problems' ? compiled.problems.length : 0);
  if (compiled.kind === 'guide' && problems === 0) return compiled.guide;
  console.error(
    `The content has ${problems} ${problems === 1 ? 'problem' : 'problems'}; run npm run -s content -- check.`,
  );
  return undefined;
}
