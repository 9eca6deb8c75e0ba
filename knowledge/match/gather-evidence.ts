/** Trains the readers on the examples and asks all of them about a text. */

import type { ScreenText } from '../guide.ts';
import { createHomophoneCorrection } from './correct-homophones.ts';
import { listFeatures } from './feature-lists.ts';
import { featuresOf } from './features.ts';
import { learnVectors, learnVocabulary } from './learn-vocabulary.ts';
import { type LikelihoodModel, likelihoodsOf, trainLikelihood } from './likelihood.ts';
import { type Assist, addModels, beginLinear, type LinearModel, trainLinear } from './linear.ts';
import {
  indexNeighbours,
  type Neighbour,
  type NeighbourIndex,
  openNeighbours,
  openSimilarities,
} from './neighbours.ts';
import { packVectors } from './packed-vectors.ts';
import { resemblances } from './resemblance.ts';
import { createRuleBook, createScreenReader, findRecords, type Rule, type RuleHit } from './rules.ts';
import { marginsOf, type ShortModel, shorten } from './short-model.ts';
import { trainSoftmax } from './softmax.ts';
import { type Vocabulary, vectorOf } from './vectors.ts';
import { learnWide, narrow, type WideReading, widen } from './wide-reading.ts';
import type { Meanings } from './word-meaning.ts';

/** One line as merchants type it, with the id that it stands for. */
export interface Example {
  readonly id: string;
  readonly text: string;
  /** The text as `Utterance.normal`. */
  readonly normal: string;
}

/** How near a text comes to the examples of one id. */
export interface Nearness {
  /** The nearest example. */
  readonly text: string;
  /** Its cosine of the feature vectors, 0 to 1. */
  readonly similarity: number;
  /** This and the other near ones. */
  readonly normals: readonly string[];
}

/** What the readers found in one text. */
export interface Evidence {
  /** Margin of the linear model for every id, in the order of the ids. */
  readonly margins: Float32Array;
  /** Score of the likelihood model for every id, in the order of the ids. */
  readonly likelihoods: Float32Array;
  /** Cosine with the name of every id, in the order of the ids; 0 where it has none. */
  readonly named: Float32Array;
  /** 1 without examples, less the more of them there are for an id: names say less then. */
  readonly newness: number;
  /** 0 for gibberish to 1 for familiar words. */
  readonly known: number;
  /** What the nearest examples say, by id. */
  readonly near: ReadonlyMap<string, Nearness>;
  /** The best rule of every id that has one. */
  readonly rules: ReadonlyMap<string, RuleHit>;
  readonly screen: RuleHit | undefined;
  /** The example with the very same words. */
  readonly exact: Example | undefined;
  /** How alike the most alike of the near examples of each of these ids is sign by sign, 0 to 1. Costly. */
  alike(ids: readonly string[]): readonly number[];
}

/** What the readers are trained on. */
export interface EvidenceInput {
  /** Every id, in the order of `Evidence.margins`. */
  readonly ids: readonly string[];
  readonly examples: readonly Example[];
  /** Names of ids as normalised text; an id need not have one. */
  readonly names: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  readonly screenTexts: readonly ScreenText[];
  /** What words mean in general, where that counts beside the words; learning takes longer then. */
  readonly meanings?: Meanings | undefined;
}

/** How many nearest examples have a say. */
const NEIGHBOURS = 16;

/** What a unit of the logistic regression's margin is worth beside one of the vector machine's. */
const SOFTMAX = 0.3;

/** With this many examples an id's name tells half of what it tells without any. */
const WELL_KNOWN = 20;

/** What training leaves. Plain data, so that another thread can train. */
export interface TrainedReaders {
  readonly vocabulary: Vocabulary;
  readonly model: ShortModel;
  /** What else is read of whole texts; `undefined` where meanings do not count. */
  readonly wide: WideReading | undefined;
  readonly likelihood: LikelihoodModel;
  readonly index: NeighbourIndex;
  /** The names of the ids, in their order. */
  readonly names: NeighbourIndex;
  /** For every rule the numbers of the examples that it may match. */
  readonly records: readonly (readonly number[])[];
}

