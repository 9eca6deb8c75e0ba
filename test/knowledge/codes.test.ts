/** What the table of response codes promises the person at the counter, and what the table of devices knows. */

import { describe, expect, it } from 'vitest';
import { compile } from '#knowledge/compile.ts';
import { type CodeClass, type Guide, LOCALES, type ResponseCode } from '#knowledge/guide.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { readContent } from '#knowledge/read-content.ts';

/** Training a matcher takes a second, and no table needs one. */
const untrained: Matcher = { match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not trained' }) };

async function compileBuiltIn(): Promise<Guide> {
  const { files } = await readContent();
  const compiled = compile(files, { createMatcher: () => untrained });
  if (compiled.kind === 'problems') throw new Error(JSON.stringify(compiled.problems[0]));
  return compiled.guide;
}

const guide = await compileBuiltIn();
const codes = [...guide.codes.values()];

/** Field 39 as the public tables list it. */
const KNOWN = (
  '00 01 02 03 04 05 06 07 09 10 11 12 13 14 15 19 20 21 22 23 25 30 31 33 34 35 36 37 38 39 40 41 42 43 44 45 51 52 ' +
  '53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 75 77 79 90 91 92 93 94 95 96 97 98 99 A0 A1 A3 A4 A5 A7 OT'
).split(' ');

function code(name: string): ResponseCode {
  const found = guide.codes.get(name);
  if (!found) throw new Error(`no code ${name}`);
  return found;
}

function ofClass(kind: CodeClass): readonly string[] {
  return codes.flatMap((one) => (one.class === kind ? [one.code] : [])).sort();
}

/** Everything that the desk may say about a code, in every language. */
function wordsOf(one: ResponseCode): string {
  return [one.meaning, one.merchantAction, one.cardholderAction]
    .flatMap((wording) => (wording ? LOCALES.map((locale) => wording[locale]) : []))
    .join('\n');
}

describe('response codes', () => {
  it('are all explained, and none besides', () => {
    expect([...guide.codes.keys()].sort()).toEqual([...KNOWN].sort());
  });

  it('keep their leading zero and their letter', () => {
    expect(code('03').meaning['zh-Hans']).toContain('商户');
    expect(code('A0').meaning.en).toContain('MAC');
  });

  it('never call a refusal an approval', () => {
    expect(ofClass('approved')).toEqual(['00', '10', '11', 'A4', 'A5']);
  });

  it.each(['03', '22', '58', '77', '97', '99', 'A0'])(
    '%s is for the merchant to act on, not the cardholder',
    (name) => {
      expect(code(name).class).toBe('terminal');
      expect(code(name).cardholderAction).toBeUndefined();
      expect(code(name).merchantAction['zh-Hans']).toMatch(/跟客人的卡没关系|不是客人/);
      expect(code(name).merchantAction.en).toMatch(/customer/);
    },
  );

  it.each(['09', '68', '94', '98'])('%s leaves the money uncertain: look it up before repeating', (name) => {
    expect(code(name).class).toBe('uncertain');
    expect(code(name).merchantAction['zh-Hans']).toMatch(/^先查/);
    expect(code(name).merchantAction['zh-Hant']).toMatch(/^先查/);
    expect(code(name).merchantAction.en).toMatch(/^First look up/);
  });

  it('are uncertain only where money may have moved', () => {
    expect(ofClass('uncertain')).toEqual(['09', '68', '94', '98']);
  });

  it.each(['04', '07', '34', '35', '37', '41', '43', '67'])('%s tells staff not to keep the card', (name) => {
    expect(code(name).merchantAction['zh-Hans']).toMatch(/别扣(客人的)?卡/);
    expect(code(name).merchantAction.en).toContain('do not keep the card');
  });

  it('never tell staff to seize a card', () => {
    const said = codes
      .map(wordsOf)
      .join('\n')
      .replaceAll(/(?:别|不用|不要|別)扣|do not keep (?:the|this) (?:card|one)/g, '');
    expect(said).not.toMatch(/没收|沒收|扣卡|扣下|seize|capture|pick up the card|keep (?:the|this) card/i);
  });

  it('never suggest dividing an amount to pass a limit', () => {
    const said = codes.map(wordsOf).join('\n');
    expect(code('61').merchantAction['zh-Hans']).toContain('不要拆成几笔');
    expect(said.replaceAll(/不要拆|do not divide/g, '')).not.toMatch(/拆|分几笔|分成|divide|split/);
  });

  it('leave the PIN to the cardholder', () => {
    expect(code('55').merchantAction['zh-Hans']).toMatch(/客人本人重输.*不要问密码/);
    expect(code('55').merchantAction.en).toContain('never ask for the PIN');
  });

  it.each(['33', '54'])('%s says that the card has expired, not the terminal', (name) => {
    expect(code(name).merchantAction['zh-Hans']).toContain('不是机器到期');
    expect(code(name).merchantAction.en).toContain('not your terminal');
  });

  it('lead on to a walk of the content', () => {
    const lost = codes.filter((one) => one.route !== undefined && !guide.flows.has(one.route));
    expect(lost).toEqual([]);
    expect(code('97').route).toBe('acc-status-blocked');
    expect(code('A0').route).toBe('sw-key-missing');
  });

  it('fit on a telephone: at most sixty characters an action', () => {
    const long = codes.filter((one) => one.merchantAction['zh-Hans'].length > 60 || one.merchantAction.en.length > 200);
    expect(long.map((one) => one.code)).toEqual([]);
  });
});

describe('devices', () => {
  const documented = (maker: string) => {
    const device = guide.devices.find((one) => one.maker.en === maker);
    if (!device) throw new Error(`no maker ${maker}`);
    return (serial: string): boolean => device.serialPatterns.some((pattern) => pattern.test(serial));
  };

  it('know a PAX serial by its eight or ten characters', () => {
    const fits = documented('PAX');
    expect(['0821998877', '3C441790', '8A003215'].filter((serial) => !fits(serial))).toEqual([]);
    expect(['082100469', '08210046950', 'SN08219988', '3C44179O'].filter(fits)).toEqual([]);
  });

  it('know a Verifone serial by its nine digits', () => {
    const fits = documented('Verifone');
    expect(fits('324689776')).toBe(true);
    expect(['32468977', '3246897760', '32468977A'].filter(fits)).toEqual([]);
  });

  it('expect nothing where the maker documents nothing', () => {
    const strict = guide.devices.filter((one) => one.serialPatterns.length > 0).map((one) => one.maker.en);
    expect(strict).toEqual(['PAX', 'Verifone']);
  });

  it('never pass a brand on the sticker or a kind of device off as a model', () => {
    const models = guide.devices.flatMap((one) => one.models);
    expect(models).toContain('A920 Pro');
    expect(models.filter((model) => /拉卡拉|收钱吧|银行|手刷|电签|系列/.test(model))).toEqual([]);
  });
});
