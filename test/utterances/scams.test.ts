import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { type LabelledLine, readLabelled } from './read-labelled.ts';

const SCAM = 'sec-scam-call';

let guide: Guide;
let development: readonly LabelledLine[];
let keptBack: readonly LabelledLine[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  development = await readLabelled('development-scams');
  keptBack = await readLabelled('held-back-scams');
});

const first = ({ text }: LabelledLine): string | undefined =>
  guide.matcher.match(readUtterance(text, guide.lexicon)).ranked[0]?.id;
const scamsOf = (lines: readonly LabelledLine[]) => lines.filter(({ label }) => label === SCAM);
const foundShare = (lines: readonly LabelledLine[]): number =>
  lines.filter((line) => first(line) === SCAM).length / lines.length;
/** What is no swindle by a stranger: near misses, and terminals that somebody tampered with. */
const othersOf = (lines: readonly LabelledLine[]) => lines.filter(({ label }) => label !== SCAM);

// The floors are what is reached today, less about one line.
describe('tales of swindlers', () => {
  it('are heard first whatever the swindler names as his reason', () => {
    expect(scamsOf(development).length).toBe(70);
    expect(foundShare(scamsOf(development))).toBeGreaterThanOrEqual(0.96);
  });

  it('are heard where they were kept back', () => {
    expect(scamsOf(keptBack).length).toBe(69);
    expect(foundShare(scamsOf(keptBack))).toBeGreaterThanOrEqual(0.95);
  });

  it('are hardly ever heard in what only sounds like them', () => {
    expect(othersOf(development).length + othersOf(keptBack).length).toBe(70);
    expect(foundShare(othersOf(development))).toBeLessThanOrEqual(0.1);
    expect(foundShare(othersOf(keptBack))).toBeLessThanOrEqual(0.1);
  });

  it("are hardly ever heard in questions about deposits, customers' refunds and own calls", async () => {
    const near = await readLabelled('development-near-scams');
    expect(near.length).toBe(111);
    expect(foundShare(near)).toBeLessThanOrEqual(0.06);
  });
});
