/** Trains the readers on the examples and asks all of them about a text. */

import type { ScreenText } from '../guide.ts';
import type { Utterance } from '../text/utterance.ts';
import { featuresOf } from './features.ts';
import { type LinearModel, marginsOf, trainLinear } from './linear.ts';
import { indexNeighbours, type Neighbour, type NeighbourIndex, openNeighbours } from './neighbours.ts';
import { resemblances } from './resemblance.ts';
import { createRuleBook, createScreenReader, judgeRules, type Rule, type RuleHit } from './rules.ts';
import { learnVocabulary, type Vocabulary, vectorOf } from './vectors.ts';

/** One line as merchants type it, with the id that it stands for. */
export interface Example {
  readonly id: string;
  readonly text: string;
  readonly utterance: Utterance;
}

/** How near a text comes to the examples of one id. */
export interface Nearness {
  /** The nearest example. */
  readonly text: string;
  /** Its cosine of the feature vectors, 0 to 1. */
  readonly similarity: number;
  /** The most alike of the near ones sign by sign, 0 to 1. */
  readonly alike: number;
}

/** What the readers found in one text. */
export interface Evidence {
  /** Margin of the linear model for every id, in the order of the ids. */
  readonly margins: Float32Array;
  /** 0 for gibberish to 1 for familiar words. */
  readonly known: number;
  /** What the nearest examples say, by id. */
  readonly near: ReadonlyMap<string, Nearness>;
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
  readonly rules: readonly Rule[];
  readonly screenTexts: readonly ScreenText[];
}

/** How many nearest examples have a say. */
const NEIGHBOURS = 16;

/** What training leaves. Plain data, so that another thread can train. */
export interface TrainedReaders {
  readonly vocabulary: Vocabulary;
  readonly model: LinearModel;
  readonly index: NeighbourIndex;
  /** How far each rule can be trusted. */
  readonly reliabilities: readonly number[];
}

/** Trains the readers. Deterministic. */
export function trainReaders({ ids, examples, rules }: Omit<EvidenceInput, 'screenTexts'>): TrainedReaders {
  const features = examples.map((example) => featuresOf(example.utterance));
  const vocabulary = learnVocabulary(features);
  const vectors = features.map((one) => vectorOf(vocabulary, one));
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const labels = examples.map(({ id }) => numbers.get(id) ?? -1);
  const size = vocabulary.weights.length;
  return {
    vocabulary,
    model: trainLinear(vectors, labels, ids.length, size),
    index: indexNeighbours(vectors, size),
    reliabilities: judgeRules(
      rules,
      examples.map(({ id, utterance }) => ({ id, normal: utterance.normal })),
    ),
  };
}

/** Opens what was trained on the same input. What comes back is pure. */
export function openReaders(
  { vocabulary, model, index, reliabilities }: TrainedReaders,
  { examples, rules, screenTexts }: EvidenceInput,
): (utterance: Utterance) => Evidence {
  const nearest = openNeighbours(index);
  const exact = new Map(examples.map((example) => [example.utterance.normal, example]));
  const screenOf = createScreenReader(screenTexts);
  const book = createRuleBook(rules, reliabilities);
  return (utterance) => {
    const vector = vectorOf(vocabulary, featuresOf(utterance));
    return {
      margins: marginsOf(model, vector),
      known: vector.known,
      near: nearnesses(utterance.normal, examples, nearest(vector, NEIGHBOURS)),
      rules: book.hitsOf(utterance.normal),
      screen: screenOf(utterance.normal),
      exact: exact.get(utterance.normal),
    };
  };
}

/** The neighbours come best first, so the first of each id is its nearest. */
function nearnesses(
  normal: string,
  examples: readonly Example[],
  neighbours: readonly Neighbour[],
): ReadonlyMap<string, Nearness> {
  const groups = [...Map.groupBy(neighbours, ({ example }) => (examples[example] as Example).id)];
  const alike = resemblances(
    normal,
    groups.map(([, group]) => group.map(({ example }) => (examples[example] as Example).utterance.normal)),
  );
  return new Map(
    groups.map(([id, [first]], at) => {
      const { example, similarity } = first as Neighbour;
      return [id, { text: (examples[example] as Example).text, similarity, alike: alike[at] ?? 0 }];
    }),
  );
}
