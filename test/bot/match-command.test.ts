/** The command that shows how lines are understood, run as programs run it. */

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../bot/cli/match.ts', import.meta.url));
const FIELDS = ['text', 'decision', 'symptoms', 'entities', 'sensitive', 'redacted', 'because'];

const LINES: readonly (readonly [input: string, why: string])[] = [
  ['{"text":"百富A920断网了 SN 0820331177 应答码97 用的wifi"}', 'facts'],
  ['{"text":"wifi连不上,而且打印出来是白纸"}', 'two troubles'],
  ['{"text":"卡号6216261000000000018 密码123456"}', 'secrets'],
  ['{"text":"今天天气怎么样"}', 'out of scope'],
  ['{"text":"转人工"}', 'a control intent'],
  ['{"text":""}', 'nothing'],
  ['{"text": 6216261000000000018}', 'no text'],
  ['not json 6216261000000000018', 'no JSON'],
  ['{"text":"没网","more":1}', 'a field more'],
];

interface Answer {
  readonly decision: string;
  readonly symptoms: readonly { readonly id: string; readonly score: number }[];
  readonly entities: Readonly<Record<string, string>>;
  readonly sensitive: readonly string[];
  readonly redacted: string;
  readonly multi?: readonly string[];
  readonly error?: string;
}

let answers: readonly Answer[];
let errors = '';
let output = '';

const answerTo = (why: string): Answer => answers[LINES.findIndex((line) => line[1] === why)] as Answer;

beforeAll(async () => {
  const child = spawn(process.execPath, [COMMAND]);
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdin.end(`${LINES.map(([input]) => input).join('\r\n')}\r\n`);
  await new Promise((resolve) => child.on('close', resolve));
  answers = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
});

const CONTENT = fileURLToPath(new URL('../../bot/cli/content.ts', import.meta.url));

describe('a command with what there is not', () => {
  it.each([
    ['an option of match', [COMMAND, '--contnet', 'x'], 'npm run -s match'],
    ['a symptom of walk', [CONTENT, 'walk', 'no-such-symptom'], 'no-such-symptom'],
  ])(
    '%s: ends with 2 and says what there is',
    (_, words, said) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', input: '' });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(said);
    },
    30_000,
  );
});

describe('match', () => {
  it('answers every line with one line, in the same order', () => {
    expect(answers).toHaveLength(LINES.length);
    expect(answers.map((answer) => ('error' in answer ? 'error' : (answer as { text?: string }).text))).toEqual(
      LINES.map(([input, why]) => (why.startsWith('no ') ? 'error' : JSON.parse(input).text)),
    );
  });

  it('prints the agreed fields and no other; a fact that is not known is absent', () => {
    for (const answer of answers.filter((one) => !('error' in one))) {
      expect(Object.keys(answer).filter((key) => key !== 'multi')).toEqual(FIELDS);
      expect(['accept', 'clarify', 'reject']).toContain(answer.decision);
      expect(answer.symptoms.length).toBeLessThanOrEqual(5);
      const scores = answer.symptoms.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const value of Object.values(answer.entities)) expect(value).toEqual(expect.any(String));
    }
    expect(answerTo('nothing').entities).toEqual({});
  });

  it('finds facts, both troubles, and what is no business of the desk', () => {
    expect(answerTo('facts').entities).toEqual({ model: 'A920', sn: '0820331177', code: '97', network: 'wifi' });
    expect(answerTo('two troubles').multi).toEqual(['net-wifi-fail', 'prn-blank']);
    expect(answerTo('facts').multi).toBeUndefined();
    expect(answerTo('out of scope').decision).toBe('reject');
    expect(answerTo('a control intent').symptoms[0]?.id).toBe('ctl-human');
    expect(answerTo('a field more').symptoms[0]?.id).toBe('net-offline');
  });

  it('names the kinds of secrets once each, and shows the text without them', () => {
    expect(answerTo('secrets')).toMatchObject({ sensitive: ['pan', 'pin'], decision: 'accept' });
    expect(answerTo('secrets').redacted).toBe('卡号621626*********0018 密码***');
    expect(answerTo('secrets').symptoms[0]?.id).toBe('sec-card-data');
  });

  it('puts an error in the place of a line that it cannot read, says so, and repeats nothing of it', () => {
    expect(answerTo('no JSON').error).toBe('this line is not JSON');
    expect(answerTo('no text').error).toMatch(/no "text"/);
    expect(errors).toMatch(/line 7: .*"text"[\s\S]*line 8: this line is not JSON/);
    expect(errors).not.toContain('62162610');
  });
});
