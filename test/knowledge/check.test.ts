/** Remarks on content that compiles: walks, wording, languages. */

import { describe, expect, it } from 'vitest';
import { compile } from '#knowledge/compile.ts';
import { readContent } from '#knowledge/read-content.ts';
import { problemsOf, remarksOf, symptom, WORDS } from './content-files.ts';

const NETWORK = 'symptoms/network.yaml';

function remarks(steps: string, others: Readonly<Record<string, string>> = {}): string {
  return remarksOf({ [NETWORK]: symptom(steps), ...others }).join('\n');
}

describe('walks', () => {
  it('a step that nothing leads to is reported', () => {
    expect(remarks(`- id: a\n  say: ${WORDS}\n  go: handoff\n- id: b\n  say: ${WORDS}`)).toMatch(
      /:9:7 no walk of net-offline reaches the step b/,
    );
  });

  it('a step behind one with a condition is reached', () => {
    expect(
      remarks(`- id: a\n  say: ${WORDS}\n  when: { network: wifi }\n  go: handoff\n- id: b\n  say: ${WORDS}`),
    ).toBe('');
  });

  it('a step behind a procedure that comes back is reached', () => {
    const shared = `shared:\n  title: ${WORDS}\n  steps:\n    - id: only\n      say: ${WORDS}\n`;
    const steps = `- id: a\n  say: ${WORDS}\n  go: shared\n- id: b\n  say: ${WORDS}`;
    expect(remarks(steps, { 'procedures/shared.yaml': shared })).toBe('');
  });

  it('a procedure that no symptom leads to is reported, a guard counts as leading', () => {
    const shared = `shared:\n  title: ${WORDS}\n  steps:\n    - id: only\n      say: ${WORDS}\n`;
    const files = { 'procedures/shared.yaml': shared };
    expect(remarks('- id: a\n  outcome: handoff', files)).toMatch(/no symptom leads to the procedure shared/);
    const guarded = `- id: a\n  do: ${WORDS}\n  title: ${WORDS}\n  destructive: true\n  guard: shared`;
    expect(remarks(guarded, files)).toBe('');
  });

  it('a way back to an earlier step is reported', () => {
    const steps = `- id: a\n  ask: ${WORDS}\n  choices:\n    yes: resolved\n    no: b\n- id: b\n  say: ${WORDS}\n  go: a`;
    expect(remarks(steps)).toMatch(/goes round from b back to a/);
  });

  it('a walk without an end stops the desk', () => {
    const steps = `- id: a\n  say: ${WORDS}\n  go: b\n- id: b\n  say: ${WORDS}\n  go: a`;
    expect(problemsOf({ [NETWORK]: symptom(steps) }).join('\n')).toMatch(/no way leads from the step a to an end/);
  });
});

describe('wording', () => {
  const say = (words: string): string => remarks(`- id: a\n  say: ${words}`);

  it.each([
    ['a missing language', '{ zh-Hans: 好, en: x }', /zh-Hant is missing — Run npm run -s content -- fill-hant/],
    ['a long sentence', `{ zh-Hans: ${'长'.repeat(91)}, zh-Hant: x, en: y }`, /zh-Hans is longer than 90 characters/],
    ['a link', '{ zh-Hans: 好, zh-Hant: 好, en: See www.example.test }', /en holds a link/],
    ['a phone number', '{ zh-Hans: 打 400-123-4567, zh-Hant: 好, en: x }', /zh-Hans holds a phone number/],
    ['a price', '{ zh-Hans: 要 99 元, zh-Hant: 好, en: x }', /zh-Hans holds a price/],
    ['a default password', '{ zh-Hans: 密码是 123456, zh-Hant: 好, en: x }', /zh-Hans holds a password/],
    ['simplified characters in traditional text', '{ zh-Hans: 请, zh-Hant: 请, en: x }', /simplified character 请/],
    ['Chinese in English', '{ zh-Hans: 好, zh-Hant: 好, en: 好 }', /en has Chinese characters/],
    ['an unknown placeholder', '{ zh-Hans: "{x}", zh-Hant: "{x}", en: "{x}" }', /nothing fills \{x\}/],
    ['uneven placeholders', '{ zh-Hans: "{model}", zh-Hant: 好, en: x }', /\{model\} does not stand in every language/],
  ])('%s is reported', (_, words, expected) => {
    expect(say(words)).toMatch(expected);
  });

  it('models, codes and speeds are not taken for phone numbers', () => {
    expect(say('{ zh-Hans: A920 上 2.4G 显示 91, zh-Hant: A920 上 2.4G, en: Code 91 on 2.4 GHz }')).toBe('');
  });

  it('a long label is reported, because it stands on a button', () => {
    const steps = `- id: a\n  ask: ${WORDS}\n  choices:\n    x: { label: { zh-Hans: ${'长'.repeat(21)}, zh-Hant: x, en: y } }`;
    expect(remarks(steps)).toMatch(/zh-Hans is longer than 20 characters/);
  });

  it('a question that vanishes without a hotline is reported', () => {
    const words = '{ zh-Hans: "打 {hotline} 可以吗", zh-Hant: "打 {hotline} 可以嗎", en: "Can you call {hotline}" }';
    expect(remarks(`- id: a\n  ask: ${words}\n  choices: { yes: next }`)).toMatch(/this question is left out/);
  });

  it('more than seven answers are reported', () => {
    const choices = [...'abcdefgh'].map((id) => `    ${id}: { label: ${WORDS} }`).join('\n');
    expect(remarks(`- id: q\n  ask: ${WORDS}\n  choices:\n${choices}`)).toMatch(/the question q has 8 answers/);
  });

  it('a phrase that one language lacks is reported', () => {
    expect(
      remarksOf({ 'phrases.en.yaml': 'choice.yes: y\nchoice.no: n\nchoice.unsure: u\nask.works: w\nbye: Bye\n' }),
    ).toEqual([
      expect.stringContaining('phrases.en.yaml:5:1 phrases.zh-Hans.yaml lacks this phrase'),
      expect.stringContaining('phrases.en.yaml:5:1 phrases.zh-Hant.yaml lacks this phrase'),
    ]);
  });

  it('an example under two symptoms is reported', () => {
    const one = symptom('- id: a\n  outcome: handoff');
    expect(remarksOf({ [NETWORK]: one + one.replace('net-offline', 'net-slow') }).join('\n')).toMatch(
      /:11:14 the example 断网了 stands under net-offline, too/,
    );
  });
});

describe('the content that comes with posdesk', () => {
  it('has no problems and no remarks', async () => {
    const { files, problems } = await readContent();
    const result = compile(files, {
      createMatcher: () => ({ match: () => ({ decision: 'reject', ranked: [], multi: [], because: '' }) }),
    });
    const all = [...problems, ...(result.kind === 'problems' ? result.problems : []), ...result.remarks()];
    expect(all.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
  });
});
