/** How likely each class is to write the features of a text: naive Bayes, smoothed by what all classes write. */

import type { NeighbourIndex } from './neighbours.ts';
import type { SparseVector } from './vectors.ts';

/** What each feature says, only for the classes that write it: those of feature `f` stand at `starts[f]` and after. */
export interface LikelihoodModel {
  readonly starts: Uint32Array;
  readonly classes: Uint16Array;
  /** Logarithm of how much more often the class writes the feature than all do together, less `absent` of the class. */
  readonly values: Float32Array;
  /** The same logarithm, for each class, of a feature that the class does not write. */
  readonly absent: Float32Array;
}

/** As many features of what all write are added to what each class writes (Dirichlet prior). */
const PRIOR = 30;

/** Counts in how many examples of each class (0 … classes-1) every feature of the index occurs. */
export function trainLikelihood(index: NeighbourIndex, labels: readonly number[], classes: number): LikelihoodModel {
  const counts = new Float64Array(classes);
  const written = countWritten(index, labels, classes);
  const all = written.reduce((sum, one) => sum + one, 0);
  const starts = new Uint32Array(index.starts.length);
  const found = new Uint16Array(index.examples.length);
  const values = new Float32Array(index.examples.length);
  let size = 0;
  for (let feature = 0; feature + 1 < starts.length; feature++) {
    const begin = size;
    let total = 0;
    for (let place = index.starts[feature] as number; place < (index.starts[feature + 1] as number); place++) {
      const label = labels[index.examples[place] as number] ?? -1;
      if (label < 0) continue;
      if (counts[label] === 0) found[size++] = label;
      counts[label] = (counts[label] as number) + 1;
      total += 1;
    }
    const prior = (PRIOR * total) / all;
    for (let at = begin; at < size; at++) {
      const label = found[at] as number;
      values[at] = Math.log(1 + (counts[label] as number) / prior);
      counts[label] = 0;
    }
    starts[feature + 1] = size;
  }
  const absent = Float32Array.from(written, (count) => Math.log(PRIOR / (count + PRIOR)));
  return { starts, classes: found.slice(0, size), values: values.slice(0, size), absent };
}

/** How many features the examples of each class have. */
function countWritten(index: NeighbourIndex, labels: readonly number[], classes: number): Float64Array {
  const written = new Float64Array(classes);
  for (const example of index.examples) {
    const label = labels[example] ?? -1;
    if (label >= 0) written[label] = (written[label] as number) + 1;
  }
  return written;
}

/** The score of every class, in the order of the class numbers; scaled so that long texts are not surer than short ones. */
export function likelihoodsOf(model: LikelihoodModel, { at }: SparseVector): Float32Array {
  const { absent } = model;
  const size = at.length;
  const scores = new Float32Array(absent.length);
  for (let label = 0; label < scores.length; label++) scores[label] = (absent[label] as number) * size;
  for (let i = 0; i < size; i++) addFeature(model, at[i] as number, scores);
  const scale = 1 / Math.sqrt(Math.max(1, size));
  for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) * scale;
  return scores;
}

function addFeature({ starts, classes, values }: LikelihoodModel, feature: number, scores: Float32Array): void {
  const end = starts[feature + 1] as number;
  for (let place = starts[feature] as number; place < end; place++) {
    const label = classes[place] as number;
    scores[label] = (scores[label] as number) + (values[place] as number);
  }
}
