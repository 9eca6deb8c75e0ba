/** Makes the matcher: screen texts, rules, examples and a linear model, fused into one score and one decision. */

import type { ScreenText } from '../guide.ts';
import type { Lexicon } from '../text/lexicon.ts';
import { readUtterance, wordsOf } from '../text/read-utterance.ts';
import type { Utterance } from '../text/utterance.ts';
import { combineSegments, type Reading } from './combine-segments.ts';
import { dropFacts } from './drop-facts.ts';
import { fuse } from './fuse.ts';
import { trainReaders } from './gather-evidence.ts';
import type { Match, MatchContext, Matcher } from './matcher.ts';
import { dropDenied } from './negation.ts';

/** What a matcher is made from. Patterns are tested against `Utterance.normal`; examples are lines as merchants type them. */
export interface MatcherInput {
  readonly symptoms: readonly {
    readonly id: string;
    readonly examples: readonly string[];
    readonly rules: readonly RegExp[];
    readonly confusable: readonly string[];
  }[];
  readonly controls: readonly {
    readonly id: string;
    readonly examples: readonly string[];
    readonly rules: readonly RegExp[];
  }[];
  readonly screenTexts: readonly ScreenText[];
  /** Reads the examples the way utterances are read; leave it out only where utterances are read without one too. */
  readonly lexicon?: Lexicon;
}

/** Trains a matcher. Deterministic; takes a fraction of a second for some thousand examples. */
export function createMatcher(input: MatcherInput): Matcher {
  const entries = [...input.symptoms, ...input.controls];
  const ids = [...new Set(entries.map(({ id }) => id))];
  const evidenceOf = trainReaders({
    ids,
    examples: entries.flatMap(({ id, examples }) =>
      examples.map((text) => ({ id, text, utterance: readUtterance(text, input.lexicon) })),
    ),
    rules: entries.flatMap(({ id, rules }) => rules.map((pattern) => ({ id, pattern }))),
    screenTexts: input.screenTexts,
  });
  const confusable = new Map(input.symptoms.map((symptom) => [symptom.id, symptom.confusable]));
  const read = (text: string): Reading => ({ text, ...fuse(evidenceOf(partOf(text)), ids) });
  return {
    match(utterance: Utterance, context?: MatchContext): Match {
      const stated = statedIn(utterance.normal);
      return combineSegments(read(stated), read, stated.split(','), confusable, context);
    },
  };
}

/** What is left to be read for symptoms: no numbers, and nothing that is said not to be the trouble. */
export function statedIn(normal: string): string {
  return dropDenied(dropFacts(normal).split(',')).join(',');
}

/** A part of a text that is already clean. */
export function partOf(normal: string): Utterance {
  return { raw: normal, normal, segments: normal.split(','), words: wordsOf(normal) };
}
