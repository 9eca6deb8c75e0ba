/** A Guide as plain data, so that one thread can compile and train while another goes on talking. */

import { compile, matcherInput } from './compile.ts';
import { familiarLines } from './familiar-lines.ts';
import type { Guide } from './guide.ts';
import { openMatcher, type TrainedMatcher, trainMatcher } from './match/create-matcher.ts';
import type { Assist } from './match/linear.ts';
import type { Matcher } from './match/matcher.ts';
import type { ContentProblem } from './problem.ts';
import type { ContentFile } from './read-content.ts';
import { createLexicon, type Synonyms } from './text/lexicon.ts';

/** Everything a Guide is made from; survives a structured clone. */
export interface PackedGuide {
  readonly content: Omit<Guide, 'matcher' | 'lexicon'>;
  readonly synonyms: Synonyms;
  readonly trained: TrainedMatcher;
}

/** What compiling came to, as `compile` says it. */
export type PackedContent =
  | { readonly kind: 'guide'; readonly packed: PackedGuide }
  | { readonly kind: 'problems'; readonly problems: readonly ContentProblem[] };

const UNOPENED: Matcher = { match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not opened' }) };

/** Compiles and trains without opening. */
export function packContent(files: readonly ContentFile[], assist?: Assist): PackedContent {
  const compiled = compile(files, { createMatcher: () => UNOPENED });
  if (compiled.kind === 'problems') return { kind: 'problems', problems: compiled.problems };
  const { matcher: _matcher, lexicon, ...content } = compiled.guide;
  const trained = trainMatcher(matcherInput(content, lexicon), assist);
  return { kind: 'guide', packed: { content, synonyms: compiled.synonyms, trained } };
}

/** The Guide; takes a small part of the time that packing took. */
export function unpackGuide({ content, synonyms, trained }: PackedGuide): Guide {
  const lexicon = createLexicon(synonyms, familiarLines(content));
  return { ...content, lexicon, matcher: openMatcher(trained, matcherInput(content, lexicon)) };
}
