/** What is read of a whole English text beside its features: which words meet in it, and what they mean in general. */

import type { Feature } from './feature-key.ts';
import { isLetters } from './features.ts';
import { learnVocabulary } from './learn-vocabulary.ts';
import { type SparseVector, type Vocabulary, vectorOf } from './vectors.ts';
import { commonMeaning, type Meaning, type Meanings, withMeaning } from './word-meaning.ts';
import { withPairs, wordsTogether } from './words-together.ts';

/** What is learnt for it. Plain data. */
export interface WideReading {
  /** The pairs of words that several examples show. */
  readonly pairs: Vocabulary;
  /** What the words of all examples mean together. */
  readonly common: Meaning;
  /** How many numbers a vector has more. */
  readonly size: number;
}

/** Learns from the features of every example. */
export function learnWide(
  vocabulary: Vocabulary,
  examples: readonly (readonly Feature[])[],
  meanings: Meanings,
): WideReading {
  const pairs = learnVocabulary(examples.map(wordsTogether));
  const meant = examples.map((features) => meanings.of(vocabulary, features));
  return { pairs, common: commonMeaning(meant, meanings.size), size: pairs.weights.length + meanings.size };
}

/** The vector of a text's features with what else is read of them. */
export function widen(
  { pairs, common }: WideReading,
  vocabulary: Vocabulary,
  meanings: Meanings,
  features: readonly Feature[],
  vector: SparseVector,
): SparseVector {
  const size = vocabulary.weights.length;
  const paired = withPairs(vector, vectorOf(pairs, wordsTogether(features)), size);
  return withMeaning(paired, meanings.of(vocabulary, features), common, size + pairs.weights.length);
}

/** The vector of a text's words alone: likelihood would count the letters of a word again and again. */
export function narrow(vocabulary: Vocabulary, features: readonly Feature[]): SparseVector {
  return vectorOf(
    vocabulary,
    features.filter((feature) => !isLetters(feature)),
  );
}
