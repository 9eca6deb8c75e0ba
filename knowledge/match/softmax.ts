/** A logistic regression over all classes at once, trained by gradient steps that shrink feature by feature. */

import { type LinearModel, mix } from './linear.ts';
import type { SparseVector } from './vectors.ts';

/** Passes over the examples; more change no decision … */
const PASSES = 25;
/** … and many examples need fewer: about this many are looked at in all. */
const MOST_LOOKS = 200_000;
/** The first step of a weight; later ones are divided by the length of all its gradients so far. */
const STEP = 0.3;
/** A class that is this near to what it should be is left alone. */
const SETTLED = 3e-3;
/** Every so many passes all classes are looked at; in those between, only the ones that were not settled then. */
const WHOLE = 3;

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
  const sums = new Float64Array(classes);
  const everyClass = Uint16Array.from({ length: classes }, (_, at) => at);
  const open = vectors.map(() => everyClass);
  const order = vectors.map((_, at) => at);
  const passes = Math.max(1, Math.min(PASSES, Math.round(MOST_LOOKS / Math.max(1, vectors.length))));
  let seed = 7;
  for (let pass = 0; pass < passes; pass++) {
    seed = mix(order, seed);
    const every = pass % WHOLE === 0;
    for (const example of order) {
      const vector = vectors[example] as SparseVector;
      const chosen = every ? everyClass : (open[example] as Uint16Array);
      if (every) sumUp(weights, weights.length - classes, vector, shares);
      else sumUpSome(weights, weights.length - classes, vector, chosen, sums, shares);
      tellErrors(shares, chosen, labels[example] ?? -1);
      const unsettled = chosen.filter((k) => Math.abs(shares[k] as number) >= SETTLED);
      if (every) open[example] = unsettled;
      step(weights, squares, vector, shares, unsettled);
    }
  }
  return { weights, classes };
}

/**
 * The margins of every class into `into`; the weights of the bias stand from `bias` on. Four features at a time: the sums
 * are fetched and put back once for all of them.
 */
function sumUp(weights: Float32Array, bias: number, { at, value }: SparseVector, into: Float32Array): void {
  const classes = into.length;
  for (let k = 0; k < classes; k++) into[k] = weights[bias + k] as number;
  let i = 0;
  for (; i + 3 < at.length; i += 4) {
    const [a, b, c, d] = [at[i], at[i + 1], at[i + 2], at[i + 3]] as [number, number, number, number];
    const [p, q, r, s] = [value[i], value[i + 1], value[i + 2], value[i + 3]] as [number, number, number, number];
    for (let k = 0; k < classes; k++) {
      into[k] =
        (into[k] as number) +
        p * (weights[a * classes + k] as number) +
        q * (weights[b * classes + k] as number) +
        r * (weights[c * classes + k] as number) +
        s * (weights[d * classes + k] as number);
    }
  }
  for (; i < at.length; i++) {
    const row = (at[i] as number) * classes;
    const one = value[i] as number;
    for (let k = 0; k < classes; k++) into[k] = (into[k] as number) + one * (weights[row + k] as number);
  }
}

/**
 * The margins of the chosen classes into `into`, those of the others are left as they are. `sums` has room for all classes.
 */
function sumUpSome(
  weights: Float32Array,
  bias: number,
  { at, value }: SparseVector,
  chosen: Uint16Array,
  sums: Float64Array,
  into: Float32Array,
): void {
  const classes = into.length;
  for (let c = 0; c < chosen.length; c++) sums[c] = weights[bias + (chosen[c] as number)] as number;
  // Feature by feature, as the weights of all classes lie side by side there.
  for (let i = 0; i < at.length; i++) {
    const row = (at[i] as number) * classes;
    const one = value[i] as number;
    for (let c = 0; c < chosen.length; c++) {
      sums[c] = (sums[c] as number) + one * (weights[row + (chosen[c] as number)] as number);
    }
  }
  for (let c = 0; c < chosen.length; c++) into[chosen[c] as number] = sums[c] as number;
}

/** In place of the margins of the chosen classes: how likely the model holds each for, less how likely it is. */
function tellErrors(margins: Float32Array, chosen: Uint16Array, label: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < chosen.length; j++) highest = Math.max(highest, margins[chosen[j] as number] as number);
  let sum = 0;
  for (let j = 0; j < chosen.length; j++) {
    const k = chosen[j] as number;
    const odds = Math.exp((margins[k] as number) - highest);
    margins[k] = odds;
    sum += odds;
  }
  for (let j = 0; j < chosen.length; j++) {
    const k = chosen[j] as number;
    margins[k] = (margins[k] as number) / sum - (k === label ? 1 : 0);
  }
}

function step(
  weights: Float32Array,
  squares: Float32Array,
  { at, value }: SparseVector,
  errors: Float32Array,
  chosen: Uint16Array,
): void {
  const classes = errors.length;
  for (let i = 0; i < at.length; i++) {
    const row = (at[i] as number) * classes;
    const one = value[i] as number;
    for (let j = 0; j < chosen.length; j++) {
      const k = chosen[j] as number;
      const gradient = (errors[k] as number) * one;
      const square = (squares[row + k] as number) + gradient * gradient;
      squares[row + k] = square;
      weights[row + k] = (weights[row + k] as number) - (STEP * gradient) / Math.sqrt(square);
    }
  }
}
