/** Reminders: each due one exactly once, by day, within the rules of the channel, in words that a scam could not use. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '#bot/config.ts';
import { chooseRecipient, reachOf } from '#bot/reminders/choose-recipient.ts';
import { DEFAULT_SENDING_HOURS, mayTell, quietUntil } from '#bot/reminders/sending-hours.ts';
import type { ReminderCandidate } from '#bot/store/device-life.ts';
import { openSqliteStore } from '#bot/store/sqlite.ts';
import { addDays, daysBetween } from '#dialogs/days.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { endsToldOn, REMINDER_DAYS, sayReminder } from '#dialogs/remind-of-end.ts';
import { newState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';
import { CHANNELS, channelOfKey, expectedKeys, type Lived, liveYear } from './reminder-year.ts';

const ZONE = 'Asia/Shanghai';
const HOUR_MS = 3_600_000;
const local = (text: string): number => Date.parse(`${text}+08:00`);

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

describe('simulated months with restarts and two processes at work', () => {
  const DAYS = 150;
  let lived: Lived;
  let folder = '';
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(async () => {
    folder = makeOwnedFolder('reminders');
    const path = join(folder, 'year.db');
    const open = () => openSqliteStore(path);
    const year = { devices: 300, hours: DEFAULT_SENDING_HOURS, guide, open, restartEvery: 9, processes: 2, days: DAYS };
    lived = await liveYear(year);
  });

  it('writes each due reminder, and no other', () => {
    const expected = expectedKeys(lived.devices, DAYS);
    const elsewhere = [...lived.noted.keys()].filter((key) => channelOfKey(key) !== 'wecom');
    expect(lived.restarts).toBe(16);
    expect(expected.size).toBeGreaterThan(200);
    expect(new Set(elsewhere)).toEqual(expected);
  });

  it('delivers each one once', () => {
    const texts = lived.heard.map(({ conversationId, text }) => `${conversationId} ${text}`);
    expect(lived.failures).toBeGreaterThan(0);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(100);
  });

  it('tells nobody anything in quiet hours', () => {
    expect(lived.heard.filter(({ atMs }) => !mayTell(DEFAULT_SENDING_HOURS, ZONE, atMs))).toEqual([]);
  });

  it('writes to nobody whose platform does not allow it', () => {
    const outside = lived.heard.filter(({ channel, atMs, lastWroteMs, room }) => {
      const { replyWindowMs, quota } = CHANNELS[channel] ?? {};
      return (replyWindowMs !== undefined && atMs - lastWroteMs > replyWindowMs) || (quota !== undefined && room === 0);
    });
    expect(outside).toEqual([]);
    expect(lived.heard.filter(({ channel }) => channel === 'wechat' || channel === 'wecom').length).toBeGreaterThan(0);
  });
});

describe('the days', () => {
  it.each([
    [30, '2026-12-09', '2026-12-31'],
    [7, '2026-12-03', '2026-12-08'],
    [1, '2026-12-01', '2026-12-02'],
  ] as const)('%i days before covers what no nearer telling does', (days, from, to) => {
    expect(endsToldOn('2026-12-01', days)).toEqual({ from, to });
  });

  it('cover every end of the next thirty days exactly once', () => {
    for (let left = 0; left <= 30; left += 1) {
      const endsOn = addDays('2028-02-20', left);
      const told = REMINDER_DAYS.filter((days) => {
        const { from, to } = endsToldOn('2028-02-20', days);
        return endsOn >= from && endsOn <= to;
      });
      expect(told).toHaveLength(1);
      expect(daysBetween('2028-02-20', endsOn)).toBe(left);
    }
  });
});

describe('the hours', () => {
  it.each([
    ['2026-12-01T08:59:59', '2026-12-01T09:00:00'],
    ['2026-12-01T09:00:00', undefined],
    ['2026-12-01T19:59:59', undefined],
    ['2026-12-01T20:00:00', '2026-12-02T09:00:00'],
    ['2026-12-01T23:30:00', '2026-12-02T09:00:00'],
  ])('at %s nobody is told before %s', (at, until) => {
    const found = quietUntil(DEFAULT_SENDING_HOURS, ZONE, local(at));
    expect(found).toBe(until === undefined ? undefined : local(until));
  });

  it('are set by REMINDER_HOURS, and reminders end with REMINDERS=0', () => {
    expect(readConfig({}).reminders).toEqual(DEFAULT_SENDING_HOURS);
    expect(readConfig({ REMINDER_HOURS: '8:30-18:00' }).reminders).toEqual({ fromMinute: 510, toMinute: 1_080 });
    expect(readConfig({ REMINDERS: '0' }).reminders).toBeUndefined();
  });

  it.each(['20:00-9:00', '9-20', '09:00-09:30', '09:00-24:30'])('%s is refused', (value) => {
    expect(() => readConfig({ REMINDER_HOURS: value })).toThrow(/REMINDER_HOURS/);
  });
});

describe('who is told', () => {
  const NOW = local('2026-12-01T10:00:00');
  const one = (changes: Partial<ReminderCandidate> = {}): ReminderCandidate => ({
    serial: '0821998877',
    kind: 'contract',
    endsOn: '2026-12-31',
    days: 30,
    conversationId: 'slack-a' as ConversationId,
    channel: 'slack',
    owner: 'bot',
    reachable: true,
    lastMerchantAtMs: NOW - 100 * HOUR_MS,
    sentSince: 0,
    sentSinceTap: 0,
    ...changes,
  });
  const choose = (...candidates: ReminderCandidate[]) =>
    chooseRecipient(candidates, (channel) => CHANNELS[channel], NOW)?.channel;

  it.each<[string, Partial<ReminderCandidate>, string | undefined]>([
    ['Slack at any time', {}, 'now'],
    ['Slack without an address', { reachable: false }, undefined],
    ['the web page when it is looked at', { channel: 'webchat' }, 'on-page'],
    ['WeChat outside its window by a template', { channel: 'wechat' }, 'noticed'],
    ['WeChat within its window', { channel: 'wechat', lastMerchantAtMs: NOW - HOUR_MS }, 'now'],
    ['WeCom outside its window', { channel: 'wecom' }, undefined],
    ['WeCom within its window', { channel: 'wecom', lastMerchantAtMs: NOW - HOUR_MS }, 'now'],
    ['WeCom with no messages left', { channel: 'wecom', lastMerchantAtMs: NOW - HOUR_MS, sentSince: 5 }, undefined],
    ['a channel that is off', { channel: 'telex' }, undefined],
  ])('%s', (_, changes, reach) => {
    const candidate = one(changes);
    expect(reachOf(CHANNELS[candidate.channel], candidate, candidate.reachable, NOW)).toBe(reach);
  });

  it('is whoever is reached best, and of these who wrote last', () => {
    expect(choose(one({ channel: 'webchat' }), one({ channel: 'wechat' }), one())).toBe('slack');
    expect(choose(one({ channel: 'webchat', lastMerchantAtMs: NOW }), one({ channel: 'wechat' }))).toBe('wechat');
    expect(choose(one(), one({ channel: 'teams', lastMerchantAtMs: NOW }))).toBe('teams');
  });

  it('is nobody who is talking with an agent', () => {
    expect(choose(one({ owner: 'agent' }))).toBeUndefined();
  });
});

describe('what is said', () => {
  const say = (
    locale: 'zh-Hans' | 'zh-Hant' | 'en',
    count = 1,
    today = '2026-12-01',
    kind: 'contract' | 'sim' = 'contract',
  ) => {
    const devices = Array.from({ length: count }, (_, at) => ({ serial: `082199887${at}`, model: 'A920' }));
    const state = newState(guide, locale, 'slack');
    return sayReminder({ kind, endsOn: '2026-12-31', devices }, today, state, guide, local('2026-12-01T10:00:00'));
  };

  it.each(['zh-Hans', 'zh-Hant', 'en'] as const)('in %s: what, when, how to check, how to stop', (locale) => {
    const said = say(locale);
    expect(said).toMatch(/A920/);
    expect(said).toMatch(/8870/);
    expect(said).toMatch(/2026 年 12 月 31 日|31 December 2026/);
    expect(said).toMatch(/还有 30 天|還有 30 天|in 30 days/);
    expect(said).toMatch(/什么时候到期|什麼時候到期|When does my terminal expire/);
    expect(said).toMatch(/不要再提醒|no more reminders/);
    expect(said).not.toMatch(/\{/);
  });

  it.each(['zh-Hans', 'zh-Hant', 'en'] as const)('in %s nothing that a scam could use', (locale) => {
    for (const said of [say(locale), say(locale, 9), say(locale, 2, '2026-12-30', 'sim')]) {
      expect(said).not.toMatch(/https?:|www\.|\.com|\.cn|qr|二维码|0821998870/i);
      expect(said).not.toMatch(/点击|扫码|转账|缴费|付款码|click|pay (now|here)/i);
      expect(said).toMatch(/不收钱|不收錢|asks for no money/);
    }
  });

  it('many terminals are one message that names some of them', () => {
    expect(say('zh-Hans', 9)).toMatch(/9 台机器/);
    expect(say('en', 9)).toMatch(/9 of your terminals/);
  });

  it('the day before is tomorrow, the day itself today', () => {
    expect(say('zh-Hans', 1, '2026-12-30')).toContain('就是明天');
    expect(say('en', 1, '2026-12-31')).toContain('That is today');
  });
});
