/** Compiling content: defaults, references, overlays, and problems with their place. */

import { describe, expect, it } from 'vitest';
import type { AskStep, DoStep, Flow } from '#knowledge/guide.ts';
import { compiled, filesOf, guideOf, problemsOf, symptom, WORDS } from './content-files.ts';

const NETWORK = 'symptoms/network.yaml';

function flowOf(text: string, others: Readonly<Record<string, string>> = {}): Flow {
  const flow = guideOf({ [NETWORK]: text, ...others }).flows.get('net-offline');
  if (flow === undefined) throw new Error('no flow');
  return flow;
}

describe('defaults', () => {
  it('a question keeps its answer under its id, and standard answers take their labels from the phrases', () => {
    const step = flowOf(
      symptom(`- id: lit\n  ask: ${WORDS}\n  choices:\n    yes: next\n    no: handoff\n    unsure: resolved`),
    ).steps[0] as AskStep;
    expect(step).toMatchObject({
      kind: 'ask',
      slot: 'lit',
      unsure: 'resolved',
      choices: [
        { id: 'yes', label: { en: 'y' }, accept: [], examples: [], set: {}, go: 'next' },
        { id: 'no', go: 'handoff' },
        { id: 'unsure', go: 'resolved' },
      ],
    });
  });

  it('a thing to do is resolved when fixed and goes on otherwise, or where its go says', () => {
    const [first, second] = flowOf(
      symptom(`- id: a\n  do: ${WORDS}\n  title: ${WORDS}\n- id: b\n  do: ${WORDS}\n  title: ${WORDS}\n  go: handoff`),
    ).steps as readonly DoStep[];
    expect(first).toMatchObject({ fixed: 'resolved', failed: 'next', cannot: 'next', destructive: false, tools: [] });
    expect(first?.check.en).toBe('works?');
    expect(second).toMatchObject({ fixed: 'resolved', failed: 'handoff', cannot: 'handoff' });
  });

  it('a symptom belongs to the group of its file and needs what the institution lists', () => {
    expect(flowOf(symptom(`- id: end\n  outcome: handoff`))).toMatchObject({
      kind: 'symptom',
      group: 'network',
      needs: ['model', 'sn'],
      dead: false,
      informative: false,
      at: { file: NETWORK, line: 1, column: 1 },
    });
  });

  it('a condition has its values as a list', () => {
    const flow = flowOf(
      symptom(`- id: way\n  branch:\n    - when: { network: [wifi, ethernet], signal: none }\n      go: handoff`),
    );
    expect(flow.steps[0]).toMatchObject({
      branches: [{ when: { network: ['wifi', 'ethernet'], signal: ['none'] }, go: 'handoff' }],
      otherwise: 'next',
    });
  });
});

describe('tables', () => {
  it('opening hours run from Sunday in minutes after midnight', () => {
    const { institution } = guideOf({
      'institution.yaml': `name: { zh-Hans: '', zh-Hant: '', en: '' }
hotline: ''
website: ''
timeZone: Asia/Shanghai
hours: { mon: [13:00-18:00, 09:00-12:00], sun: [00:00-24:00] }
holidays: [2026-10-01]
answerWithinMinutes: { P1: 1, P2: 2, P3: 3, P4: 4 }
onCall: [P1]
requiredSlots: [sn]
`,
    });
    expect(institution.hours.week.slice(0, 3)).toEqual([
      [{ fromMinute: 0, toMinute: 1440 }],
      [
        { fromMinute: 540, toMinute: 720 },
        { fromMinute: 780, toMinute: 1080 },
      ],
      [],
    ]);
    expect(institution.hours.holidays).toEqual(['2026-10-01']);
  });

  it('the matcher is made from examples, rules and screen texts', () => {
    const { source } = compiled(
      filesOf({
        [NETWORK]: symptom(`- id: end\n  outcome: handoff`, '  rules: [断*网]\n'),
        'screen-texts.yaml': '- text: [无网络, no network]\n  symptom: net-offline\n',
        'controls.yaml': `ctl-human: { title: ${WORDS}, examples: [转人工] }\n`,
      }),
    );
    expect(source?.symptoms).toMatchObject([{ id: 'net-offline', examples: ['断网了'], confusable: [] }]);
    expect(source?.symptoms[0]?.rules[0]?.test('断了网')).toBe(true);
    expect(source?.screenTexts.map(({ symptom }) => symptom)).toEqual(['net-offline', 'net-offline']);
    expect(source?.controls.map(({ id }) => id)).toEqual(['ctl-human']);
  });

  it('serial patterns match a whole serial', () => {
    const { devices } = guideOf({
      'devices.yaml':
        '- maker: { zh: 百富, en: PAX }\n  aliases: [Pax]\n  models: [A920]\n  serialPatterns: ["@@######"]\n',
    });
    expect(devices[0]?.aliases).toEqual(['pax']);
    expect(devices[0]?.serialPatterns[0]?.test('0A123456')).toBe(true);
  });
});

