/** A logistic regression over all classes at once, trained by gradient steps that shrink feature by feature. */

import { type LinearModel, sumUp } from './linear.ts';
import type { SparseVector } from './vectors.ts';

/** Passes over the examples; more change no decision … */
const PASSES = 25;
/** … and many examples need fewer: about this many are looked at in all. */
const MOST_LOOKS = 200_000;
/** The first step of a weight; later ones are divided by the length of all its gradients so far. */
const STEP = 0.3;
/** A class that is this near to what it should be is left alone. */
const SETTLED = 3e-3;

/**
 * Trains on vectors and their class numbers (0 … classes-1) by Adagrad (Duchi, Hazan and Singer, JMLR 2011). The weights
 * lie as those of `trainLinear`; there is no bias. Nothing holds them small but the number of passes. The order is fixed:
 * the same examples give the same model.
 */
export function trainSoftmax(
  vectors: readonly SparseVector[],
  labels: readonly number[],
  classes: number,
  features: number,
): LinearModel {
  const weights = new Float32Array((features + 1) * classes);
  const squares = new Float32Array((features + 1) * classes).fill(1e-6);
  const shares = new Float32Array(classes);
  const open = new Uint16Array(classes);
  const order = vectors.map((_, at) => at);
  const passes = Math.max(1, Math.min(PASSES, Math.round(MOST_LOOKS / Math.max(1, vectors.length))));
  let seed = 7;
  for (let pass = 0; pass < passes; pass++) {
    seed = mix(order, seed);
    for (const example of order) {
      const vector = vectors[example] as SparseVector;
      shareOut(weights, vector, shares);
      step(weights, squares, vector, shares, labels[example] ?? -1, open);
    }
  }
  return { weights, classes };
}

/** How likely the model holds every class for. */
function shareOut(weights: Float32Array, vector: SparseVector, into: Float32Array): void {
  const classes = into.length;
  sumUp(weights, weights.length - classes, vector, into);
  let highest = Number.NEGATIVE_INFINITY;
  for (const margin of into) if (margin > highest) highest = margin;
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += into[k] = Math.exp((into[k] as number) - highest);
  for (let k = 0; k < classes; k++) into[k] = (into[k] as number) / sum;
}

function step(
  weights: Float32Array,
  squares: Float32Array,
  { at, value }: SparseVector,
  shares: Float32Array,
  label: number,
  open: Uint16Array,
): void {
  const classes = shares.length;
  if (label >= 0) shares[label] = (shares[label] as number) - 1;
  let count = 0;
  for (let k = 0; k < classes; k++) if (Math.abs(shares[k] as number) >= SETTLED) open[count++] = k;
  for (let i = 0; i < at.length; i++) {
    const row = (at[i] as number) * classes;
    const one = value[i] as number;
    for (let j = 0; j < count; j++) {
      const k = open[j] as number;
      const gradient = (shares[k] as number) * one;
      const square = (squares[row + k] as number) + gradient * gradient;
      squares[row + k] = square;
      weights[row + k] = (weights[row + k] as number) - (STEP * gradient) / Math.sqrt(square);
    }
  }
}

/** Mixes in place, and gives the seed of the next mixing. */
function mix(order: number[], seed: number): number {
  let next = seed;
  for (let at = order.length - 1; at > 0; at--) {
    next = (Math.imul(next, 1664525) + 1013904223) >>> 0;
    const other = next % (at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
  return next;
}
