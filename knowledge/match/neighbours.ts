/** Finds the examples nearest to a text through an inverted index. */

import type { PackedVectors } from './packed-vectors.ts';
import type { SparseVector } from './vectors.ts';

/** An example by number and its cosine similarity, 0 to 1. */
export interface Neighbour {
  readonly example: number;
  readonly similarity: number;
}

/** Which examples hold a feature, and how much of it: those of feature `f` stand at `starts[f]` and after. Plain data. */
export interface NeighbourIndex {
  readonly size: number;
  readonly starts: Uint32Array;
  readonly examples: Uint32Array;
  readonly values: Float32Array;
}

/** Answers with the nearest examples, best first. */
export type FindNearest = (vector: SparseVector, count: number) => readonly Neighbour[];

/** Indexes the example vectors by feature. */
export function indexNeighbours({ starts: begins, at, value }: PackedVectors, features: number): NeighbourIndex {
  const starts = new Uint32Array(features + 1);
  for (let i = 0; i < at.length; i++) {
    const next = (at[i] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let feature = 0; feature < features; feature++) {
    starts[feature + 1] = (starts[feature + 1] as number) + (starts[feature] as number);
  }
  const examples = new Uint32Array(at.length);
  const values = new Float32Array(at.length);
  const filled = starts.slice();
  const size = begins.length - 1;
  for (let example = 0; example < size; example++) {
    const end = begins[example + 1] as number;
    for (let i = begins[example] as number; i < end; i++) {
      const feature = at[i] as number;
      const place = filled[feature] as number;
      examples[place] = example;
      values[place] = value[i] as number;
      filled[feature] = place + 1;
    }
  }
  return { size, starts, examples, values };
}

/** A feature that more examples hold says too little about any of them for the time that it takes. */
const COMMON = 4_000;

/** Opens an index that answers with the cosine of every example, in their order; the next answer overwrites it. */
export function openSimilarities(index: NeighbourIndex): (vector: SparseVector) => Float32Array {
  const similarity = new Float32Array(index.size);
  return (vector) => {
    similarity.fill(0);
    for (let i = 0; i < vector.at.length; i++) {
      addFeature(index, vector.at[i] as number, vector.value[i] as number, similarity);
    }
    return similarity;
  };
}

/** A function of its own, so that it is compiled by itself and early: no other loop is walked as often. */
function addFeature(
  { starts, examples, values }: NeighbourIndex,
  feature: number,
  value: number,
  similarity: Float32Array,
): void {
  const begin = starts[feature] as number;
  const end = starts[feature + 1] as number;
  if (end - begin > COMMON) return;
  for (let place = begin; place < end; place++) {
    const example = examples[place] as number;
    similarity[example] = (similarity[example] as number) + value * (values[place] as number);
  }
}

/** Opens an index for searching. */
export function openNeighbours(index: NeighbourIndex): FindNearest {
  const similarities = openSimilarities(index);
  return (vector, count) => best(similarities(vector), count);
}

const LEAST_SIMILARITY = 0.05;

/** Of numbers not below zero the larger has the larger bits, and whole numbers are compared in less time. */
const LEAST_BITS = new Int32Array(new Float32Array([LEAST_SIMILARITY]).buffer)[0] as number;

/** The best so many, kept sorted as they are found; of equals the earlier example comes first. */
function best(similarity: Float32Array, count: number): readonly Neighbour[] {
  const bits = new Int32Array(similarity.buffer);
  const examples = new Uint32Array(count);
  const values = new Int32Array(count);
  let found = 0;
  let least = LEAST_BITS;
  for (
    let example = firstAbove(bits, 0, least);
    example < bits.length;
    example = firstAbove(bits, example + 1, least)
  ) {
    const value = bits[example] as number;
    let place = found < count ? found : count - 1;
    while (place > 0 && (values[place - 1] as number) < value) {
      values[place] = values[place - 1] as number;
      examples[place] = examples[place - 1] as number;
      place -= 1;
    }
    values[place] = value;
    examples[place] = example;
    if (found < count) found += 1;
    if (found === count) least = values[count - 1] as number;
  }
  return Array.from({ length: found }, (_, at) => {
    const example = examples[at] as number;
    return { example, similarity: similarity[example] as number };
  });
}

/** The first place from `from` on whose bits are above; the length where none are. Eight are passed over at a time. */
function firstAbove(bits: Int32Array, from: number, least: number): number {
  let at = from;
  for (; at + 8 <= bits.length; at += 8) {
    // Below zero, the sign is set, wherever one is above.
    const signs =
      (least - (bits[at] as number)) |
      (least - (bits[at + 1] as number)) |
      (least - (bits[at + 2] as number)) |
      (least - (bits[at + 3] as number)) |
      (least - (bits[at + 4] as number)) |
      (least - (bits[at + 5] as number)) |
      (least - (bits[at + 6] as number)) |
      (least - (bits[at + 7] as number));
    if (signs < 0) break;
  }
  while (at < bits.length && (bits[at] as number) <= least) at += 1;
  return at;
}
