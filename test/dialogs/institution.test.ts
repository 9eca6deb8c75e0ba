/** What an institution sets for itself, as merchants and agents meet it. */

import { beforeAll, describe, expect, it } from 'vitest';
import { offeredLocale } from '#dialogs/locale.ts';
import { rateCase } from '#dialogs/priority.ts';
import { respond } from '#dialogs/respond.ts';
import { sayWording } from '#dialogs/say.ts';
import { type DialogState, newState, type SlotValue } from '#dialogs/state.ts';
import type { Guide, Institution, Wording } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';

let plain: Guide;
beforeAll(async () => {
  plain = await loadBuiltInGuide();
});

const typed = (value: string): SlotValue => ({ value, source: 'typed', confirmed: true });
const words = (text: string): Wording => ({ 'zh-Hans': text, 'zh-Hant': text, en: text });
const having = (changes: Partial<Institution>): Guide => ({
  ...plain,
  institution: { ...plain.institution, ...changes },
});

describe('a step that an incident forbids', () => {
  const BAN = { steps: ['restart'], models: ['H5000'], say: words('H5000 先别重启。') };
  const restart = (): string => {
    const step = plain.flows.get('restart-terminal')?.steps[0];
    return step?.kind === 'do' ? step.do['zh-Hans'] : 'no such step';
  };

  function arrive(known: Partial<DialogState>, ban: Institution['forbid'][number] = BAN, now = START_MS) {
    const guide = having({ forbid: [ban] });
    const state: DialogState = {
      ...newState(guide, 'zh-Hans', 'test'),
      symptom: 'net-offline',
      symptoms: ['net-offline'],
      frames: [
        { kind: 'flow', flow: 'net-offline', step: '', asked: 0 },
        { kind: 'flow', flow: 'restart-terminal', step: 'restart', asked: 0 },
      ],
      ...known,
    };
    const result = respond(state, { kind: 'agent', action: 'handback', text: '' }, guide, now);
    return { ...result, text: result.replies.map(({ text }) => text).join('\n') };
  }

  it('is replaced by the words of the incident, and the agent sees that it was left out', () => {
    const { text, state } = arrive({ slots: { model: typed('H5000') } });
    expect(text).toContain('H5000 先别重启。');
    expect(text).not.toContain(restart());
    expect(state.stepsTried).toMatchObject([{ step: 'restart', outcome: 'skipped' }]);
  });

  it('is shown to other models', () => {
    expect(arrive({ slots: { model: typed('A920') } }).text).toContain(restart());
  });

  it('waits for the model, and is left out when nobody can tell it', () => {
    const asked = arrive({});
    expect(asked.text).toContain('型号');
    expect(asked.text).not.toContain(restart());
    expect(arrive({ declined: ['model'] }).text).toContain('H5000 先别重启。');
  });

  it('is forbidden to all models at once without asking', () => {
    expect(arrive({}, { ...BAN, models: 'all' }).text).toContain('H5000 先别重启。');
  });

  it('is shown again from the minute on at which the incident ends, by the clock of the institution', () => {
    const ban = { ...BAN, until: '2026-11-23T10:00' };
    const model = { slots: { model: typed('H5000') } };
    expect(arrive(model, ban, START_MS - 1).text).not.toContain(restart());
    expect(arrive(model, ban, START_MS).text).toContain(restart());
  });
});

describe('a priority of the institution', () => {
  const rules = [
    { symptom: 'net-offline', scope: 'all', priority: 'P1' },
    { flag: 'irritated', priority: 'P2' },
    { symptom: 'net-offline', priority: 'P4' },
  ] as const;
  const rate = (changes: Partial<DialogState>): string => {
    const guide = having({ priorityRules: rules });
    const state = { ...newState(guide, 'en', 'test'), symptoms: ['net-offline'], ...changes };
    const { priority, reason } = rateCase(state, guide, START_MS);
    return `${priority} ${reason}`;
  };

  it('counts by the first rule that fits, with its reason', () => {
    expect(rate({})).toMatch(/^P4 .*own rule/);
    expect(rate({ flags: ['irritated'] })).toMatch(/^P2 /);
    expect(rate({ flags: ['irritated'], slots: { scope: typed('all') } })).toMatch(/^P1 /);
  });

  it('does not lower what the walk itself raised', () => {
    expect(rate({ flags: ['priority_P1'] })).toMatch(/^P1 .*procedure/);
  });
});

describe('facts of the institution', () => {
  const say = (text: string, guide: Guide): string =>
    sayWording(words(text), newState(guide, 'en', 'test'), guide, START_MS);

  it('are said where they are set, and the sentence is left out where not', () => {
    const text = 'Bring {renewalMaterials}. It costs {fees}. See {renewalLink} or {portalLink}. Bye.';
    expect(say(text, plain)).toBe('Bye.');
    const guide = having({
      renewalMaterials: [words('licence'), words('contract')],
      fees: words('nothing'),
      links: { renewal: 'https://example.test/renew', portal: 'https://example.test' },
    });
    expect(say(text, guide)).toBe(
      'Bring licence, contract. It costs nothing. See https://example.test/renew or https://example.test. Bye.',
    );
  });

  it('leave no gap in the answer about renewal', () => {
    const state = newState(plain, 'zh-Hans', 'test');
    const message = merchantMessage('续约要什么材料');
    const { replies } = respond(state, { kind: 'message', message, sensitive: [] }, plain, START_MS);
    const text = replies.map((reply) => reply.text).join('\n');
    expect(text).toContain('营业执照');
    expect(text).not.toMatch(/[{}]|我们这里要备|费用：。/);
  });
});

describe('a language that is not offered', () => {
  it.each([
    ['en', ['zh-Hans'], 'zh-Hans'],
    ['zh-Hant', ['en', 'zh-Hans'], 'zh-Hans'],
    ['en', ['zh-Hant', 'en'], 'en'],
  ] as const)('%s of %s becomes %s', (written, offered, expected) => {
    expect(offeredLocale(written, offered)).toBe(expected);
  });
});
