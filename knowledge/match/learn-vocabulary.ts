/** Learns which features examples have and how rare each is, and weighs the examples by that. */

import { type Feature, numberKeys } from './feature-key.ts';
import { type FeatureLists, listFeatures } from './feature-lists.ts';
import { isTellingOnce, weightOf } from './features.ts';
import type { PackedVectors } from './packed-vectors.ts';
import type { Vocabulary } from './vectors.ts';

/** A vocabulary with the vectors of the examples that it was learnt from. */
export interface LearntVectors {
  readonly vocabulary: Vocabulary;
  readonly vectors: PackedVectors;
}

/** Features that occur in fewer examples than this teach nothing, whole words and pairs of characters excepted … */
const MIN_EXAMPLES = 2;
/** … and of so few examples all is learnt. */
const FEW_EXAMPLES = 50;

/** About so many features are new in an example; where there are more, the table grows. */
const NEW_FEATURES = 8;

/** Learns the vocabulary of the examples. */
export function learnVocabulary(examples: readonly (readonly Feature[])[]): Vocabulary {
  return keepTelling(numberFeatures(listFeatures(examples, (features) => features))).vocabulary;
}

/** Learns the vocabulary of the examples, and the vector of each: that of `vectorOf`. */
export function learnVectors(examples: FeatureLists): LearntVectors {
  const numbered = numberFeatures(examples);
  const { vocabulary, kept } = keepTelling(numbered);
  return { vocabulary, vectors: weigh(numbered, kept, vocabulary.weights) };
}

/** Every feature by a number, in the order in which they come. */
interface Numbered {
  readonly starts: readonly number[];
  /** The numbers of the examples' features, as the features stood. */
  readonly numbers: Uint32Array;
  /** By number: the feature, and how many examples have it. */
  readonly found: readonly Feature[];
  readonly counts: readonly number[];
}

function numberFeatures({ starts, features }: FeatureLists): Numbered {
  const size = starts.length - 1;
  const all = numberKeys(size * NEW_FEATURES);
  const numbers = new Uint32Array(features.length);
  const found: Feature[] = [];
  const counts: number[] = [];
  const lastExample: number[] = [];
  for (let example = 0; example < size; example++) {
    const end = starts[example + 1] as number;
    for (let i = starts[example] as number; i < end; i++) {
      const feature = features[i] as Feature;
      const number = all.take(feature);
      numbers[i] = number;
      if (number === found.length) {
        found.push(feature);
        counts.push(0);
        lastExample.push(-1);
      }
      if (lastExample[number] === example) continue;
      lastExample[number] = example;
      counts[number] = (counts[number] as number) + 1;
    }
  }
  return { starts, numbers, found, counts };
}

/** The vocabulary, and by the number of every feature its number there, -1 for one that teaches nothing. */
function keepTelling({ starts, found, counts }: Numbered): {
  readonly vocabulary: Vocabulary;
  readonly kept: Int32Array;
} {
  const size = starts.length - 1;
  const telling = numberKeys(found.length >> 1);
  const kept = new Int32Array(found.length).fill(-1);
  const weights: number[] = [];
  found.forEach((feature, number) => {
    const count = counts[number] as number;
    if (count < MIN_EXAMPLES && size > FEW_EXAMPLES && !isTellingOnce(feature)) return;
    kept[number] = telling.take(feature);
    weights.push(weightOf(feature) * (1 + Math.log((size + 1) / (count + 1))));
  });
  const vocabulary = {
    features: telling.table(),
    weights: Float64Array.from(weights),
    unseen: 1 + Math.log(size + 1),
  };
  return { vocabulary, kept };
}

/** The vectors of the examples, each of length one or empty. */
function weigh({ starts, numbers }: Numbered, kept: Int32Array, weights: Float64Array): PackedVectors {
  const size = starts.length - 1;
  const packed = { starts: new Uint32Array(size + 1), at: new Int32Array(numbers.length) };
  const value = new Float32Array(numbers.length);
  const times = new Uint16Array(weights.length);
  let filled = 0;
  for (let example = 0; example < size; example++) {
    const begin = filled;
    for (let i = starts[example] as number; i < (starts[example + 1] as number); i++) {
      const number = kept[numbers[i] as number] as number;
      if (number < 0) continue;
      if (times[number] === 0) packed.at[filled++] = number;
      times[number] = (times[number] as number) + 1;
    }
    packed.at.subarray(begin, filled).sort();
    scale(packed.at, value, times, weights, begin, filled);
    packed.starts[example + 1] = filled;
  }
  return { starts: packed.starts, at: packed.at.slice(0, filled), value: value.slice(0, filled) };
}

/** Fills in the values of one vector and forgets how often its features came. */
function scale(
  at: Int32Array,
  value: Float32Array,
  times: Uint16Array,
  weights: Float64Array,
  begin: number,
  end: number,
): void {
  let square = 0;
  for (let i = begin; i < end; i++) {
    const number = at[i] as number;
    const often = times[number] as number;
    const weight = (weights[number] as number) * (often === 1 ? 1 : 1 + Math.log(often));
    square += weight * weight;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = begin; i < end; i++) {
    const number = at[i] as number;
    const often = times[number] as number;
    value[i] = ((weights[number] as number) * (often === 1 ? 1 : 1 + Math.log(often))) / length;
    times[number] = 0;
  }
}
