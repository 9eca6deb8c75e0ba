/** A linear support vector machine, one class against the rest, trained by dual coordinate descent. */

import type { SparseVector } from './vectors.ts';

/** The weights of every class, feature by feature, with those of the bias at the end. Plain data. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly classes: number;
}

/** Passes over the examples; more change no decision … */
const PASSES = 8;
/** … and many examples need fewer: about this many are looked at in all, unless asked otherwise. */
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
  mostLooks = MOST_LOOKS,
): LinearModel {
  const weights = new Float32Array((features + 1) * classes);
  const bias = features * classes;
  const alpha = new Float32Array(vectors.length * classes);
  const margins = new Float32Array(classes);
  const everyClass = Uint16Array.from({ length: classes }, (_, at) => at);
  const open = new Uint16Array(classes);
  const order = shuffled(vectors.length);
  const passes = Math.max(1, Math.min(PASSES, Math.round(mostLooks / vectors.length)));
  for (let pass = 0; pass < passes; pass++) {
    // Nine classes of ten are settled for an example: every other pass looks only at those that are not.
    const quick = pass % 2 === 1 && pass < passes - 1;
    for (const example of order) {
      const vector = vectors[example];
      if (!vector) continue;
      const at = { base: example * classes, label: labels[example] ?? -1, bias };
      const chosen = quick ? openClasses(alpha, at, open) : everyClass;
      if (quick) sumUpSome(weights, bias, vector, chosen, margins);
      else sumUp(weights, bias, vector, margins);
      step(weights, vector, margins, alpha, chosen, at);
    }
  }
  return { weights, classes };
}

/** Where the numbers of an example stand among those of all: its first coordinate, its class, and the bias. */
interface Place {
  readonly base: number;
  readonly label: number;
  readonly bias: number;
}

/** The classes that hold the example for a near thing, its own among them; `into` is where they are kept. */
function openClasses(alpha: Float32Array, { base, label }: Place, into: Uint16Array): Uint16Array {
  let count = 0;
  for (let k = 0; k < into.length; k++) if (k === label || (alpha[base + k] as number) > 0) into[count++] = k;
  return into.subarray(0, count);
}

/** The margin of every class, in the order of the class numbers. */
export function marginsOf({ weights, classes }: LinearModel, vector: SparseVector): Float32Array {
  const result = new Float32Array(classes);
  sumUp(weights, weights.length - classes, vector, result);
  return result;
}

/** Four features at a time: the sums are fetched and put back once for all of them. */
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

/** The same for some of the classes; the sums of the others are left as they are. */
function sumUpSome(
  weights: Float32Array,
  bias: number,
  { at, value }: SparseVector,
  chosen: Uint16Array,
  into: Float32Array,
): void {
  const classes = into.length;
  for (const k of chosen) {
    let sum = weights[bias + k] as number;
    for (let i = 0; i < at.length; i++) {
      sum += (value[i] as number) * (weights[(at[i] as number) * classes + k] as number);
    }
    into[k] = sum;
  }
}

/** One coordinate of each chosen class. The vectors have length one, and the bias adds one. */
function step(
  weights: Float32Array,
  { at, value }: SparseVector,
  margins: Float32Array,
  alpha: Float32Array,
  chosen: Uint16Array,
  { base, label, bias }: Place,
): void {
  const classes = margins.length;
  for (let i = 0; i < chosen.length; i++) {
    const k = chosen[i] as number;
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
    for (let f = 0; f < at.length; f++) {
      const place = (at[f] as number) * classes + k;
      weights[place] = (weights[place] as number) + change * (value[f] as number);
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
