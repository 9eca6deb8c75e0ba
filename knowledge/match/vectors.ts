/** TF-IDF vectors over the features of the examples. */

import { type Feature, weightOf } from './features.ts';

/** A sparse vector of length one (or empty): feature numbers and their values side by side. */
export interface SparseVector {
  readonly at: readonly number[];
  readonly value: readonly number[];
  /** Share of the features, by weight, that the vocabulary knows: 0 for gibberish, 1 for familiar text. */
  readonly known: number;
}

/** What is learnt of the features of a training set: their numbers, and their weights by rarity. Plain data. */
export interface Vocabulary {
  readonly numbers: ReadonlyMap<Feature, number>;
  readonly weights: readonly number[];
  /** The weight of a feature that is not in it. */
  readonly unseen: number;
}

/** Features that occur in fewer examples than this teach nothing, whole words and pairs of characters excepted. */
const MIN_EXAMPLES = 2;
const TELLING_ONCE = /^[ewb12]/;

/** Learns the vocabulary of the examples. */
export function learnVocabulary(examples: readonly (readonly Feature[])[]): Vocabulary {
  const frequency = new Map<Feature, number>();
  for (const features of examples) {
    for (const feature of new Set(features)) frequency.set(feature, (frequency.get(feature) ?? 0) + 1);
  }
  const numbers = new Map<Feature, number>();
  const weights: number[] = [];
  for (const [feature, count] of frequency) {
    if (count < MIN_EXAMPLES && examples.length > 50 && !TELLING_ONCE.test(feature)) continue;
    numbers.set(feature, weights.length);
    weights.push(weightOf(feature) * (1 + Math.log((examples.length + 1) / (count + 1))));
  }
  return { numbers, weights, unseen: 1 + Math.log(examples.length + 1) };
}

/** The vector of a text's features. */
export function vectorOf({ numbers, weights, unseen }: Vocabulary, features: readonly Feature[]): SparseVector {
  const counts = new Map<number, number>();
  let strange = 0;
  for (const feature of features) {
    const number = numbers.get(feature);
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    else if (/^[1ep]/.test(feature)) strange += weightOf(feature) * unseen;
  }
  const at: number[] = [];
  const value: number[] = [];
  let square = 0;
  let familiar = 0;
  for (const [number, count] of counts) {
    const weight = (weights[number] ?? 0) * (1 + Math.log(count));
    at.push(number);
    value.push(weight);
    square += weight * weight;
    familiar += weight;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < value.length; i++) value[i] = (value[i] ?? 0) / length;
  return { at, value, known: familiar === 0 ? 0 : familiar / (familiar + strange) };
}
