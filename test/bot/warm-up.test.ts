/** Before merchants write, a Guide reads lines of its own; nothing comes of it, and it takes no longer than it may. */

import { describe, expect, it } from 'vitest';
import { warmUp } from '#bot/content/warm-up.ts';
import { compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { warmUpLines } from '#knowledge/warm-up-lines.ts';
import { filesOf, guideOf, symptom } from '#test/knowledge/content-files.ts';

const STEP = '- id: a\n  say: { zh-Hans: 好吗, zh-Hant: 好嗎, en: Fine }';
const CONTENT = {
  'symptoms/network.yaml': symptom(STEP).replace('[断网了]', '[断网了, duan wang le, terminal offline]'),
};

/** The Guide with the texts that its matcher is asked about. */
function listening(guide: Guide, fail = false): { readonly guide: Guide; readonly read: readonly string[] } {
  const read: string[] = [];
  const match: Guide['matcher']['match'] = (utterance) => {
    read.push(utterance.raw);
    if (fail) throw new Error('a rule that fails');
    return { decision: 'reject', ranked: [], multi: [], because: '' };
  };
  return { guide: { ...guide, matcher: { match } }, read };
}

describe('the lines that a desk reads before merchants write', () => {
  it('are all examples, each once, and English with a slip as well', () => {
    const examples = Array.from({ length: 24 }, (_, at) => `例${at}`);
    const guide = guideOf({ 'symptoms/network.yaml': symptom(STEP).replace('[断网了]', `[${examples.join(', ')}]`) });
    expect([...warmUpLines(guide)].toSorted()).toEqual(examples.toSorted());
    expect([...warmUpLines(guideOf(CONTENT))]).toContain('terminaal offline');
  });

  it('are read by the dialog', async () => {
    const { guide, read } = listening(guideOf(CONTENT));
    await warmUp(guide);
    expect(new Set(read)).toEqual(new Set(warmUpLines(guide)));
  });

  it('change no answer', async () => {
    const compiled = compile(filesOf(CONTENT));
    if (compiled.kind !== 'guide') throw new Error('the fixture does not compile');
    const { guide } = compiled;
    const texts = ['断网了', 'duanwang le', 'my terminal is offlin', 'hello'];
    const answers = () => texts.map((text) => guide.matcher.match(readUtterance(text, guide.lexicon)));
    const before = answers();
    await warmUp(guide);
    expect(answers()).toEqual(before);
  });

  it('may fail', async () => {
    const { guide, read } = listening(guideOf(CONTENT), true);
    await expect(warmUp(guide)).resolves.toBeUndefined();
    expect(read.length).toBeGreaterThan(1);
  });

  it.each([
    ['when the time is over', undefined, 0],
    ['when the desk stops', AbortSignal.abort(), 60_000],
  ])('are left %s', async (_, beside, workMs) => {
    const examples = Array.from({ length: 20_000 }, (_, at) => `例 ${at}`);
    const { guide, read } = listening(guideOf(CONTENT));
    const flows = new Map([...guide.flows].map(([id, flow]) => [id, { ...flow, examples }]));
    await warmUp({ ...guide, flows } as Guide, beside, workMs);
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(examples.length);
  });
});
