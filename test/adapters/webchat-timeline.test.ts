/** What the page shows, and in which order. */

import { describe, expect, it } from 'vitest';
import type { Outgoing } from '#adapters/webchat/web/outbox.ts';
import {
  addLines,
  awaitsBot,
  chosenAnswer,
  lastSeq,
  openQuestion,
  servedBy,
  unconfirmed,
} from '#adapters/webchat/web/timeline.ts';
import { pickLocale, WORDS } from '#adapters/webchat/web/wording.ts';
import type { PageLine } from '#adapters/webchat/wire.ts';

function line(seq: number, changes: Partial<PageLine> = {}): PageLine {
  return { seq, atMs: 0, from: 'bot', text: `line ${seq}`, ...changes };
}

const CHOICES = [
  { id: 'wifi', label: 'WiFi' },
  { id: 'sim', label: '流量卡' },
];

function outgoing(id: string, state: Outgoing['state'] = 'waiting'): Outgoing {
  return { message: { id, text: id }, state };
}

describe('the lines of the page', () => {
  it('are in order and single however they arrive', () => {
    const lines = addLines(addLines([line(2)], [line(3), line(1)]), [line(2), line(3)]);
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lastSeq(lines)).toBe(3);
    expect(addLines(lines, [line(1)])).toBe(lines);
  });

  it('take the place of the message they confirm', () => {
    const lines = [line(1, { from: 'merchant', messageId: 'a' })];
    expect(unconfirmed(lines, [outgoing('a', 'sent'), outgoing('b')])).toEqual([outgoing('b')]);
  });

  it('do not repeat at the end a message that belongs before them', () => {
    const lines = [line(51), line(52)];
    expect(unconfirmed(lines, [{ ...outgoing('a', 'sent'), seq: 1 }])).toEqual([]);
    const next = { ...outgoing('b', 'sent'), seq: 53 };
    expect(unconfirmed(lines, [next])).toEqual([next]);
  });
});

describe('the open question', () => {
  const asked = [line(1, { choices: CHOICES }), line(2)];

  it('is the newest with choices, also when more was said after it', () => {
    expect(openQuestion(asked, [])?.seq).toBe(1);
  });

  it('is no longer how the help was, once anybody has gone on', () => {
    const rating = line(3, { choices: [{ id: 'rate-T1001:good', label: '很满意' }] });
    expect(openQuestion([...asked, rating], [])?.seq).toBe(3);
    expect(openQuestion([...asked, rating, line(4)], [])).toBeUndefined();
    expect(openQuestion([...asked, rating, line(4, { from: 'agent' })], [])).toBeUndefined();
  });

  it('is closed by an answer, also by one on its way, but not by one that was refused', () => {
    expect(openQuestion([...asked, line(3, { from: 'merchant' })], [])).toBeUndefined();
    expect(openQuestion(asked, [outgoing('a')])).toBeUndefined();
    expect(openQuestion(asked, [outgoing('a', 'failed')])?.seq).toBe(1);
  });

  it('shows which choice answered it', () => {
    const answered = [line(1, { choices: CHOICES }), line(2, { from: 'merchant', text: '流量卡' })];
    expect(chosenAnswer(answered, line(1, { choices: CHOICES }))).toBe('sim');
    expect(chosenAnswer(asked, line(1, { choices: CHOICES }))).toBeUndefined();
  });
});

describe('the typing sign', () => {
  it('shows while the bot owes an answer and not while an agent reads', () => {
    const wrote = line(2, { from: 'merchant' });
    expect(awaitsBot([line(1), wrote], [])).toBe(true);
    expect(awaitsBot([line(1)], [outgoing('a')])).toBe(true);
    expect(awaitsBot([line(1)], [outgoing('a', 'failed')])).toBe(false);
    expect(awaitsBot([line(1), wrote, line(3)], [])).toBe(false);
    expect(awaitsBot([line(1, { from: 'agent' }), wrote], [])).toBe(false);
    expect(servedBy([line(1, { from: 'agent', author: '小王' }), wrote])).toEqual({ agent: '小王' });
  });
});

describe('the language of the page', () => {
  it.each([
    [['zh-CN'], 'zh-Hans'],
    [['zh-TW', 'en'], 'zh-Hant'],
    [['zh-Hant-HK'], 'zh-Hant'],
    [['fr', 'en-GB', 'zh'], 'en'],
    [['fr'], 'zh-Hans'],
  ])('follows a browser that asks for %j', (wanted, locale) => {
    expect(pickLocale(null, wanted)).toBe(locale);
  });

  it('is the one chosen earlier', () => {
    expect(pickLocale('zh-Hant', ['en'])).toBe('zh-Hant');
    expect(pickLocale('nonsense', ['en'])).toBe('en');
  });

  it('has the same words everywhere', () => {
    const keys = (locale: keyof typeof WORDS) => Object.keys(WORDS[locale]).sort();
    expect(keys('zh-Hant')).toEqual(keys('zh-Hans'));
    expect(keys('en')).toEqual(keys('zh-Hans'));
    expect(WORDS['zh-Hans'].privacy).toBe('请不要发送卡号、密码或验证码');
  });
});
