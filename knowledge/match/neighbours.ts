/** Finds the examples nearest to a text through an inverted index. */

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
export function indexNeighbours(vectors: readonly SparseVector[], features: number): NeighbourIndex {
  const starts = new Uint32Array(features + 1);
  for (const vector of vectors) for (const at of vector.at) starts[at + 1] = (starts[at + 1] as number) + 1;
  for (let at = 0; at < features; at++) starts[at + 1] = (starts[at + 1] as number) + (starts[at] as number);
  const examples = new Uint32Array(starts[features] ?? 0);
  const values = new Float32Array(starts[features] ?? 0);
  const filled = starts.slice();
  vectors.forEach((vector, example) => {
    vector.at.forEach((at, i) => {
      const place = filled[at] as number;
      examples[place] = example;
      values[place] = vector.value[i] as number;
      filled[at] = place + 1;
    });
  });
  return { size: vectors.length, starts, examples, values };
}

/** A feature that more examples hold says too little about any of them for the time that it takes. */
const COMMON = 4_000;

/** Opens an index that answers with the cosine of every example, in their order; the next answer overwrites it. */
export function openSimilarities({
  size,
  starts,
  examples,
  values,
}: NeighbourIndex): (vector: SparseVector) => Float32Array {
  const similarity = new Float32Array(size);
  return (vector) => {
    similarity.fill(0);
    for (let i = 0; i < vector.at.length; i++) {
      const at = vector.at[i] as number;
      const value = vector.value[i] as number;
      const begin = starts[at] as number;
      const end = starts[at + 1] as number;
      if (end - begin > COMMON) continue;
      for (let place = begin; place < end; place++) {
        const example = examples[place] as number;
        similarity[example] = (similarity[example] as number) + value * (values[place] as number);
      }
    }
    return similarity;
  };
}

/** Opens an index for searching. */
export function openNeighbours(index: NeighbourIndex): FindNearest {
  const similarities = openSimilarities(index);
  return (vector, count) => best(similarities(vector), count);
}

const LEAST_SIMILARITY = 0.05;

/** The best so many, kept sorted as they are found; of equals the earlier example comes first. */
function best(similarity: Float32Array, count: number): readonly Neighbour[] {
  const examples = new Uint32Array(count);
  const values = new Float64Array(count);
  let found = 0;
  let least = LEAST_SIMILARITY;
  for (let example = 0; example < similarity.length; example++) {
    const value = similarity[example] as number;
    if (value <= least) continue;
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
  return Array.from({ length: found }, (_, at) => ({
    example: examples[at] as number,
    similarity: values[at] as number,
  }));
}
