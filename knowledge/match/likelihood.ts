/** How likely each class is to write the features of a text: naive Bayes, smoothed by what all classes write. */

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

/** Counts in how many examples of each class (0 … classes-1) every feature occurs. */
export function trainLikelihood(
  vectors: readonly SparseVector[],
  labels: readonly number[],
  classes: number,
  features: number,
): LikelihoodModel {
  const counts: (Map<number, number> | undefined)[] = new Array(features);
  const written = new Float64Array(classes);
  vectors.forEach(({ at }, example) => {
    const label = labels[example] ?? -1;
    if (label < 0) return;
    written[label] = (written[label] as number) + at.length;
    for (const feature of at) {
      counts[feature] ??= new Map();
      counts[feature].set(label, (counts[feature].get(label) ?? 0) + 1);
    }
  });
  return pack(counts, written);
}

function pack(counts: readonly (ReadonlyMap<number, number> | undefined)[], written: Float64Array): LikelihoodModel {
  const all = written.reduce((sum, one) => sum + one, 0);
  const starts = new Uint32Array(counts.length + 1);
  const classes: number[] = [];
  const values: number[] = [];
  for (let feature = 0; feature < counts.length; feature++) {
    const byClass = [...(counts[feature] ?? [])];
    const prior = (PRIOR * byClass.reduce((sum, [, count]) => sum + count, 0)) / all;
    for (const [label, count] of byClass) {
      classes.push(label);
      values.push(Math.log(1 + count / prior));
    }
    starts[feature + 1] = classes.length;
  }
  const absent = Float32Array.from(written, (count) => Math.log(PRIOR / (count + PRIOR)));
  return { starts, classes: Uint16Array.from(classes), values: Float32Array.from(values), absent };
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
