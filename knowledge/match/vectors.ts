/** TF-IDF vectors of texts over a vocabulary. */

import { type Feature, type KeyTable, numberOf } from './feature-key.ts';
import { isPlain, weightOf } from './features.ts';

/** A sparse vector of length one (or empty): feature numbers and their values side by side. */
export interface SparseVector {
  readonly at: readonly number[];
  readonly value: readonly number[];
  /** Share of the features, by weight, that the vocabulary knows: 0 for gibberish, 1 for familiar text. */
  readonly known: number;
}

/** What is learnt of the features of a training set: their numbers, and their weights by rarity. Plain data. */
export interface Vocabulary {
  readonly features: KeyTable;
  readonly weights: Float64Array;
  /** The weight of a feature that is not in it. */
  readonly unseen: number;
}

/** What a feature counts by its kind and rarity; one that the examples never show counts as the rarest. */
export function weightIn({ features, weights, unseen }: Vocabulary, feature: Feature): number {
  const number = numberOf(features, feature);
  return number < 0 ? weightOf(feature) * unseen : (weights[number] as number);
}

/** Where the numbers of one text's features are sorted; longer texts are cut (see `featuresOf`). */
let sorting = new Uint32Array(2048);

/** The vector of a text's features, in rising order of their numbers. */
export function vectorOf({ features: table, weights, unseen }: Vocabulary, features: readonly Feature[]): SparseVector {
  if (features.length > sorting.length) sorting = new Uint32Array(features.length * 2);
  let count = 0;
  let strange = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] as Feature;
    const number = numberOf(table, feature);
    if (number >= 0) sorting[count++] = number;
    else if (isPlain(feature)) strange += weightOf(feature) * unseen;
  }
  const sorted = sorting.subarray(0, count).sort();
  const at: number[] = [];
  const value: number[] = [];
  let square = 0;
  let familiar = 0;
  for (let from = 0; from < count; ) {
    const number = sorted[from] as number;
    let to = from + 1;
    while (to < count && sorted[to] === number) to += 1;
    const weight = (weights[number] as number) * (to === from + 1 ? 1 : 1 + Math.log(to - from));
    at.push(number);
    value.push(weight);
    square += weight * weight;
    familiar += weight;
    from = to;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < value.length; i++) value[i] = (value[i] as number) / length;
  return { at, value, known: familiar === 0 ? 0 : familiar / (familiar + strange) };
}
