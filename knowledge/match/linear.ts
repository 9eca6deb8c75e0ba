/** A linear support vector machine, one class against the rest, trained by dual coordinate descent. */

import { type PackedVectors, reorder } from './packed-vectors.ts';

/** The weights of every class, feature by feature, with those of the bias at the end. Plain data. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly classes: number;
}

/** Passes over the examples; more change no decision … */
const PASSES = 16;
/** … and many examples need fewer: about this many are looked at in all. */
const MOST_LOOKS = 145_000;
/** Passes that look at all examples. Nine of ten are settled for a class, and the others look only at those that are not. */
const WHOLE = [0, 3, 6, 9, 12];
/** With many examples these do, and the first looks at the class's own and at one in so many of the rest. */
const WHOLE_OF_MANY = [2, 5];
const SAMPLE = 8;
/** Price of a violated margin; the positives of a class are few against its negatives and cost more. */
const COST = 1;
const POSITIVE_COST = 4;

/** Where the mixing of all examples begins, and that of those that a pass looks at. */
const FIRST_SEED = 1;
const SEED = 42;

/** So many classes are trained and written down together: what lies side by side in memory is written in one go. */
const SIDE_BY_SIDE = 8;
/** Whoever began a class ends within this time, or is gone. */
const GONE_MS = 5_000;

/** What the training of one class after the other works on. */
interface Work extends PackedVectors {
  readonly labels: Int32Array;
  /** Of the class that is trained: its weights with the bias at the end, and how much each example counts for it. */
  readonly weight: Float32Array;
  readonly alpha: Float32Array;
  /** The examples that the next pass looks at. */
  readonly open: Uint32Array;
  /** For each pass the order of all examples, `undefined` where it looks at few. */
  readonly orders: readonly (Uint32Array | undefined)[];
}

/** Training that several threads may share: survives a structured clone, which leaves `weights` and `taken` shared. */
export interface LinearJob extends PackedVectors {
  readonly labels: Int32Array;
  readonly model: LinearModel;
  /** How many groups of classes have been begun, and behind it whether each of them is ready. */
  readonly taken: Int32Array;
}

/** Hands the job to another thread, which is to call `shareJob`; it may do as much of it as it gets to. */
export type Assist = (job: LinearJob) => void;

/**
 * Trains on vectors and their class numbers (0 … classes-1). Squared hinge loss, so every step is in closed form
 * (Hsieh et al., ICML 2008). The classes know nothing of each other and are trained one by one, as the weights of one
 * stay near the processor. Each pass mixes the examples anew, which brings it near the one solution whatever order they
 * come in; the mixing is fixed: the same examples give the same model, whoever trains which class.
 */
export function trainLinear(
  vectors: PackedVectors,
  labels: readonly number[],
  classes: number,
  features: number,
): LinearModel {
  return beginLinear(vectors, labels, classes, features)();
}

/** As `trainLinear`, but a helper begins at once, and we take part and wait for the model when it is asked for. */
export function beginLinear(
  vectors: PackedVectors,
  labels: readonly number[],
  classes: number,
  features: number,
  assist?: Assist,
): () => LinearModel {
  const weights = new Float32Array(shared((features + 1) * classes));
  const groups = Math.ceil(classes / SIDE_BY_SIDE);
  const taken = new Int32Array(shared(1 + groups));
  const job: LinearJob = { ...mixExamples(vectors, labels), model: { weights, classes }, taken };
  assist?.(job);
  return () => {
    shareJob(job);
    for (let group = 0; group < groups; group++) {
      // A thread that ended in the middle left its classes to us.
      if (Atomics.wait(taken, 1 + group, 0, GONE_MS) === 'timed-out') trainGroup(startWork(job), job, group);
    }
    return job.model;
  };
}

/** Room for so many numbers of four bytes. */
const shared = (length: number): SharedArrayBuffer => new SharedArrayBuffer(4 * length);

/** Trains one group of classes after the other that nobody has begun, until there is none. */
export function shareJob(job: LinearJob): void {
  const work = startWork(job);
  const groups = job.taken.length - 1;
  for (let group = Atomics.add(job.taken, 0, 1); group < groups; group = Atomics.add(job.taken, 0, 1)) {
    trainGroup(work, job, group);
  }
}

function startWork({ starts, at, value, labels, model: { weights, classes } }: LinearJob): Work {
  const size = labels.length;
  return {
    starts,
    at,
    value,
    labels,
    weight: new Float32Array(weights.length / classes),
    alpha: new Float32Array(size),
    open: new Uint32Array(size),
    orders: mixedOrders(size),
  };
}

function trainGroup(work: Work, { model: { weights, classes }, taken }: LinearJob, group: number): void {
  const from = group * SIDE_BY_SIDE;
  const together = Math.min(SIDE_BY_SIDE, classes - from);
  const trained = Array.from({ length: together }, (_, at) => {
    trainClass(work, from + at);
    return work.weight.slice();
  });
  for (let f = 0; f < work.weight.length; f++) {
    const place = f * classes + from;
    for (let at = 0; at < together; at++) weights[place + at] = (trained[at] as Float32Array)[f] as number;
  }
  Atomics.store(taken, 1 + group, 1);
  Atomics.notify(taken, 1 + group);
}

