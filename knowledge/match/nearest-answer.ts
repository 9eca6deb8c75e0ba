/** Reads an answer by its likeness to the examples of each choice, where no pattern of the content fits. */

import type { Wording } from '#knowledge/guide.ts';
import type { Lexicon } from '#knowledge/text/lexicon.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { featuresOf } from './features.ts';
import { learnVocabulary, type SparseVector, type Vocabulary, vectorOf } from './vectors.ts';

/** A choice as far as it can be answered in other words. */
export interface Answerable {
  readonly label: Wording;
  /** What merchants say when they mean it. */
  readonly examples: readonly string[];
}

/** A choice, and the example that an answer is like. */
export interface NearestAnswer<T> {
  readonly choice: T;
  readonly example: string;
  /** Cosine, 0 to 1. */
  readonly similarity: number;
}

/** An answer less like its nearest example is not taken for it. */
const LEAST_SIMILARITY = 0.5;
/** The nearest example of any other choice has to be this much further away. */
const LEAST_LEAD = 0.15;
/** A larger part of the answer must be made of words that the examples hold. */
const LEAST_KNOWN = 0.45;

/** An answer as like as this is the example, whatever a pattern makes of it. */
export const SAME_WORDS = 0.9;

interface Learnt {
  readonly vocabulary: Vocabulary;
  readonly examples: readonly { readonly choice: number; readonly text: string; readonly vector: SparseVector }[];
}

const learnt = new WeakMap<readonly Answerable[], Learnt>();

function learn(choices: readonly Answerable[], lexicon: Lexicon): Learnt {
  const texts = choices.flatMap(({ label, examples }, choice) => {
    // A choice that stands without examples is read by its patterns alone.
    const said = examples.length === 0 ? [] : [...examples, ...new Set(Object.values(label))];
    return said.map((text) => ({ choice, text, features: featuresOf(readUtterance(text, lexicon).normal) }));
  });
  const vocabulary = learnVocabulary(texts.map(({ features }) => features));
  const examples = texts.map(({ choice, text, features }) => ({
    choice,
    text,
    vector: vectorOf(vocabulary, features),
  }));
  return { vocabulary, examples };
}

/**
 * The choice whose examples are most like the answer (`Utterance.normal`); `undefined` when none is like it, or when two
 * choices are about as like. What is learnt of a list of choices is kept as long as the list.
 */
export function nearestAnswer<T extends Answerable>(
  choices: readonly T[],
  normal: string,
  lexicon: Lexicon,
): NearestAnswer<T> | undefined {
  const known = learnt.get(choices) ?? learn(choices, lexicon);
  learnt.set(choices, known);
  const vector = vectorOf(known.vocabulary, featuresOf(normal));
  if (vector.known < LEAST_KNOWN) return undefined;
  const nearest = choices.map((choice, number) => {
    const own = known.examples.filter((example) => example.choice === number);
    const like = own.map(({ text, vector: other }) => ({ choice, example: text, similarity: cosine(vector, other) }));
    return like.reduce((best, one) => (one.similarity > best.similarity ? one : best), {
      choice,
      example: '',
      similarity: 0,
    });
  });
  const [first, second] = nearest.toSorted((one, other) => other.similarity - one.similarity);
  if (!first || first.similarity < LEAST_SIMILARITY) return undefined;
  return first.similarity - (second?.similarity ?? 0) >= LEAST_LEAD ? first : undefined;
}

/** Cosine of two vectors of length one, whose features stand in rising order. */
function cosine(one: SparseVector, other: SparseVector): number {
  let sum = 0;
  for (let i = 0, j = 0; i < one.at.length && j < other.at.length; ) {
    const left = one.at[i] as number;
    const right = other.at[j] as number;
    if (left === right) sum += (one.value[i] as number) * (other.value[j] as number);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return sum;
}
