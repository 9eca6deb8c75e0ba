/** Trains the readers on the examples and asks all of them about a text. */

import type { ScreenText } from '../guide.ts';
import type { Utterance } from '../text/utterance.ts';
import { featuresOf } from './features.ts';
import { trainLinear } from './linear.ts';
import { createNeighbourIndex } from './neighbours.ts';
import { resemblances } from './resemblance.ts';
import { createRuleBook, createScreenReader, type RuleHit } from './rules.ts';
import { createVectorizer } from './vectors.ts';

/** One line as merchants type it, with the id that it stands for. */
export interface Example {
  readonly id: string;
  readonly text: string;
  readonly utterance: Utterance;
}

/** One of the examples nearest to a text. */
export interface NearExample {
  readonly id: string;
  readonly text: string;
  /** Cosine of the feature vectors, 0 to 1. */
  readonly similarity: number;
  /** Sign by sign, 0 to 1. */
  readonly alike: number;
}

/** What the readers found in one text. */
export interface Evidence {
  /** Margin of the linear model for every id, in the order of the ids. */
  readonly margins: Float32Array;
  /** 0 for gibberish to 1 for familiar words. */
  readonly known: number;
  /** The nearest examples, best first. */
  readonly near: readonly NearExample[];
  /** The best rule of every id that has one. */
  readonly rules: ReadonlyMap<string, RuleHit>;
  readonly screen: RuleHit | undefined;
  /** The example with the very same words. */
  readonly exact: Example | undefined;
}

/** What the readers are trained on. */
export interface EvidenceInput {
  /** Every id, in the order of `Evidence.margins`. */
  readonly ids: readonly string[];
  readonly examples: readonly Example[];
  readonly rules: readonly { readonly id: string; readonly pattern: RegExp }[];
  readonly screenTexts: readonly ScreenText[];
}

/** How many nearest examples have a say. */
const NEIGHBOURS = 16;

/** Trains the readers. What comes back is pure. */
export function trainReaders(input: EvidenceInput): (utterance: Utterance) => Evidence {
  const { ids, examples } = input;
  const features = examples.map((example) => featuresOf(example.utterance));
  const vectorizer = createVectorizer(features);
  const vectors = features.map((one) => vectorizer.vectorOf(one));
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const labels = examples.map(({ id }) => numbers.get(id) ?? -1);
  const model = trainLinear(vectors, labels, ids.length, vectorizer.size);
  const index = createNeighbourIndex(vectors, vectorizer.size);
  const exact = new Map(examples.map((example) => [example.utterance.normal, example]));
  const screenOf = createScreenReader(input.screenTexts);
  const judged = examples.map(({ id, utterance }) => ({ id, normal: utterance.normal }));
  const book = createRuleBook(input.rules, judged);
  return (utterance) => {
    const vector = vectorizer.vectorOf(featuresOf(utterance));
    const neighbours = index.nearest(vector, NEIGHBOURS);
    const alike = resemblances(
      utterance.normal,
      neighbours.map(({ example }) => (examples[example] as Example).utterance.normal),
    );
    const near = neighbours.map(({ example, similarity }, rank) => {
      const { id, text } = examples[example] as Example;
      return { id, text, similarity, alike: alike[rank] ?? 0 };
    });
    return {
      margins: model.marginsOf(vector),
      known: vector.known,
      near,
      rules: book.hitsOf(utterance.normal),
      screen: screenOf(utterance.normal),
      exact: exact.get(utterance.normal),
    };
  };
}
