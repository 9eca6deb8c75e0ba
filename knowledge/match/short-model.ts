/** A linear model in half the memory, as it is kept while it is asked: weights as whole numbers of 16 bits. */

import type { LinearModel } from './linear.ts';
import type { SparseVector } from './vectors.ts';

/**
 * The weights of a linear model, laid out as there, in steps of each feature's own: its largest weight is 32,767 of them.
 * That is nearer than the difference that another order of training makes by far. Plain data.
 */
export interface ShortModel {
  readonly weights: Int16Array;
  readonly steps: Float32Array;
  readonly classes: number;
}

const MOST = 32_767;

/** Shortens a model that is trained. */
export function shorten({ weights, classes }: LinearModel): ShortModel {
  const short = new Int16Array(weights.length);
  const steps = new Float32Array(weights.length / classes);
  for (let feature = 0; feature < steps.length; feature++) {
    const from = feature * classes;
    let most = 0;
    for (let k = from; k < from + classes; k++) most = Math.max(most, Math.abs(weights[k] as number));
    if (most === 0) continue;
    steps[feature] = most / MOST;
    for (let k = from; k < from + classes; k++) short[k] = Math.round(((weights[k] as number) / most) * MOST);
  }
  return { weights: short, steps, classes };
}

/**
 * The margin of every class, in the order of the class numbers. Four features at a time: the sums are fetched and put back
 * once for all of them.
 */
export function marginsOf({ weights, steps, classes }: ShortModel, { at, value }: SparseVector): Float32Array {
  const margins = new Float32Array(classes);
  addRow(weights, steps.length - 1, steps[steps.length - 1] as number, margins);
  let i = 0;
  for (; i + 3 < at.length; i += 4) {
    const [a, b, c, d] = [at[i], at[i + 1], at[i + 2], at[i + 3]] as [number, number, number, number];
    const p = (value[i] as number) * (steps[a] as number);
    const q = (value[i + 1] as number) * (steps[b] as number);
    const r = (value[i + 2] as number) * (steps[c] as number);
    const s = (value[i + 3] as number) * (steps[d] as number);
    for (let k = 0; k < classes; k++) {
      margins[k] =
        (margins[k] as number) +
        p * (weights[a * classes + k] as number) +
        q * (weights[b * classes + k] as number) +
        r * (weights[c * classes + k] as number) +
        s * (weights[d * classes + k] as number);
    }
  }
  for (; i < at.length; i++) {
    const feature = at[i] as number;
    addRow(weights, feature, (value[i] as number) * (steps[feature] as number), margins);
  }
  return margins;
}

function addRow(weights: Int16Array, feature: number, times: number, margins: Float32Array): void {
  const from = feature * margins.length;
  for (let k = 0; k < margins.length; k++) margins[k] = (margins[k] as number) + times * (weights[from + k] as number);
}
