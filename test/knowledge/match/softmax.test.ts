/** The logistic regression learns classes from examples and is added to the vector machine. */

import { describe, expect, it } from 'vitest';
import { addModels } from '#knowledge/match/linear.ts';
import { marginsOf, shorten } from '#knowledge/match/short-model.ts';
import { trainSoftmax } from '#knowledge/match/softmax.ts';
import type { SparseVector } from '#knowledge/match/vectors.ts';

const vector = (...at: readonly number[]): SparseVector => ({
  at,
  value: at.map(() => 1 / Math.sqrt(at.length)),
  known: 1,
});

/** The number of the class with the largest margin. */
const likeliest = (margins: Float32Array): number => margins.indexOf(Math.max(...margins));

describe('the logistic regression', () => {
  const examples = [vector(0, 3), vector(0, 4), vector(1, 3), vector(1, 4), vector(2, 3), vector(2, 4)];
  const labels = [0, 0, 1, 1, 2, 2];
  const model = trainSoftmax(examples, labels, 3, 5);
  const short = shorten(model);

  it('learns what tells the classes apart', () => {
    expect(examples.map((one) => likeliest(marginsOf(short, one)))).toEqual(labels);
    expect(likeliest(marginsOf(short, vector(1)))).toBe(1);
  });

  it('holds nothing for likelier by what all classes write', () => {
    const margins = marginsOf(short, vector(3, 4));
    expect(Math.max(...margins) - Math.min(...margins)).toBeLessThan(0.5);
  });

  it('is the same every time', () => {
    expect(trainSoftmax(examples, labels, 3, 5)).toEqual(model);
  });

  it('counts beside another model by its share', () => {
    const both = shorten(addModels(model, model, 0.5));
    const [alone, added] = [marginsOf(short, vector(0, 3)), marginsOf(both, vector(0, 3))];
    added.forEach((margin, k) => {
      expect(margin).toBeCloseTo(1.5 * (alone[k] ?? 0), 4);
    });
  });
});
