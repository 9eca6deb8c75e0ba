/** Random dialogs over the official account: no quota, window or size is ever exceeded, and no reply is lost. */

import { describe, expect, it } from 'vitest';
import { runDialogs } from '#test/fixtures/fake-weixin-dialogs.ts';

/** A few hundred by default, which takes seconds; `DIALOGS=10000` takes minutes. */
const DIALOGS = Number(process.env.DIALOGS ?? 500);
const SEED = Number(process.env.SEED ?? 6);
const TIME_MS = Math.max(300_000, DIALOGS * 100);

describe(`${DIALOGS} random dialogs, with seed ${SEED}`, () => {
  it(
    'end without one error of quota, window or size, and every reply was seen once and in order',
    async () => {
      const outcome = await runDialogs({ dialogs: DIALOGS, steps: 4, seed: SEED });
      expect(outcome.violations).toEqual([]);
      expect(outcome.wrong).toEqual([]);
      // So that this can fail: every way was taken, and replies had to wait.
      for (const way of ['passive', 'custom', 'menu']) expect(outcome.ways[way], way).toBeGreaterThan(DIALOGS / 20);
      expect(outcome.held).toBeGreaterThan(DIALOGS / 20);
      expect(outcome.replies).toBeGreaterThan(DIALOGS * 2);
    },
    TIME_MS,
  );

  it(
    'end the same way for accounts that may only answer in the response',
    async () => {
      const dialogs = Math.ceil(DIALOGS / 10);
      const outcome = await runDialogs({ dialogs, steps: 4, seed: SEED, customerService: false });
      expect(outcome.violations).toEqual([]);
      expect(outcome.wrong).toEqual([]);
      expect(Object.keys(outcome.ways)).toEqual(['passive']);
      expect(outcome.held).toBeGreaterThan(dialogs / 2);
    },
    TIME_MS,
  );
});
