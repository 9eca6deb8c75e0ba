/** The opinions on one text, weighed into scores. */

import { describe, expect, it } from 'vitest';
import { fuse } from '#knowledge/match/fuse.ts';
import type { Evidence, Example } from '#knowledge/match/gather-evidence.ts';

const IDS = ['net-offline', 'ctl-fixed', 'ctl-oos'];

/** A symptom and an answer as likely as each other, and how near the text comes to what lies outside. */
function evidence(outside: number, exact?: Example): Evidence {
  return {
    margins: Float32Array.of(1, 1, outside),
    likelihoods: new Float32Array(3),
    named: new Float32Array(3),
    newness: 0,
    known: 1,
    near: new Map(),
    rules: new Map(),
    screen: undefined,
    exact,
    alike: (ids) => ids.map(() => 0),
  };
}

function scoresOf(one: Evidence): ReadonlyMap<string, number> {
  return new Map(fuse(one, IDS).opinions.map(({ id, score }) => [id, score]));
}

describe('a text that comes near to what lies outside', () => {
  it('is doubted for a symptom, and not for an answer to the desk', () => {
    const scores = scoresOf(evidence(-0.2));
    expect(scores.get('net-offline')).toBeLessThan(0.5 * (scores.get('ctl-fixed') ?? 0));
  });

  it('is doubted the more the nearer it comes', () => {
    const [far, near, nearest] = [-0.55, -0.4, -0.1].map((one) => scoresOf(evidence(one)).get('net-offline') ?? 0);
    expect(near).toBeLessThan(far ?? 0);
    expect(nearest).toBeLessThan(near ?? 0);
  });

  it('is not doubted from some way off', () => {
    const scores = scoresOf(evidence(-0.9));
    expect(scores.get('net-offline')).toBeCloseTo(scores.get('ctl-fixed') ?? 0, 6);
  });

  it('is never doubted in the words of an example', () => {
    const example = { id: 'net-offline', text: '断网了', normal: '断网了' };
    expect(scoresOf(evidence(-0.2, example)).get('net-offline')).toBeGreaterThan(0.9);
  });
});
