import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { judgeAnswer, judgeLine, readFactLine, scoreKinds } from '#test/fixtures/judge-facts.ts';
import { type LabelledLine, readLabelled, readLines } from './read-labelled.ts';

const OUT_OF_SCOPE = 'ctl-oos';
const NOTHING: Match = { decision: 'reject', ranked: [], multi: [], because: 'not asked' };

/** What was understood of the lines of one file, in per cent. */
interface Understood {
  readonly lines: number;
  readonly first: number;
  readonly amongThree: number;
  readonly outsideRejected: number;
  readonly insideRejected: number;
  readonly bothNamed: number;
  readonly facts: number;
}

const share = (lines: readonly LabelledLine[], holds: (line: LabelledLine) => boolean): number =>
  (100 * lines.filter(holds).length) / lines.length;

async function measure(name: string, guide: Guide): Promise<Understood> {
  const lines = await readLabelled(name);
  const matched = new Map(
    lines.map((line) => [line, guide.matcher.match(readUtterance(line.text, guide.lexicon))] as const),
  );
  const of = (line: LabelledLine): Match => matched.get(line) ?? NOTHING;
  const rejected = (line: LabelledLine): boolean => of(line).decision === 'reject';
  const isFirst = (line: LabelledLine): boolean =>
    line.label === OUT_OF_SCOPE ? rejected(line) : of(line).ranked[0]?.id === line.label;
  const inside = lines.filter(({ label }) => label !== OUT_OF_SCOPE);
  const outside = lines.filter(({ label }) => label === OUT_OF_SCOPE);
  const several = lines.filter(({ noise, secondary }) => noise === 'multi' && secondary?.length);
  const verdicts = (await readLines(name)).map((line) => judgeLine(readFactLine(line), guide));
  return {
    lines: lines.length,
    first: share(lines, isFirst),
    amongThree: share(
      lines,
      (line) =>
        isFirst(line) ||
        of(line)
          .ranked.slice(0, 3)
          .some(({ id }) => id === line.label),
    ),
    outsideRejected: share(outside, rejected),
    insideRejected: share(inside, rejected),
    bothNamed: share(several, (line) =>
      [line.label, ...(line.secondary ?? [])].every((id) => of(line).multi.includes(id)),
    ),
    facts: Number(scoreKinds(verdicts).at(-1)?.f1),
  };
}

let guide: Guide;
let read: Understood;
let keptBack: Understood;
let secondRead: Understood;
let secondKeptBack: Understood;
let thirdRead: Understood;
let thirdKeptBack: Understood;
let fourthKeptBack: Understood;

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  read = await measure('development-3', guide);
  keptBack = await measure('held-back-2', guide);
  secondRead = await measure('development-4', guide);
  secondKeptBack = await measure('held-back-3', guide);
  thirdRead = await measure('development-5', guide);
  thirdKeptBack = await measure('held-back-4', guide);
  fourthKeptBack = await measure('held-back-5', guide);
});

// The floors are what is reached today, less what an order of training more or less favourable may take.
describe('messages of an author who knew neither content nor code', () => {
  it('are understood where they were kept back', () => {
    expect(keptBack.lines).toBe(450);
    expect(keptBack.first).toBeGreaterThanOrEqual(94.5);
    expect(keptBack.amongThree).toBeGreaterThanOrEqual(98);
    expect(keptBack.facts).toBeGreaterThanOrEqual(92);
  });

  it('are told from what has nothing to do with the terminal', () => {
    expect(keptBack.outsideRejected).toBeGreaterThanOrEqual(80);
    expect(keptBack.insideRejected).toBeLessThanOrEqual(3.5);
  });

  it('have both of their faults named', () => {
    expect(keptBack.bothNamed).toBeGreaterThanOrEqual(93);
    expect(read.bothNamed).toBeGreaterThanOrEqual(95);
  });

  it('are understood where they were read to learn from them', () => {
    expect(read.lines).toBe(450);
    expect(read.first).toBeGreaterThanOrEqual(97);
    expect(read.amongThree).toBeGreaterThanOrEqual(99);
    expect(read.facts).toBeGreaterThanOrEqual(98);
  });

  it('give the values that the bot had asked for', async () => {
    const answers = (await readLines('slot-answers-2')).map((line) => judgeAnswer(readFactLine(line), guide));
    expect(answers.length).toBe(250);
    expect(answers.filter(({ right }) => right).length / answers.length).toBeGreaterThanOrEqual(0.97);
  });
});