describe('an overlay', () => {
  const base = symptom(`- id: end\n  outcome: handoff`);
  const other = base.replace('net-offline', 'net-slow').replace('断网了', '网慢');

  it('replaces entries of the file of the same name and adds its own', () => {
    const files = [
      ...filesOf({ [NETWORK]: base + other }),
      { name: NETWORK, file: 'mine', text: base.replace('P2', 'P1') + base.replace('net-offline', 'net-mine') },
    ];
    const { result } = compiled(files);
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
    expect([...result.guide.flows].map(([id, flow]) => [id, flow.kind === 'symptom' && flow.priority])).toEqual([
      ['net-offline', 'P1'],
      ['net-slow', 'P2'],
      ['net-mine', 'P2'],
    ]);
    expect(result.guide.flows.get('net-offline')?.at.file).toBe('mine');
  });

  it('can change one line of the institution or of the phrases', () => {
    const built = `name: { zh-Hans: '', zh-Hant: '', en: '' }\nhotline: ''\nwebsite: ''\ntimeZone: Asia/Shanghai\nhours: {}\nholidays: []\nanswerWithinMinutes: { P1: 1, P2: 2, P3: 3, P4: 4 }\nonCall: []\nrequiredSlots: [sn]\n`;
    const files = [
      ...filesOf({ 'institution.yaml': built }),
      { name: 'institution.yaml', file: 'mine/institution.yaml', text: `hotline: '4001'\n` },
      { name: 'phrases.en.yaml', file: 'mine/phrases.en.yaml', text: 'choice.yes: Yep\n' },
    ];
    const { result } = compiled(files);
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
    expect(result.guide.institution).toMatchObject({ hotline: '4001', requiredSlots: ['sn'] });
    expect(result.guide.phrases.get('choice.yes')).toEqual({ 'zh-Hans': 'y', 'zh-Hant': 'y', en: 'Yep' });
  });

  it('changes the revision, and the same files always have the same', () => {
    const revision = (text: string): string => guideOf({ [NETWORK]: text }).revision;
    expect(revision(base)).toBe(revision(base));
    expect(revision(base)).not.toBe(revision(base.replace('P2', 'P3')));
  });

  it('is told when another file already has the entry', () => {
    expect(problemsOf({ [NETWORK]: base, 'symptoms/other.yaml': base })).toEqual([
      expect.stringMatching(/^symptoms\/other\.yaml:1:1 net-offline also stands in symptoms\/network\.yaml:1 /),
    ]);
  });
});

