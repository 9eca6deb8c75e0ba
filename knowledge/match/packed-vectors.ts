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

/** The same vectors in another order: `order` names the one at each place. */
export function reorder({ starts, at, value }: PackedVectors, order: Uint32Array): PackedVectors {
  const moved = {
    starts: new Uint32Array(starts.length),
    at: new Int32Array(at.length),
    value: new Float32Array(value.length),
  };
  let filled = 0;
  for (let place = 0; place < order.length; place++) {
    const example = order[place] as number;
    const end = starts[example + 1] as number;
    // Number by number: a vector is so short that to copy it as a whole takes longer.
    for (let i = starts[example] as number; i < end; i++) {
      moved.at[filled] = at[i] as number;
      moved.value[filled] = value[i] as number;
      filled += 1;
    }
    moved.starts[place + 1] = filled;
  }
  return moved;
}
