import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { type LabelledLine, readLabelled } from './read-labelled.ts';

const OUT_OF_SCOPE = 'ctl-oos';

let guide: Guide;
let lines: readonly LabelledLine[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  lines = await readLabelled('development-6');
});

const matched = ({ text }: LabelledLine): Match => guide.matcher.match(readUtterance(text, guide.lexicon));
const isFirst = (line: LabelledLine): boolean => matched(line).ranked[0]?.id === line.label;
const isRejected = (line: LabelledLine): boolean => matched(line).decision === 'reject';

/** How many of some lines there are, and for which share of them something holds. */
function measure(some: (line: LabelledLine) => boolean, holds: (line: LabelledLine) => boolean) {
  const chosen = lines.filter(some);
  return { count: chosen.length, share: chosen.filter(holds).length / chosen.length };
}

// The floors are what is reached today, less two or three lines in a hundred.
describe('messages of an author who set out to mislead: denials, two faults, what seems two, near misses, swindles', () => {
  it('are understood as what is meant when something else is denied', () => {
    const { count, share } = measure(({ noise }) => noise === 'negation', isFirst);
    expect(count).toBe(163);
    expect(share).toBeGreaterThanOrEqual(0.76);
  });

  it('have both of their faults named', () => {
    const { count, share } = measure(
      ({ secondary }) => (secondary?.length ?? 0) > 0,
      (line) => [line.label, ...(line.secondary ?? [])].every((id) => matched(line).multi.includes(id)),
    );
    expect(count).toBe(150);
    expect(share).toBeGreaterThanOrEqual(0.77);
  });

  it('are seldom taken for two faults where there is one', () => {
    const one = ({ secondary }: LabelledLine): boolean => (secondary?.length ?? 0) === 0;
    expect(measure(one, (line) => matched(line).multi.length > 1).share).toBeLessThanOrEqual(0.08);
  });

  it('are told from what has nothing to do with the terminal', () => {
    const { count, share } = measure(({ label }) => label === OUT_OF_SCOPE, isRejected);
    expect(count).toBe(120);
    expect(share).toBeGreaterThanOrEqual(0.84);
    expect(measure(({ label }) => label !== OUT_OF_SCOPE, isRejected).share).toBeLessThanOrEqual(0.045);
  });

  it('are known for swindles', () => {
    expect(measure(({ label }) => label === 'sec-scam-call', isFirst).share).toBeGreaterThanOrEqual(0.83);
  });
});