const everyNumber = (size: number): Uint32Array => Uint32Array.from({ length: size }, (_, at) => at);

/** The examples in a mixed order, so that whoever walks along the memory meets them mixed. */
function mixExamples(vectors: PackedVectors, labels: readonly number[]): Pick<Work, keyof PackedVectors | 'labels'> {
  const order = everyNumber(labels.length);
  mix(order, FIRST_SEED);
  return { ...reorder(vectors, order), labels: Int32Array.from(order, (example) => labels[example] as number) };
}

/** See `Work.orders`. */
function mixedOrders(size: number): readonly (Uint32Array | undefined)[] {
  const passes = Math.max(1, Math.min(PASSES, Math.round(MOST_LOOKS / size)));
  const many = passes < PASSES;
  const whole = new Set(many ? WHOLE_OF_MANY.map((pass) => Math.min(pass, passes - 1)) : WHOLE);
  const order = everyNumber(size);
  let seed = SEED;
  return Array.from({ length: passes }, (_, pass) => {
    if (!whole.has(pass)) return undefined;
    const now = order.slice();
    // The examples are mixed already; many do not fit beside the processor, and are met backwards, along the memory.
    if (many) order.reverse();
    else seed = mix(order, seed);
    return now;
  });
}

/** Trains the weights of class `k`. */
function trainClass(work: Work, k: number): void {
  const { weight, alpha, open, orders } = work;
  weight.fill(0);
  alpha.fill(0);
  let count = orders[0] ? 0 : sample(work, k);
  let seed = SEED;
  for (const order of orders) {
    if (!order) seed = mix(open, seed, count);
    count = descend(work, k, order ?? open, order?.length ?? count);
  }
}

/** The class's own examples, and one in so many of the others, another one for each class. */
function sample({ labels, open }: Work, k: number): number {
  let count = 0;
  for (let example = 0; example < labels.length; example++) {
    if (labels[example] === k || (example + k) % SAMPLE === 0) open[count++] = example;
  }
  return count;
}

/**
 * One coordinate for each of the first `count` examples of `order`, in turn. The vectors have length one, and the bias
 * adds one. Leaves in `work.open` those that the class holds for a near thing, its own among them, and tells how many.
 * `order` may be `work.open` itself: no place of it is written before it was read.
 */
function descend(work: Work, k: number, order: Uint32Array, count: number): number {
  const { labels, weight, alpha, open } = work;
  const bias = weight.length - 1;
  let left = 0;
  for (let i = 0; i < count; i++) {
    const example = order[i] as number;
    const own = labels[example] === k;
    const sign = own ? 1 : -1;
    const slack = 1 / (2 * (own ? POSITIVE_COST : COST));
    const old = alpha[example] as number;
    const gradient = sign * marginOf(work, example) - 1 + slack * old;
    if (!own && old === 0 && gradient >= 0) continue;
    const renewed = Math.max(0, old - gradient / (2 + slack));
    if (own || renewed > 0) open[left++] = example;
    const change = (renewed - old) * sign;
    if (Math.abs(change) < 1e-5) continue;
    alpha[example] = renewed;
    weight[bias] = (weight[bias] as number) + change;
    apply(work, example, change);
  }
  return left;
}

/** Four features at a time, in two sums, so that no addition waits for the one before. */
function marginOf({ starts, at, value, weight }: Work, example: number): number {
  const end = starts[example + 1] as number;
  let i = starts[example] as number;
  let one = weight[weight.length - 1] as number;
  let two = 0;
  for (; i + 3 < end; i += 4) {
    one += (value[i] as number) * (weight[at[i] as number] as number);
    two += (value[i + 1] as number) * (weight[at[i + 1] as number] as number);
    one += (value[i + 2] as number) * (weight[at[i + 2] as number] as number);
    two += (value[i + 3] as number) * (weight[at[i + 3] as number] as number);
  }
  for (; i < end; i++) one += (value[i] as number) * (weight[at[i] as number] as number);
  return one + two;
}

/** Adds so much of the example to the weights. */
function apply({ starts, at, value, weight }: Work, example: number, change: number): void {
  const end = starts[example + 1] as number;
  for (let i = starts[example] as number; i < end; i++) {
    const place = at[i] as number;
    weight[place] = (weight[place] as number) + change * (value[i] as number);
  }
}

/** Two models of the same features and classes as one, whose margins are those of the first and a share of the second's. */
export function addModels(one: LinearModel, other: LinearModel, share: number): LinearModel {
  const weights = one.weights.map((weight, at) => weight + share * (other.weights[at] as number));
  return { weights, classes: one.classes };
}

/** Mixes the first `count` in place, the same way for the same seed, and gives the seed of the next mixing. */
export function mix(order: Uint32Array | number[], seed: number, count = order.length): number {
  let next = seed;
  for (let at = count - 1; at > 0; at--) {
    next = (Math.imul(next, 1664525) + 1013904223) >>> 0;
    const other = next % (at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
  return next;
}