/** Trains the readers, with help where there is any. Deterministic. */
export function trainReaders(input: Omit<EvidenceInput, 'screenTexts'>, assist?: Assist): TrainedReaders {
  const { ids, examples, names, rules, meanings } = input;
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const labels = examples.map(({ id }) => numbers.get(id) ?? -1);
  const learnt = meanings
    ? learnWhole(examples, labels, ids.length, meanings)
    : learn(examples, labels, ids.length, assist);
  const namedAs = ids.map((id) => vectorOf(learnt.vocabulary, featuresOf(names.get(id) ?? '')));
  const known = indexNeighbours(packVectors(namedAs), learnt.vocabulary.weights.length);
  const records = findRecords(rules, examples);
  return { ...learnt, model: shorten(learnt.model()), names: known, records };
}

/** What is learnt of the examples themselves. The model comes last, as a helper may be at it. */
interface LearntExamples extends Omit<TrainedReaders, 'names' | 'records' | 'model'> {
  model(): LinearModel;
}

function learn(
  examples: readonly Example[],
  labels: readonly number[],
  classes: number,
  assist: Assist | undefined,
): LearntExamples {
  const { vocabulary, vectors } = learnVectors(listFeatures(examples, ({ normal }) => featuresOf(normal)));
  const size = vocabulary.weights.length;
  const model = beginLinear(vectors, labels, classes, size, assist);
  const index = indexNeighbours(vectors, size);
  return {
    vocabulary,
    wide: undefined,
    model,
    likelihood: trainLikelihood(index, labels, classes),
    index,
  };
}

function learnWhole(
  examples: readonly Example[],
  labels: readonly number[],
  classes: number,
  meanings: Meanings,
): LearntExamples {
  const features = examples.map(({ normal }) => featuresOf(normal));
  const vocabulary = learnVocabulary(features);
  const vectors = features.map((one) => vectorOf(vocabulary, one));
  const size = vocabulary.weights.length;
  const wide = learnWide(vocabulary, features, meanings);
  const widened = vectors.map((vector, at) => widen(wide, vocabulary, meanings, features[at] ?? [], vector));
  const narrowed = indexNeighbours(packVectors(features.map((one) => narrow(vocabulary, one))), size);
  const linear = trainLinear(packVectors(widened), labels, classes, size + wide.size);
  return {
    vocabulary,
    wide,
    model: () => addModels(linear, trainSoftmax(widened, labels, classes, size + wide.size), SOFTMAX),
    likelihood: trainLikelihood(narrowed, labels, classes),
    index: indexNeighbours(packVectors(vectors), size),
  };
}

/** Opens what was trained on the same input. What comes back is pure. */
export function openReaders(
  { vocabulary, model, wide, likelihood, index, names, records }: TrainedReaders,
  { ids, examples, rules, screenTexts, meanings }: Omit<EvidenceInput, 'names'>,
): (normal: string) => Evidence {
  const nearest = openNeighbours(index);
  const newness = 1 / (1 + examples.length / ids.length / WELL_KNOWN);
  const nameSimilarity = openSimilarities(names);
  const exact = new Map(examples.map((example) => [example.normal, example]));
  const screenOf = createScreenReader(screenTexts);
  const book = createRuleBook(rules, records, examples);
  const correct = createHomophoneCorrection(examples.map(({ normal }) => normal));
  return (normal) => {
    const corrected = correct(normal);
    const features = featuresOf(corrected);
    const vector = vectorOf(vocabulary, features);
    const reading = wide && meanings ? widen(wide, vocabulary, meanings, features, vector) : vector;
    // What was put right by guesswork stays strange.
    const known = corrected === normal ? vector.known : vectorOf(vocabulary, featuresOf(normal)).known;
    const near = groupById(nearest(vector, NEIGHBOURS), examples);
    return {
      margins: marginsOf(model, reading),
      likelihoods: likelihoodsOf(likelihood, wide ? narrow(vocabulary, features) : vector),
      known,
      named: nameSimilarity(vector),
      newness,
      near,
      rules: book.hitsOf(normal),
      screen: screenOf(normal),
      exact: exact.get(normal),
      alike: (ids) =>
        resemblances(
          normal,
          ids.map((id) => near.get(id)?.normals ?? []),
        ),
    };
  };
}

/** The neighbours come best first, so the first of each id is its nearest. */
function groupById(neighbours: readonly Neighbour[], examples: readonly Example[]): ReadonlyMap<string, Nearness> {
  const groups = new Map<string, { readonly text: string; readonly similarity: number; readonly normals: string[] }>();
  for (const { example, similarity } of neighbours) {
    const { id, text, normal } = examples[example] as Example;
    const group = groups.get(id);
    if (group) group.normals.push(normal);
    else groups.set(id, { text, similarity, normals: [normal] });
  }
  return groups;
}
