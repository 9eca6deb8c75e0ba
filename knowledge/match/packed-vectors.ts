/** Many sparse vectors one behind the other: training walks over them again and again, and objects would be moved about. */

import type { SparseVector } from './vectors.ts';

/** The numbers of vector `i` and their values stand from `starts[i]` up to `starts[i + 1]`; numbers rise within a vector. */
export interface PackedVectors {
  readonly starts: Uint32Array;
  readonly at: Int32Array;
  readonly value: Float32Array;
}

/** Puts vectors one behind the other. */
export function packVectors(vectors: readonly SparseVector[]): PackedVectors {
  const starts = new Uint32Array(vectors.length + 1);
  vectors.forEach((vector, i) => {
    starts[i + 1] = (starts[i] as number) + vector.at.length;
  });
  const at = new Int32Array(starts[vectors.length] as number);
  const value = new Float32Array(at.length);
  vectors.forEach((vector, i) => {
    at.set(vector.at, starts[i]);
    value.set(vector.value, starts[i]);
  });
  return { starts, at, value };
}
