/** A linear support vector machine, one class against the rest, trained by dual coordinate descent. */

import type { SparseVector } from './vectors.ts';

/** The weights of every class, feature by feature, with those of the bias at the end. Plain data. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly classes: number;
}

/** Passes over the examples; more change no decision … */
const PASSES = 8;
/** … and many examples need fewer: about this many are looked at in all. */
const MOST_LOOKS = 100_000;
/** Price of a violated margin; the positives of a class are few against its negatives and cost more. */
const COST = 1;
const POSITIVE_COST = 4;

/**
 * Trains on vectors and their class numbers (0 … classes-1). Squared hinge loss, so every step is in closed form
 * (Hsieh et al., ICML 2008). All classes are trained in one sweep, weights lie class by class for one feature, and the
 * order is fixed: the same examples give the same model.
 */
export function trainLinear(
  vectors: readonly SparseVector[],
  labels: readonly number[],
  classes: number,
  features: number,
): LinearModel {
  const weights = new Float32Array((features + 1) * classes);
  const bias = features * classes;
  const alpha = new Float32Array(vectors.length * classes);
  const margins = new Float32Array(classes);
  const order = shuffled(vectors.length);
  const passes = Math.max(1, Math.min(PASSES, Math.round(MOST_LOOKS / vectors.length)));
  for (let pass = 0; pass < passes; pass++) {
    for (const example of order) {
      const vector = vectors[example];
      if (!vector) continue;
      sumUp(weights, bias, vector, margins);
      step(weights, bias, vector, margins, alpha, example * classes, labels[example] ?? -1);
    }
  }
  return { weights, classes };
}

/** The margin of every class, in the order of the class numbers. */
export function marginsOf({ weights, classes }: LinearModel, vector: SparseVector): Float32Array {
  const result = new Float32Array(classes);
  sumUp(weights, weights.length - classes, vector, result);
  return result;
}

function sumUp(weights: Float32Array, bias: number, vector: SparseVector, into: Float32Array): void {
  const classes = into.length;
  for (let k = 0; k < classes; k++) into[k] = weights[bias + k] as number;
  for (let i = 0; i < vector.at.length; i++) {
    const row = (vector.at[i] as number) * classes;
    const value = vector.value[i] as number;
    for (let k = 0; k < classes; k++) into[k] = (into[k] as number) + value * (weights[row + k] as number);
  }
}

/** One coordinate of every class. The vectors have length one, and the bias adds one. */
function step(
  weights: Float32Array,
  bias: number,
  vector: SparseVector,
  margins: Float32Array,
  alpha: Float32Array,
  base: number,
  label: number,
): void {
  const classes = margins.length;
  for (let k = 0; k < classes; k++) {
    const sign = k === label ? 1 : -1;
    const slack = 1 / (2 * (k === label ? POSITIVE_COST : COST));
    const old = alpha[base + k] as number;
    const gradient = sign * (margins[k] as number) - 1 + slack * old;
    if (old === 0 && gradient >= 0) continue;
    const renewed = Math.max(0, old - gradient / (2 + slack));
    const change = (renewed - old) * sign;
    if (Math.abs(change) < 1e-5) continue;
    alpha[base + k] = renewed;
    weights[bias + k] = (weights[bias + k] as number) + change;
    for (let i = 0; i < vector.at.length; i++) {
      const place = (vector.at[i] as number) * classes + k;
      weights[place] = (weights[place] as number) + change * (vector.value[i] as number);
    }
  }
}

/** A fixed mixing of 0 … size-1, so that classes do not come in blocks. */
function shuffled(size: number): readonly number[] {
  const order = Array.from({ length: size }, (_, at) => at);
  let seed = 42;
  for (let at = size - 1; at > 0; at--) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const other = seed % (at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
