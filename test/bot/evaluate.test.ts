/** What `evaluate` counts, reads and prints. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { confusionsOf, type Judged, sumUp } from '#bot/cli/evaluate/figures.ts';
import { nameOf } from '#bot/cli/evaluate/judge.ts';
import { drawMatrix, renderPage } from '#bot/cli/evaluate/page.ts';
import { printEvaluation } from '#bot/cli/evaluate/print.ts';
import { linesToLearn, linesToTest, readLines } from '#bot/cli/evaluate/read-lines.ts';
import { evaluate } from '#bot/cli/evaluate.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const COMMAND = fileURLToPath(new URL('../../bot/cli/evaluate.ts', import.meta.url));

const judged = (label: string, got: string | undefined, score: number, rejected = false): Judged => ({
  text: `a ${label} line`,
  label,
  got,
  score,
  rejected,
  because: 'like an example',
  ms: 1,
});

describe('the figures of an evaluation', () => {
  const lines = [
    judged('a', 'a', 0.9),
    judged('a', 'b', 0.6),
    judged('b', 'b', 0.8, true),
    judged('oos', 'a', 0.7, true),
    judged('oos', undefined, 0),
  ];

  it('count accuracy and F1 over lines in scope alone', () => {
    const { accuracy, macroF1, inScope, outOfScope } = sumUp(lines);
    expect([inScope, outOfScope]).toEqual([3, 2]);
    expect(accuracy).toBeCloseTo(2 / 3);
    expect(macroF1).toBeCloseTo(2 / 3);
  });

  it('rank lines in scope against lines outside, ties counting half', () => {
    expect(sumUp(lines).auroc).toBeCloseTo(5 / 6);
    expect(sumUp([judged('a', 'a', 0.5), judged('oos', 'a', 0.5)]).auroc).toBeCloseTo(0.5);
    expect(sumUp([judged('a', 'a', 0.5)]).auroc).toBeUndefined();
  });

  it('tell what was decided apart from what was likeliest', () => {
    const { decided } = sumUp(lines);
    expect(decided.accuracy).toBeCloseTo(2 / 5);
    expect(decided.inScopeRejected).toBeCloseTo(1 / 3);
    expect(decided.outOfScopeRejected).toBeCloseTo(1 / 2);
  });

  it('list what was taken for what, most often first', () => {
    const more = [...lines, judged('b', 'a', 0.4), judged('b', 'a', 0.3), judged('b', undefined, 0)];
    expect(confusionsOf(more)).toEqual([
      { label: 'b', got: 'a', lines: 2 },
      { label: 'a', got: 'b', lines: 1 },
      { label: 'b', got: 'nothing', lines: 1 },
    ]);
  });
});

describe('the lines of an evaluation', () => {
  const of = (split: string, text = split) => ({ text, label: 'a', split });

  it('are told apart by split when a file holds both', () => {
    const whole = [of('train'), of('train_10'), of('valid'), of('test')];
    expect(linesToLearn(whole)).toEqual([of('train')]);
    expect(linesToTest(whole)).toEqual([of('test')]);
    expect(linesToLearn(whole, 'train_10')).toEqual([of('train_10')]);
  });

  it('are all taken when a file holds but one kind, each example once', () => {
    expect(linesToLearn([of('train_10'), of('train_10')])).toEqual([of('train_10')]);
    expect(linesToTest([of('valid')])).toEqual([of('valid')]);
    expect(linesToTest([{ text: 'x', label: 'a' }])).toHaveLength(1);
  });

  it('name the line that cannot be read', () => {
    expect(readLines('{"text":"a","label":"b"}\n\n{"text":1}')).toEqual({ kind: 'problem', line: 3 });
    expect(readLines('nothing')).toEqual({ kind: 'problem', line: 1 });
  });
});

describe('evaluate', () => {
  const examples = [
    ...['what is the weather', 'will it rain today', 'is it cold outside'].map((text) => ({
      text,
      label: 'WeatherAsk',
    })),
    ...['play some music', 'put on a song', 'next song please'].map((text) => ({ text, label: 'play_music' })),
    ...['今天会下雨吗', '明天天气怎么样'].map((text) => ({ text, label: 'WeatherAsk' })),
    ...['who won the election', 'how tall is the tower'].map((text) => ({ text, label: 'oos' })),
  ];
  const tests = [
    { text: 'does it rain', label: 'WeatherAsk' },
    { text: 'play a song', label: 'play_music' },
    { text: '今天天汽怎么样', label: 'WeatherAsk' },
    { text: 'qwz rtzp', label: 'oos' },
  ];

  it('learns from the examples alone and knows nothing of terminals', () => {
    const { figures, costs } = evaluate(examples, tests);
    expect(costs.labels).toBe(2);
    expect(figures.accuracy).toBe(1);
    expect(figures.auroc).toBe(1);
    expect(figures.decided.outOfScopeRejected).toBe(1);
  });

  it('reads a label as words', () => {
    expect(['FindConnection', 'card_arrival', 'weather/find', 'OFFERS_AND_REFERRALS'].map(nameOf)).toEqual([
      'Find Connection',
      'card arrival',
      'weather find',
      'OFFERS AND REFERRALS',
    ]);
  });

  it('shows every error with the evidence that won, as text and as a page that needs nothing else', () => {
    const { costs } = evaluate(examples, tests);
    const wrong = [judged('a', 'a', 0.9), { ...judged('<b>', 'a', 0.4), because: 'words of a' }];
    expect(printEvaluation(sumUp(wrong), costs, wrong)).toContain('<b> → a 0.40, words of a');
    const page = renderPage('a & b', sumUp(wrong), costs, wrong);
    expect(page).toContain('words of a');
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/<script|src=|href=/);
    expect(drawMatrix(wrong).match(/<rect /g)).toHaveLength(2);
  });

  it('prints its figures all the same where the page cannot be written', () => {
    const folder = temporaryFolder();
    const lines = join(folder, 'lines.jsonl');
    writeFileSync(lines, '{"text":"net is down","label":"a"}\n{"text":"paper jam","label":"b"}\n');
    const report = join(folder, 'nowhere', 'page.html');
    const args = [COMMAND, '--examples', lines, '--test', lines, '--json', '--report', report];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 2, labels: 2 });
    expect(stderr).toContain('(report-unwritable)');
  });
});
