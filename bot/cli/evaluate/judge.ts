/** Trains the matcher on labelled lines, without posdesk's own content, and lets it judge others. */

import { createMatcher } from '#knowledge/match/create-matcher.ts';
import { englishMeanings } from '#knowledge/match/english-meanings.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { createLexicon, type Lexicon } from '#knowledge/text/lexicon.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Judged } from './figures.ts';
import { type LabelledLine, OUT_OF_SCOPE } from './read-lines.ts';

/** The id that the matcher knows out of scope by. */
const OUTSIDE = 'ctl-oos';

/** A matcher that knows nothing but the lines it was trained on. */
export interface Trained {
  readonly matcher: Matcher;
  readonly lexicon: Lexicon;
  readonly labels: readonly string[];
}

/** Learns from labelled lines. A label counts as the name of what it stands for. */
export function learn(lines: readonly LabelledLine[]): Trained {
  const byLabel = Map.groupBy(lines, ({ label }) => label);
  const lexicon = createLexicon(
    {},
    lines.map(({ text }) => text),
  );
  const textsOf = (label: string): readonly string[] => (byLabel.get(label) ?? []).map(({ text }) => text);
  const labels = [...byLabel.keys()].filter((label) => label !== OUT_OF_SCOPE);
  const matcher = createMatcher({
    symptoms: labels.map((id) => ({ id, name: nameOf(id), examples: textsOf(id), rules: [], confusable: [] })),
    controls: byLabel.has(OUT_OF_SCOPE) ? [{ id: OUTSIDE, examples: textsOf(OUT_OF_SCOPE), rules: [] }] : [],
    screenTexts: [],
    wholeTexts: englishMeanings,
    lexicon,
  });
  return { matcher, lexicon, labels };
}

/** `FindConnection`, `card_arrival` and `weather/find` in words. */
export function nameOf(label: string): string {
  return label
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

/** What the matcher makes of each line. */
export function judge({ matcher, lexicon }: Trained, lines: readonly LabelledLine[]): readonly Judged[] {
  return lines.map(({ text, label }) => {
    const began = performance.now();
    const { ranked, decision, because } = matcher.match(readUtterance(text, lexicon));
    const ms = performance.now() - began;
    const best = ranked.find(({ id }) => id !== OUTSIDE);
    return { text, label, got: best?.id, score: best?.score ?? 0, rejected: decision === 'reject', because, ms };
  });
}
