/** institution.yaml: what an institution sets for itself, and what it hears of its mistakes. */

import { describe, expect, it } from 'vitest';
import { guideOf, problemsOf, symptom, WORDS } from './content-files.ts';

const BASE = `name: { zh-Hans: '', zh-Hant: '', en: '' }
hotline: ''
website: ''
timeZone: Asia/Shanghai
hours: { mon: [09:00-12:00, 13:00-18:00] }
holidays: []
answerWithinMinutes: { P1: 1, P2: 2, P3: 3, P4: 4 }
onCall: []
requiredSlots: [model]
`;
const STEPS = `- id: restart
  do: ${WORDS}
  title: ${WORDS}
- id: restart-again
  do: ${WORDS}
  title: ${WORDS}
- id: hello
  say: ${WORDS}`;
const DEVICES = '- maker: { zh: 惠尔丰, en: Verifone }\n  aliases: []\n  models: [H5000]\n';

const files = (more: string, needs = '') => ({
  'institution.yaml': BASE + more,
  'symptoms/network.yaml': symptom(STEPS, needs),
  'devices.yaml': DEVICES,
});
const institution = (more: string) => guideOf(files(more)).institution;
const problems = (more: string): string => problemsOf(files(more)).join('\n');

describe('an institution', () => {
  it('that sets nothing of its own has empty facts, never invented ones', () => {
    expect(institution('')).toMatchObject({
      links: { renewal: '', portal: '' },
      fees: { 'zh-Hans': '', 'zh-Hant': '', en: '' },
      renewalMaterials: [],
      priorityRules: [],
      forbid: [],
      languages: ['zh-Hans', 'zh-Hant', 'en'],
    });
  });

  it('overrides what a symptom needs', () => {
    const guide = guideOf(files('requiredSlotsBySymptom: { net-offline: [mid] }\n', '  needs: [sn]\n'));
    expect(guide.flows.get('net-offline')).toMatchObject({ needs: ['mid'] });
  });

  it('forbids steps by name or by their beginning, for models spelt as they are said', () => {
    expect(institution(`forbid: [{ step: restart*, models: [h-5000], say: ${WORDS} }]\n`).forbid).toMatchObject([
      { steps: ['restart', 'restart-again'], models: ['H5000'] },
    ]);
    expect(institution(`forbid: [{ step: [restart], models: all, say: ${WORDS} }]\n`).forbid).toMatchObject([
      { steps: ['restart'], models: 'all' },
    ]);
  });

  it.each([
    ['an unknown step', `forbid: [{ step: reboot, models: all, say: ${WORDS} }]`, /yaml:10:18 reboot is no step/],
    ['a step that has nothing done', `forbid: [{ step: hello, models: all, say: ${WORDS} }]`, /hello has nothing done/],
    ['an unknown model', `forbid: [{ step: restart, models: [X1], say: ${WORDS} }]`, /yaml:10:36 there is no model X1/],
    [
      'an end in another form',
      `forbid: [{ step: restart, models: all, until: tomorrow, say: ${WORDS} }]`,
      /a time is written 2026-12-01T18:00/,
    ],
    ['a ban that says nothing', 'forbid: [{ step: restart, models: all }]', /the key say is missing/],
    ['a rule without a condition', 'priorityRules: [{ priority: P1 }]', /yaml:10:17 this rule has no condition/],
    ['a rule on an unknown symptom', 'priorityRules: [{ symptom: x, priority: P1 }]', /there is no symptom x/],
    ['slots of an unknown symptom', 'requiredSlotsBySymptom: { x: [sn] }', /there is no symptom x/],
    ['a slot that nobody can ask for', 'requiredSlotsBySymptom: { net-offline: [age] }', /no question for age/],
    ['a link without https', 'links: { renewal: www.example.test }', /a link begins with https/],
    ['an unknown language', 'languages: [fr]', /fr is not possible here — Use one of: zh-Hans, zh-Hant, en/],
    ['a misspelt key', 'fee: x', /the key fee means nothing here — Do you mean fees\?/],
  ])('%s is told with its place', (_, more, expected) => {
    expect(problems(`${more}\n`)).toMatch(expected);
  });
});
