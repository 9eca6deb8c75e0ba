/** Training that two threads share: the same model, whoever does it. */

import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { withHelp } from '#bot/content/with-help.ts';
import { beginLinear, type LinearJob, trainLinear } from '#knowledge/match/linear.ts';
import { packVectors } from '#knowledge/match/packed-vectors.ts';

const CLASSES = 20;
const FEATURES = 60;
const labels = Array.from({ length: 400 }, (_, at) => at % CLASSES);
const vectors = packVectors(
  labels.map((label, number) => {
    const at = [...new Set([label * 3, (number * 7) % FEATURES, (number * number) % FEATURES])].sort((a, b) => a - b);
    return { at, value: at.map(() => 1 / Math.sqrt(at.length)), known: 1 };
  }),
);
const alone = trainLinear(vectors, labels, CLASSES, FEATURES);
const trainWith = (assist: (job: LinearJob) => void) => beginLinear(vectors, labels, CLASSES, FEATURES, assist)();

const groupsOf = ({ taken }: LinearJob): readonly number[] => [...taken.keys()].slice(1);

/** Waits until every group of classes is ready, which nobody but the helper can have done. */
function awaitAll(job: LinearJob): void {
  for (const group of groupsOf(job)) Atomics.wait(job.taken, group, 0, 30_000);
}

describe('help with training', () => {
  it('comes from a thread that does the same', async () => {
    let byHelper = 0;
    const model = await withHelp(async (assist) =>
      trainWith((job) => {
        if (!assist) return;
        assist(job);
        awaitAll(job);
        byHelper = groupsOf(job).filter((group) => Atomics.load(job.taken, group) === 1).length;
      }),
    );
    expect(byHelper).toBe(availableParallelism() < 2 ? 0 : 3);
    expect([...model.weights]).toEqual([...alone.weights]);
  });

  it('is not waited for forever when it ends in the middle', () => {
    const model = trainWith((job) => Atomics.add(job.taken, 0, 1));
    expect([...model.weights]).toEqual([...alone.weights]);
  });

  it('ends with the work, also when that fails', async () => {
    await expect(withHelp(() => Promise.reject(new Error('no content')))).rejects.toThrow('no content');
  });
});
