/** The vector machine: what it learns, and that luck has no part in it. */

import { describe, expect, it } from 'vitest';
import { mix, trainLinear } from '#knowledge/match/linear.ts';
import { packVectors } from '#knowledge/match/packed-vectors.ts';
import { marginsOf, shorten } from '#knowledge/match/short-model.ts';
import type { SparseVector } from '#knowledge/match/vectors.ts';

const CLASSES = 4;
const FEATURES = 24;
const SIZE = 240;

/** Vectors of length one that overlap: a feature of the own class, and three of any. */
function example(label: number, number: number): SparseVector {
  const others = [0, 1, 2].map((one) => (number * 7 + one * 11 + number * number * (one + 3)) % FEATURES);
  const at = [...new Set([label * 6 + (number % 6), ...others])].sort((a, b) => a - b);
  return { at, value: at.map(() => 1 / Math.sqrt(at.length)), known: 1 };
}

const labels = Array.from({ length: SIZE }, (_, at) => at % CLASSES);
const vectors = labels.map((label, at) => example(label, at));

const bestOf = (margins: Float32Array): number => margins.indexOf(Math.max(...margins));

/** The same examples, mixed. */
function mixed(seed: number): readonly number[] {
  const order = labels.map((_, at) => at);
  mix(order, seed);
  return order;
}

describe('the vector machine', () => {
  const model = trainLinear(packVectors(vectors), labels, CLASSES, FEATURES);
  const short = shorten(model);

  it('tells the classes of what it has learnt', () => {
    const right = vectors.filter((vector, at) => bestOf(marginsOf(short, vector)) === labels[at]);
    expect(right.length / SIZE).toBeGreaterThan(0.8);
  });

  it('comes to the same margins whatever order the examples come in', () => {
    for (const seed of [1, 2, 3]) {
      const order = mixed(seed);
      const other = trainLinear(
        packVectors(order.map((at) => vectors[at] as SparseVector)),
        order.map((at) => labels[at] as number),
        CLASSES,
        FEATURES,
      );
      const apart = vectors.map((vector) => {
        const margins = marginsOf(shorten(other), vector);
        return Math.max(...marginsOf(short, vector).map((margin, at) => Math.abs(margin - (margins[at] as number))));
      });
      expect(Math.max(...apart)).toBeLessThan(0.15);
    }
  });

  it('gives the same model for the same examples', () => {
    expect(trainLinear(packVectors(vectors), labels, CLASSES, FEATURES)).toEqual(model);
  });
});
