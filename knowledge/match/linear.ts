/** A linear support vector machine, one class against the rest, trained by dual coordinate descent. */

import type { SparseVector } from './vectors.ts';

/** The weights of every class, feature by feature, with those of the bias at the end. Plain data. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly classes: number;
}

/** Passes over the examples; more change no decision … */
const PASSES = 12;
/** … and many examples need fewer: about this many are looked at in all. */
const MOST_LOOKS = 100_000;
/** Passes that look at all classes. Nine of ten are settled for an example, and the others look only at those that are not. */
const WHOLE: ReadonlySet<number> = new Set([0, 3, 8]);
/** Price of a violated margin; the positives of a class are few against its negatives and cost more. */
const COST = 1;
const POSITIVE_COST = 4;

/**
 * Trains on vectors and their class numbers (0 … classes-1). Squared hinge loss, so every step is in closed form
 * (Hsieh et al., ICML 2008). All classes are trained in one sweep, weights lie class by class for one feature. Each pass
 * mixes the examples anew, which brings it near the one solution whatever order they come in; the mixing is fixed: the
 * same examples give the same model.
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
  const everyClass = Uint16Array.from({ length: classes }, (_, at) => at);
  const open = new Uint16Array(classes);
  const sums = new Float64Array(classes);
  const changes: Changes = { classes: new Uint16Array(classes), by: new Float64Array(classes), count: 0 };
  const order = vectors.map((_, at) => at);
  const passes = Math.max(1, Math.min(PASSES, Math.round(MOST_LOOKS / vectors.length)));
  let seed = 42;
  for (let pass = 0; pass < passes; pass++) {
    seed = mix(order, seed);
    const quick = !WHOLE.has(pass);
    for (const example of order) {
      const vector = vectors[example];
      if (!vector) continue;
      const at = { base: example * classes, label: labels[example] ?? -1, bias };
      const chosen = quick ? openClasses(alpha, at, open) : everyClass;
      if (quick) sumUpSome(weights, bias, vector, chosen, sums, margins);
      else sumUp(weights, bias, vector, margins);
      step(weights, margins, alpha, chosen, at, changes);
      apply(weights, vector, classes, changes);
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

/** Two models of the same features and classes as one, whose margins are those of the first and a share of the second's. */
export function addModels(one: LinearModel, other: LinearModel, share: number): LinearModel {
  const weights = one.weights.map((weight, at) => weight + share * (other.weights[at] as number));
  return { weights, classes: one.classes };
}

/**
 * The margins of every class into `into`; the weights of the bias stand from `bias` on. Four features at a time: the sums
 * are fetched and put back once for all of them.
 */
export function sumUp(weights: Float32Array, bias: number, { at, value }: SparseVector, into: Float32Array): void {
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

/** The same for some of the classes; the sums of the others are left as they are. `sums` has room for all classes. */
export function sumUpSome(
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

/** Classes whose weights change, and by how much, for one example. */
interface Changes {
  readonly classes: Uint16Array;
  readonly by: Float64Array;
  count: number;
}

/** One coordinate of each chosen class. The vectors have length one, and the bias adds one. */
function step(
  weights: Float32Array,
  margins: Float32Array,
  alpha: Float32Array,
  chosen: Uint16Array,
  { base, label, bias }: Place,
  changes: Changes,
): void {
  changes.count = 0;
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
    changes.classes[changes.count] = k;
    changes.by[changes.count] = change;
    changes.count += 1;
  }
}

/** Adds the vector to the weights of the classes that change. */
function apply(weights: Float32Array, { at, value }: SparseVector, classes: number, changes: Changes): void {
  const { classes: changed, by, count } = changes;
  for (let f = 0; f < at.length; f++) {
    const row = (at[f] as number) * classes;
    const one = value[f] as number;
    for (let c = 0; c < count; c++) {
      const place = row + (changed[c] as number);
      weights[place] = (weights[place] as number) + (by[c] as number) * one;
    }
  }
}

/** Mixes in place, the same way for the same seed, and gives the seed of the next mixing. */
export function mix(order: number[], seed: number): number {
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