describe('messages of a second author who knew neither content nor code', () => {
  it('are understood where they were kept back', () => {
    expect(secondKeptBack.lines).toBe(400);
    expect(secondKeptBack.first).toBeGreaterThanOrEqual(89);
    expect(secondKeptBack.amongThree).toBeGreaterThanOrEqual(96);
    expect(secondKeptBack.facts).toBeGreaterThanOrEqual(96.5);
  });

  it('are told from what has nothing to do with the terminal', () => {
    expect(secondKeptBack.outsideRejected).toBeGreaterThanOrEqual(72);
    expect(secondKeptBack.insideRejected).toBeLessThanOrEqual(4);
  });

  it('have both of their faults named', () => {
    expect(secondKeptBack.bothNamed).toBeGreaterThanOrEqual(70);
    expect(secondRead.bothNamed).toBeGreaterThanOrEqual(93);
  });

  it('are understood where they were read to learn from them', () => {
    expect(secondRead.lines).toBe(400);
    expect(secondRead.first).toBeGreaterThanOrEqual(95);
    expect(secondRead.amongThree).toBeGreaterThanOrEqual(97.5);
    expect(secondRead.outsideRejected).toBeGreaterThanOrEqual(94);
    expect(secondRead.facts).toBeGreaterThanOrEqual(98);
  });

  it('give the values that the bot had asked for', async () => {
    const answers = (await readLines('slot-answers-3')).map((line) => judgeAnswer(readFactLine(line), guide));
    expect(answers.length).toBe(150);
    expect(answers.filter(({ right }) => right).length / answers.length).toBeGreaterThanOrEqual(0.965);
  });
});

// Far from the aims yet: this author's lines are longer, name trades, and come nearest to what only sounds like a swindle.
describe('messages of a third author who knew neither content nor code', () => {
  it('are understood where they were kept back', () => {
    expect(thirdKeptBack.lines).toBe(382);
    expect(thirdKeptBack.first).toBeGreaterThanOrEqual(86.5);
    expect(thirdKeptBack.amongThree).toBeGreaterThanOrEqual(96.5);
    expect(thirdKeptBack.facts).toBeGreaterThanOrEqual(88);
  });

  it('are told from what has nothing to do with the terminal', () => {
    expect(thirdKeptBack.outsideRejected).toBeGreaterThanOrEqual(62);
    expect(thirdKeptBack.insideRejected).toBeLessThanOrEqual(4);
  });

  it('have both of their faults named', () => {
    expect(thirdKeptBack.bothNamed).toBeGreaterThanOrEqual(76);
    expect(thirdRead.bothNamed).toBeGreaterThanOrEqual(82);
  });

  it('are understood where they were read to learn from them', () => {
    expect(thirdRead.lines).toBe(382);
    expect(thirdRead.first).toBeGreaterThanOrEqual(94.5);
    expect(thirdRead.amongThree).toBeGreaterThanOrEqual(98.5);
    expect(thirdRead.outsideRejected).toBeGreaterThanOrEqual(93);
    expect(thirdRead.facts).toBeGreaterThanOrEqual(95);
  });

  it('give the values that the bot had asked for', async () => {
    const answers = (await readLines('slot-answers-4')).map((line) => judgeAnswer(readFactLine(line), guide));
    expect(answers.length).toBe(120);
    expect(answers.filter(({ right }) => right).length / answers.length).toBeGreaterThanOrEqual(0.94);
  });
});

describe('messages of a fourth author who knew neither content nor code', () => {
  it('are understood, of which none was ever read', () => {
    expect(fourthKeptBack.lines).toBe(582);
    expect(fourthKeptBack.first).toBeGreaterThanOrEqual(92);
    expect(fourthKeptBack.amongThree).toBeGreaterThanOrEqual(97.5);
    expect(fourthKeptBack.facts).toBeGreaterThanOrEqual(89);
  });

  it('are told from what has nothing to do with the terminal', () => {
    expect(fourthKeptBack.outsideRejected).toBeGreaterThanOrEqual(92);
    expect(fourthKeptBack.insideRejected).toBeLessThanOrEqual(2.6);
  });
});

describe('denials by an author who knew neither content nor code', () => {
  it('leave the trouble that is left', async () => {
    const denials = await measure('held-back-denials', guide);
    expect(denials.lines).toBe(460);
    expect(denials.first).toBeGreaterThanOrEqual(79);
    expect(denials.amongThree).toBeGreaterThanOrEqual(97.5);
    expect(denials.insideRejected).toBeLessThanOrEqual(2.6);
  });
});
