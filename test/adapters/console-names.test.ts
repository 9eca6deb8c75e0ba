/** Every short name that a ticket can carry is called something by the console, in Chinese and in English. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { actionName, outcomeName } from '#adapters/console/web/operations/audit-names.ts';
import { carrierName, channelName, fieldName, flagName } from '#adapters/console/web/value-names.ts';
import { WORDS } from '#adapters/console/web/wording.ts';
import { deskNames } from '#bot/desk-app.ts';
import { RENEWAL_ACTIONS } from '#dialogs/renewal.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const ROOT = join(import.meta.dirname, '../..');
const HAN = /\p{Script=Han}/u;

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

function sourcesOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

/** What is not called a flag though it is written like one: the type of a security event. */
const NO_FLAGS = ['card_data_in_chat'];

/** Flags as the dialogs' sources write them: words joined by `_`, and the last argument of `addFlag`. */
function flagsInSources(): readonly string[] {
  const sources = sourcesOf('dialogs');
  const joined = [...sources.matchAll(/['`]([a-z]+(?:_[a-z]+)+)(?: \$\{\w+\})?['`]/g)].map(([, flag]) => flag ?? '');
  const added = [...sources.matchAll(/addFlag\(\w+(?:\.\w+)*, '([\w-]+)'\)/g)].map(([, flag]) => flag ?? '');
  return [...new Set([...joined, ...added])].filter((flag) => !NO_FLAGS.includes(flag));
}

/** What only merchants do, who are not in the audit log. */
const MERCHANTS_ONLY = ['fill'];

function expectNamed(names: Readonly<Record<'zh-Hans' | 'en', string>>, id: string): void {
  expect(names['zh-Hans'], `${id} in Chinese`).toMatch(HAN);
  expect(names.en, `${id} in English`).not.toMatch(HAN);
  expect(names.en.trim(), `${id} in English`).not.toBe('');
}

const inBoth = (name: (id: string, locale: 'zh-Hans' | 'en') => string, id: string) => ({
  'zh-Hans': name(id, 'zh-Hans'),
  en: name(id, 'en'),
});

describe('what the console calls', () => {
  it('every flag that the dialogs set', () => {
    const flags = flagsInSources();
    expect(flags).toEqual(
      expect.arrayContaining(['after_hours', 'irritated', 'sn_corrected', 'fraud_loss', 'paid_by']),
    );
    for (const flag of [...flags, 'bot-error']) expectNamed(inBoth(flagName, flag), flag);
  });

  it('every class of response code, and every priority that a step sets', () => {
    for (const { class: kind } of guide.codes.values()) expectNamed(inBoth(flagName, `code_${kind}`), kind);
    for (const priority of ['P1', 'P2', 'P3', 'P4']) expectNamed(inBoth(flagName, `priority_${priority}`), priority);
  });

  it('flags that carry a value, with the value', () => {
    expect(flagName('fraud_loss 298', 'zh-Hans')).toBe('被骗金额 298');
    expect(flagName('paid_by card', 'en')).toBe('paid by card');
    expect(flagName('not_known_yet', 'en')).toBe('not known yet');
  });

  it('every field that can be missing', () => {
    const needed = [...guide.flows.values()].flatMap((flow) => (flow.kind === 'symptom' ? flow.needs : []));
    for (const field of new Set([...needed, ...guide.institution.requiredSlots, 'symptom']))
      expectNamed(inBoth(fieldName, field), field);
  });

  it('every symptom, request, response code and value of a fact that tickets show', () => {
    const names = deskNames(guide);
    const facts = ['network', 'scope', 'fallback', 'expiryType'];
    const values = [...guide.flows.values()].flatMap((flow) =>
      flow.steps.flatMap((step) => {
        if (step.kind !== 'ask') return [];
        const set = step.choices.flatMap((choice) => Object.entries(choice.set));
        return [...set, ...step.choices.map(({ id }) => [step.slot, id] as const)];
      }),
    );
    const told = values.filter(([slot, value]) => facts.includes(slot) && value !== 'unsure');
    expect(told.length).toBeGreaterThan(10);
    const ids = [
      ...guide.flows.keys(),
      ...guide.controls.keys(),
      ...[...guide.codes.keys()].map((code) => `code.${code}`),
      ...told.map(([slot, value]) => `${slot}.${value}`),
    ];
    for (const id of ids) {
      const name = names[id];
      expect(name, id).toBeDefined();
      if (name) expectNamed({ 'zh-Hans': name['zh-Hans'], en: name.en }, id);
    }
  });

  it('the carriers that the reader knows by a short name, and the channels', () => {
    for (const carrier of ['mobile', 'unicom', 'telecom']) expectNamed(inBoth(carrierName, carrier), carrier);
    expect(carrierName('Vodafone', 'zh-Hans')).toBe('Vodafone');
    for (const channel of ['webchat', 'wechat', 'wecom', 'email']) expectNamed(inBoth(channelName, channel), channel);
  });

  it('every action and refusal of the desk that the audit log can hold', () => {
    const desk = ['bot/desk.ts', 'bot/users.ts', 'bot/sign-ins.ts', 'bot/desk/dead-letters.ts'];
    const sources = desk.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
    const written = [...sources.matchAll(/'((?:ticket|account|sign-in|report|audit|export)\.[a-z-]+)'/g)];
    const kinds = ['claim', 'assign', 'transfer', 'merge', 'note', 'reply', 'resolve', 'reopen', 'handback'];
    const others = ['retryDelivery', 'setPriority'].concat(kinds).map((kind) => `ticket.${kind}`);
    const how = ['sign-in.link', 'sign-in.password', 'sign-in.oidc', 'message.retry', 'message.discard'];
    const actions = new Set([...written.map(([, action]) => action ?? ''), ...others, ...how]);
    expect(actions.size).toBeGreaterThan(20);
    for (const action of actions) expectNamed(inBoth(actionName, action), action);
    const refusals = readFileSync(join(ROOT, 'adapters/desk-contract.ts'), 'utf8');
    const [, union = ''] = /export type DeskRefusal =([^;]+);/.exec(refusals) ?? [];
    const outcomes = ['ok', ...[...union.matchAll(/'([a-z-]+)'/g)].map(([, outcome]) => outcome ?? '')];
    expect(outcomes.length).toBeGreaterThan(10);
    for (const outcome of outcomes) expectNamed(inBoth(outcomeName, outcome), outcome);
  });

  it('every action and refusal of renewals and of the register that the audit log can hold', () => {
    const sources = sourcesOf('bot');
    const written = [
      ...sources.matchAll(/'(device-(?:bind|unbind|edit|import|link|stickers|revoke)|renewal\.[a-z]+)'/g),
    ];
    const listed = written.map(([, action]) => action ?? '').filter((action) => action !== 'renewal.html');
    const devices = [...sources.matchAll(/note\(user, '(device-[a-z]+)'/g)].map(([, action]) => action ?? '');
    const actions = new Set([...listed, ...devices, ...RENEWAL_ACTIONS.map((action) => `renewal.${action}`)]);
    for (const never of MERCHANTS_ONLY) actions.delete(`renewal.${never}`);
    expect(actions.size).toBeGreaterThan(15);
    for (const action of [...actions, 'renewal.revoke']) expectNamed(inBoth(actionName, action), action);
    const contract = readFileSync(join(ROOT, 'adapters/renewal-contract.ts'), 'utf8');
    const [, union = ''] = /export type ReviewRefusal = DeskRefusal ([^;]+);/.exec(contract) ?? [];
    const outcomes = ['no-match', ...[...union.matchAll(/'([a-z-]+)'/g)].map(([, outcome]) => outcome ?? '')];
    expect(outcomes.length).toBeGreaterThan(5);
    for (const outcome of outcomes) expectNamed(inBoth(outcomeName, outcome), outcome);
  });

  it('every outcome of a step and every status, in both languages', () => {
    const { 'zh-Hans': zh, en } = WORDS;
    for (const [id, name] of [...Object.entries(zh.outcome), ...Object.entries(zh.status)])
      expect(name, id).toMatch(HAN);
    for (const [id, name] of [...Object.entries(en.outcome), ...Object.entries(en.status)])
      expect(name, id).not.toMatch(HAN);
  });
});
