/** Reads an answer by its likeness to the examples of each choice, where no pattern of the content fits. */

import type { Wording } from '#knowledge/guide.ts';
import type { Lexicon } from '#knowledge/text/lexicon.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { featuresOf } from './features.ts';
import { learnVocabulary } from './learn-vocabulary.ts';
import { type SparseVector, type Vocabulary, vectorOf } from './vectors.ts';

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
const LEAST_SIMILARITY = 0.55;
/** The nearest example of any other choice has to be this much further away. */
const LEAST_LEAD = 0.25;
/** A larger part of the answer must be made of words that the examples hold. */
const LEAST_KNOWN = 0.45;

/** An answer as like as this is the example, whatever a pattern makes of it. */
export const SAME_WORDS = 0.9;

/** What turns an answer into its opposite; it weighs as little as any other word and decides everything. */
const DENIES = /[没不无别未]|n't|\b(?:no|not|none|never|nobody|nothing|neither|cannot)\b/;

interface Learnt {
  readonly vocabulary: Vocabulary;
  readonly examples: readonly {
    readonly choice: number;
    readonly text: string;
    readonly denies: boolean;
    readonly vector: SparseVector;
  }[];
}

const learnt = new WeakMap<readonly Answerable[], Learnt>();

function learn(choices: readonly Answerable[], lexicon: Lexicon): Learnt {
  const said = choices.flatMap(({ label, examples }, choice) => {
    // A choice that stands without examples is read by its patterns alone.
    const texts = examples.length === 0 ? [] : [...examples, ...new Set(Object.values(label))];
    return texts.map((text) => ({ choice, text, normal: readUtterance(text, lexicon).normal }));
  });
  const features = said.map(({ normal }) => featuresOf(normal));
  const vocabulary = learnVocabulary(features);
  const examples = said.map(({ choice, text, normal }, at) => ({
    choice,
    text,
    denies: denies(normal),
    vector: vectorOf(vocabulary, features[at] ?? []),
  }));
  return { vocabulary, examples };
}

/** Whether a text denies something; that the trouble goes on is no denial of the answer before it. */
function denies(normal: string): boolean {
  return DENIES.test(normal.replace(/[,，]?(?:还是|也|都|仍然?)?(?:不行|没用|不好使|not working)$/, ''));
}

/**
 * The choice whose examples are most like the answer (`Utterance.normal`); `undefined` when none is like it, when two
 * choices are about as like, or when one of answer and example denies what the other says. What is learnt of a list of
 * choices is kept as long as the list.
 */
export function nearestAnswer<T extends Answerable>(
  choices: readonly T[],
  normal: string,
  lexicon: Lexicon,
): NearestAnswer<T> | undefined {
  const known = learnt.get(choices) ?? learn(choices, lexicon);
  learnt.set(choices, known);
  if (known.examples.length === 0) return undefined;
  const vector = vectorOf(known.vocabulary, featuresOf(normal));
  if (vector.known < LEAST_KNOWN) return undefined;
  const similarities = known.examples.map((example) => cosine(vector, example.vector));
  const similarity = Math.max(...similarities);
  const first = known.examples[similarities.indexOf(similarity)];
  const choice = first && choices[first.choice];
  if (!choice || similarity < LEAST_SIMILARITY || first.denies !== denies(normal)) return undefined;
  const others = similarities.filter((_, at) => known.examples[at]?.choice !== first.choice);
  if (similarity - Math.max(0, ...others) < LEAST_LEAD) return undefined;
  return { choice, example: first.text, similarity };
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
