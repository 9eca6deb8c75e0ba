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

/** The vector of a text's features, in rising order of their numbers. */
export function vectorOf({ numbers, weights, unseen }: Vocabulary, features: readonly Feature[]): SparseVector {
  const at: number[] = [];
  let strange = 0;
  for (const feature of features) {
    const number = numbers.get(feature);
    if (number !== undefined) at.push(number);
    else if (isPlain(feature)) strange += weightOf(feature) * unseen;
  }
  at.sort((one, other) => one - other);
  const value: number[] = [];
  let square = 0;
  let familiar = 0;
  let size = 0;
  for (let from = 0; from < at.length; ) {
    const number = at[from] as number;
    let to = from + 1;
    while (at[to] === number) to += 1;
    const weight = (weights[number] as number) * (to === from + 1 ? 1 : 1 + Math.log(to - from));
    at[size] = number;
    value.push(weight);
    square += weight * weight;
    familiar += weight;
    size += 1;
    from = to;
  }
  at.length = size;
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < size; i++) value[i] = (value[i] as number) / length;
  return { at, value, known: familiar === 0 ? 0 : familiar / (familiar + strange) };
}

/** Whether a feature stands for a part of the text, and not for a turn of it: a character, a Latin word, a syllable. */
function isPlain(feature: Feature): boolean {
  const kind = feature.charCodeAt(0);
  return kind === CHARACTER || kind === LATIN || kind === SYLLABLE;
}

const CHARACTER = '1'.charCodeAt(0);
const LATIN = 'e'.charCodeAt(0);
const SYLLABLE = 'p'.charCodeAt(0);
