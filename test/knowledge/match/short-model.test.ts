/** The model as it is kept: half as large, and as near to the one that was trained as makes no difference. */

import { describe, expect, it } from 'vitest';
import type { LinearModel } from '#knowledge/match/linear.ts';
import { marginsOf, shorten } from '#knowledge/match/short-model.ts';

const CLASSES = 3;
const FEATURES = 7;

/** Weights of very different sizes, with a feature that says nothing, and those of the bias at the end. */
const model: LinearModel = {
  classes: CLASSES,
  weights: Float32Array.from({ length: (FEATURES + 1) * CLASSES }, (_, at) => {
    const feature = Math.floor(at / CLASSES);
    return feature === 2 ? 0 : Math.sin(at * 1.7) * 10 ** -feature;
  }),
};

/** The sums as the trained weights have them. */
function exactly(at: readonly number[], value: readonly number[]): readonly number[] {
  return Array.from({ length: CLASSES }, (_, k) =>
    at.reduce(
      (sum, feature, i) => sum + (value[i] ?? 0) * (model.weights[feature * CLASSES + k] ?? 0),
      model.weights[FEATURES * CLASSES + k] ?? 0,
    ),
  );
}

describe('a shortened model', () => {
  const short = shorten(model);

  it('has the margins of the trained one, however many features a text has', () => {
    for (let many = 0; many <= FEATURES; many++) {
      const at = Array.from({ length: many }, (_, one) => one);
      const value = at.map((one) => 1 / (one + 1));
      const trained = exactly(at, value);
      const margins = marginsOf(short, { at, value, known: 1 });
      margins.forEach((margin, k) => {
        expect(Math.abs(margin - (trained[k] ?? 0))).toBeLessThan(1e-4 * Math.max(1, ...trained.map(Math.abs)));
      });
    }
  });

  it('keeps small weights apart where the whole feature is small', () => {
    const margins = marginsOf(short, { at: [6], value: [1], known: 1 });
    const trained = exactly([6], [1]);
    margins.forEach((margin, k) => {
      expect(margin / (trained[k] ?? 0)).toBeCloseTo(1, 3);
    });
  });

  it('says nothing where the feature says nothing', () => {
    expect(marginsOf(short, { at: [2], value: [1], known: 1 })).toEqual(
      marginsOf(short, { at: [], value: [], known: 1 }),
    );
  });

  it('takes half the memory of the weights', () => {
    expect(short.weights.byteLength).toBe(model.weights.byteLength / 2);
  });
});
