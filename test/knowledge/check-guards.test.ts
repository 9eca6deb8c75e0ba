/** What may lose sales stands behind a guard that holds. */

import { describe, expect, it } from 'vitest';
import { problemsOf, remarksOf, symptom, WORDS } from './content-files.ts';

const NETWORK = 'symptoms/network.yaml';
const UPDATE = `- id: update
  do: ${WORDS}
  title: ${WORDS}
  destructive: true
  guard: sales`;

/** A guard whose question has these answers. */
function guard(answers: string, slot = 'unsettled', rest = ''): string {
  return `sales:
  title: ${WORDS}
  steps:
    - id: ${slot}
      ask: ${WORDS}
      choices: ${answers}
${rest}    - id: keep
      outcome: handoff
`;
}

const problems = (procedure: string, steps = UPDATE): string =>
  problemsOf({ [NETWORK]: symptom(steps), 'procedures/sales.yaml': procedure }).join('\n');

describe('a guard', () => {
  it('that asks about sales and lets only "none" pass holds', () => {
    expect(problems(guard('{ no: done, yes: keep, unsure: keep }'))).toBe('');
  });

  it('that only asks about offline sales holds, too', () => {
    const other = guard('{ no: done, yes: keep, unsure: keep }', 'offlineSales');
    expect(problems(other)).toBe('');
  });

  it('that passes once the sales are safe holds', () => {
    const upload = `    - id: upload\n      do: ${WORDS}\n      title: ${WORDS}\n      fixed: done\n      failed: keep\n      cannot: keep\n`;
    expect(problems(guard('{ no: done, yes: upload, unsure: upload }', 'unsettled', upload))).toBe('');
    const careless = upload.replace('failed: keep', 'failed: done');
    expect(problems(guard('{ no: done, yes: upload, unsure: keep }', 'unsettled', careless))).toMatch(
      /sales\.yaml:7:7 the guard sales lets the destructive step happen after a failure at upload/,
    );
  });

  it.each([
    ['yes', '{ no: done, yes: done, unsure: keep }', /sales\.yaml:4:7 .* after the answer yes at unsettled/],
    ['unsure', '{ no: done, yes: keep, unsure: done }', /after the answer unsure at unsettled/],
    [
      'another answer',
      '{ no: done, yes: keep, unsure: keep, later: { label: *w, go: done } }',
      /after the answer later/,
    ],
  ])('that lets %s pass is a problem', (_, answers, expected) => {
    const words = `label: &w ${WORDS}`;
    const text = guard(answers.replace('label: *w', words));
    expect(problems(text)).toMatch(expected);
  });

  it('that lets those pass who cannot say is a problem', () => {
    const text = guard('{ no: done, yes: keep }').replace('choices:', 'unsure: done\n      choices:');
    expect(problems(text)).toMatch(/after an unsure answer at unsettled/);
  });

  it('whose question may be passed over is a problem', () => {
    const text = guard('{ no: done, yes: keep, unsure: keep }').replace(
      '    - id: keep\n      outcome: handoff\n',
      `    - id: bye\n      say: ${WORDS}\n      go: done\n    - id: keep\n      outcome: handoff\n`,
    );
    expect(problems(text.replace('      ask:', '      when: { network: wifi }\n      ask:'))).toMatch(
      /after a sentence at bye/,
    );
  });

  it('that asks about something else is a problem of the step', () => {
    expect(problems(guard('{ no: done, yes: keep, unsure: keep }', 'weather'))).toMatch(
      /network\.yaml:6:7 the guard sales of update does not ask about sales/,
    );
  });

  it('that leads elsewhere is a problem', () => {
    expect(problems(guard('{ no: done, yes: net-offline, unsure: keep }'))).toMatch(/leads elsewhere at unsettled/);
  });

  it('that is missing is a problem at the mark', () => {
    expect(problems(guard('{ no: done }'), UPDATE.replace('\n  guard: sales', ''))).toMatch(
      /network\.yaml:9:\d+ this destructive step has no guard/,
    );
  });
});

describe('an order that may lose sales', () => {
  const wording = (hans: string, english: string): string =>
    `{ zh-Hans: "${hans}", zh-Hant: "${hans}", en: "${english}" }`;
  const remarks = (words: string): string =>
    remarksOf({ [NETWORK]: symptom(`- id: a\n  do: ${words}\n  title: ${WORDS}`) }).join('\n');

  it.each([
    ['恢复出厂设置', 'Go on'],
    ['点“设置”里的恢复出厂', 'Go on'],
    ['在设置里清除数据', 'Go on'],
    ['先签退再签到', 'Go on'],
    ['重新下载主密钥', 'Go on'],
    ['点一下“更新”', 'Go on'],
    ['升级一下', 'Go on'],
    ['点“结算”', 'Go on'],
    ['做一次日结', 'Go on'],
    ['继续', 'Do a factory reset'],
    ['继续', 'Reset the terminal'],
    ['继续', 'Sign out and sign in again'],
    ['继续', 'Tap Clear data'],
    ['继续', 'Install the update'],
    ['继续', 'Close the batch'],
    ['继续', 'Reload the keys'],
    ['继续', 'Uninstall the payment app'],
  ])('%s / %s is reported unless it is marked', (hans, english) => {
    expect(remarks(wording(hans, english))).toMatch(/network\.yaml:6:7 a may lose sales/);
  });

  it.each([
    ['别恢复出厂，也别点“结算”', 'Never reset the terminal'],
    ['看看有没有更新', "Don't settle before that"],
    ['重启一下机器', 'Restart the router and reset nothing'],
    ['只清缓存，别清数据', 'Sign on and wait'],
  ])('%s / %s is none', (hans, english) => {
    expect(remarks(wording(hans, english))).not.toMatch(/may lose sales/);
  });

  it('in a sentence that is no step is reported', () => {
    const steps = `- id: a\n  say: ${wording('恢复出厂就好了', 'Fine')}`;
    expect(remarksOf({ [NETWORK]: symptom(steps) }).join('\n')).toMatch(/a tells to do what may lose sales \(恢复出厂/);
  });
});
