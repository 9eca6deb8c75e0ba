import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { type LabelledLine, readLabelled } from './read-labelled.ts';

let guide: Guide;
let lines: readonly LabelledLine[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  lines = await readLabelled('several-held-back');
});

const namedIn = (text: string): readonly string[] => guide.matcher.match(readUtterance(text, guide.lexicon)).multi;

describe('messages that were kept back', () => {
  it('have both of their faults named in at least three of four cases', () => {
    const both = lines.filter(({ noise }) => noise === 'multi');
    const named = both.filter(({ text, label, secondary = [] }) => {
      const multi = namedIn(text);
      return [label, ...secondary].every((id) => multi.includes(id));
    });
    expect(both.length).toBeGreaterThanOrEqual(90);
    expect(named.length / both.length).toBeGreaterThanOrEqual(0.75);
  });

  it('are seldom taken for two faults where there is one, however much they look like it', () => {
    const single = lines.filter(({ noise }) => noise !== 'multi');
    const taken = single.filter(({ text }) => namedIn(text).length > 1);
    expect(single.length).toBeGreaterThanOrEqual(80);
    expect(taken.length / single.length).toBeLessThanOrEqual(0.13);
  });
});
