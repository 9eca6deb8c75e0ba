import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { judgeLine, readFactLine, scoreKinds } from '#test/fixtures/judge-facts.ts';
import { type LabelledLine, readLabelled, readLines } from './read-labelled.ts';

let guide: Guide;
let lines: readonly LabelledLine[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  lines = await readLabelled('development-2');
});

const matched = ({ text }: LabelledLine) => guide.matcher.match(readUtterance(text, guide.lexicon));

/** The share of these lines whose label comes first. */
const rightShare = (some: readonly LabelledLine[]): number =>
  some.filter((line) => matched(line).ranked[0]?.id === line.label).length / some.length;

// The floors are what is reached today, less one or two lines in a hundred.
describe('messages of the second development set', () => {
  it('have all their faults named where there are several', () => {
    const several = lines.filter(({ noise }) => noise === 'multi');
    const named = several.filter((line) => {
      const { multi } = matched(line);
      return [line.label, ...(line.secondary ?? [])].every((id) => multi.includes(id));
    });
    expect(several.length).toBeGreaterThanOrEqual(200);
    expect(named.length / several.length).toBeGreaterThanOrEqual(0.92);
  });

  it('are hardly ever taken for several faults where there is one', () => {
    const single = lines.filter(({ noise }) => noise !== 'multi');
    const taken = single.filter((line) =>
      matched(line).multi.some((id) => id !== line.label && !line.secondary?.includes(id)),
    );
    expect(single.length).toBeGreaterThanOrEqual(300);
    expect(taken.length / single.length).toBeLessThanOrEqual(0.02);
  });

  it('are understood as what is meant when something else is denied', () => {
    expect(rightShare(lines.filter(({ noise }) => noise === 'negation'))).toBeGreaterThanOrEqual(0.94);
  });

  it('are known for calls of swindlers', () => {
    expect(rightShare(lines.filter(({ label }) => label === 'sec-scam-call'))).toBeGreaterThanOrEqual(0.97);
  });

  it('give the facts that they carry and no others', async () => {
    const verdicts = (await readLines('development-2-facts')).map((line) => judgeLine(readFactLine(line), guide));
    const all = scoreKinds(verdicts).at(-1);
    expect(all?.facts).toBeGreaterThanOrEqual(200);
    expect(Number(all?.f1)).toBeGreaterThanOrEqual(98);
    const without = verdicts.filter(({ expected }) => Object.keys(expected).length === 0);
    expect(without.every(({ right }) => right)).toBe(true);
  });
});