describe('problems', () => {
  it.each([
    ['a key twice', 'a: 1\na: 2\n', /:2:1 this is not valid YAML/],
    ['a reference that was meant as text', 'x:\n  rules:\n    - *失败\n', /:3:7 this is read as a reference/],
    ['a reference within a reference', 'a: &a [x]\nb: &b [*a]\nc: [*b]\n', /:3:5 a reference may not stand for/],
    [
      'a comment in the middle of a text',
      'x:\n  rules: [a]\n  examples:\n    - 显示 ##\n',
      /:4:7 the text ends before the #/,
    ],
    ['an unfinished bracket', 'a: { b: c\n', /this is not valid YAML/],
    ['a list where a map is meant', '- a\n', /this file must be a map/],
  ])('%s is reported with its place', (_, text, expected) => {
    expect(problemsOf({ [NETWORK]: text }).join('\n')).toMatch(expected);
  });

  it.each([
    [
      'a misspelt key',
      `- id: a\n  say: ${WORDS}\n  coverz: [1]`,
      /:8:7 the key coverz means nothing here — Do you mean covers\?/,
    ],
    ['a step of no kind', '- id: a\n  go: next', /:6:7 the step a does nothing/],
    ['a target that does not exist', `- id: a\n  say: ${WORDS}\n  go: nowhere`, /:8:11 nowhere leads nowhere/],
    ['a link to nothing', '- id: a\n  link: nothing', /:7:13 there is no symptom or procedure nothing/],
    ['two steps of one id', `- id: a\n  say: ${WORDS}\n- id: a\n  say: ${WORDS}`, /:8:11 two steps of this entry/],
    [
      'a step named like a flow',
      `- id: b\n  say: ${WORDS}\n- id: shared\n  say: ${WORDS}`,
      /shared is already a symptom/,
    ],
    [
      'a condition on a slot that nothing fills',
      `- id: a\n  say: ${WORDS}\n  when: { nonsense: yes }`,
      /:8:\d+ no step fills the slot nonsense/,
    ],
    ['a condition on an unknown step', `- id: a\n  say: ${WORDS}\n  when: { tried.x: fixed }`, /there is no step x/],
    [
      'an answer without a label',
      `- id: a\n  ask: ${WORDS}\n  choices:\n    maybe: next`,
      /:9:\d+ the answer maybe has no label/,
    ],
    [
      'a destructive step without a guard',
      `- id: a\n  do: ${WORDS}\n  title: ${WORDS}\n  destructive: true`,
      /:9:20 this destructive step has no guard/,
    ],
    [
      'a number where text is meant',
      `- id: a\n  say: { zh-Hans: 0123, zh-Hant: x, en: y }`,
      /0123 is read as a number, but text is meant — Put it in quotes: '0123'/,
    ],
    ['a point outside the article', `- id: a\n  say: ${WORDS}\n  covers: [56]`, /points run from 1 to 55/],
    [
      'a pattern with a sign it must not have',
      `- id: a\n  ask: ${WORDS}\n  choices:\n    yes: { accept: ['a[b]'] }`,
      /:9:\d+ pattern a\[b\]: the sign \[/,
    ],
    [
      'a sentence cut at its comma',
      '- id: a\n  say: { zh-Hans: x, zh-Hant: y, en: Hold it, then wait }',
      /then wait means nothing here — A text with a comma or colon needs quotes/,
    ],
  ])('%s is reported with its place', (_, steps, expected) => {
    const shared = `shared:\n  title: ${WORDS}\n  steps:\n    - id: only\n      say: ${WORDS}\n`;
    expect(problemsOf({ [NETWORK]: symptom(steps), 'procedures/shared.yaml': shared }).join('\n')).toMatch(expected);
  });

  it('a code without quotes is reported, not read as a number', () => {
    const code = `class: card\n  meaning: ${WORDS}\n  merchantAction: ${WORDS}`;
    expect(problemsOf({ 'codes.yaml': `05:\n  ${code}\n` }).join('\n')).toContain(
      "codes.yaml:1:1 the key 05 is read as a number — Put it in quotes: '05'.",
    );
    expect(problemsOf({ 'codes.yaml': `'05':\n  ${code}\n` })).toEqual([]);
  });

  it('one mistake does not hide those of other steps', () => {
    const problems = problemsOf({ [NETWORK]: symptom(`- id: a\n  say: 1\n- id: b\n  say: ${WORDS}\n  go: nowhere`) });
    expect(problems).toHaveLength(2);
  });

  it('a file of an unknown name is reported', () => {
    expect(problemsOf({ 'synonym.yaml': 'a: [b]' }).join('\n')).toContain('a content file of this name is not known');
  });

  it('deep nesting is a problem and not a crash', () => {
    expect(problemsOf({ [NETWORK]: `a: ${'['.repeat(20_000)}` }).length).toBeGreaterThan(0);
  });
});

describe('references', () => {
  it('a list may be repeated by reference, and a map merged', () => {
    const flow = flowOf(
      symptom(
        `- id: a\n  ask: ${WORDS}\n  choices:\n    yes: { accept: &good [可以], go: next }\n    no: &no { go: handoff }\n- id: b\n  ask: ${WORDS}\n  choices:\n    yes: { accept: *good }\n    no: { <<: *no, set: { band: 5g } }`,
      ),
    );
    const second = flow.steps[1] as AskStep;
    expect(second.choices[0]?.accept[0]?.test('可以')).toBe(true);
    expect(second.choices[1]).toMatchObject({ go: 'handoff', set: { band: '5g' } });
  });
});
