import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { type FactVerdict, judgeAnswer, judgeLine, readFactLine, scoreKinds } from '#test/fixtures/judge-facts.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

async function judge(name: string, how: typeof judgeLine): Promise<readonly FactVerdict[]> {
  const text = await readFile(new URL(`../../utterances/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => how(readFactLine(line), guide));
}

const rightShare = (verdicts: readonly FactVerdict[]): number =>
  verdicts.filter(({ right }) => right).length / verdicts.length;

describe('facts in lines that were kept back', () => {
  it('are found with an F1 of at least 97 %', async () => {
    const all = scoreKinds(await judge('entities-held-back', judgeLine)).at(-1);
    expect(all?.facts).toBeGreaterThan(200);
    expect(Number(all?.f1)).toBeGreaterThanOrEqual(97);
  });

  it('are not made up: at least 99 % of the lines without any give nothing', async () => {
    const empty = (await judge('entities-held-back', judgeLine)).filter(
      ({ expected }) => Object.keys(expected).length === 0,
    );
    expect(empty.length).toBeGreaterThan(100);
    expect(rightShare(empty)).toBeGreaterThanOrEqual(0.99);
  });

  it('are read from at least 95 % of the answers to the questions of the bot', async () => {
    const answers = await judge('slot-answers', judgeAnswer);
    expect(answers.length).toBeGreaterThan(200);
    expect(rightShare(answers)).toBeGreaterThanOrEqual(0.95);
  });
});
