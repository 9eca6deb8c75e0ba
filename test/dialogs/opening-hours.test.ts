/** When people are at the desk, and which hour a merchant may be promised. */

import { describe, expect, it } from 'vitest';
import { addOpenMinutes, answerDue, isOpen, sayHours, sayInstant } from '#dialogs/opening-hours.ts';
import type { Institution, OpeningHours } from '#knowledge/guide.ts';

const day = (...ranges: readonly (readonly [from: number, to: number])[]) =>
  ranges.map(([from, to]) => ({ fromMinute: from * 60, toMinute: to * 60 }));
const WORKDAY = day([9, 12], [13.5, 18]);

/** Nine to six with a lunch break from Monday to Friday. */
const HOURS: OpeningHours = {
  timeZone: 'Asia/Shanghai',
  week: [[], WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, []],
  holidays: ['2026-11-25'],
};
const NEVER: OpeningHours = { ...HOURS, week: [[], [], [], [], [], [], []] };
const ALWAYS: OpeningHours = { ...HOURS, week: Array.from({ length: 7 }, () => day([0, 24])), holidays: [] };

/** 2026-11-23 is a Monday. */
const shanghai = (time: string): number => Date.parse(`${time}:00+08:00`);
const clock = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);

describe('isOpen', () => {
  it.each([
    ['2026-11-23T08:59', false],
    ['2026-11-23T09:00', true],
    ['2026-11-23T11:59', true],
    ['2026-11-23T12:00', false],
    ['2026-11-23T13:29', false],
    ['2026-11-23T13:30', true],
    ['2026-11-23T17:59', true],
    ['2026-11-23T18:00', false],
    ['2026-11-23T00:00', false],
    ['2026-11-25T10:00', false],
    ['2026-11-28T10:00', false],
    ['2026-11-29T10:00', false],
  ])('%s: %s', (time, open) => {
    expect(isOpen(HOURS, shanghai(time))).toBe(open);
  });

  it('goes by the clock of the institution, not of the machine', () => {
    const london = { ...HOURS, timeZone: 'Europe/London' };
    expect(isOpen(london, Date.parse('2026-11-23T10:00:00Z'))).toBe(true);
    expect(isOpen(HOURS, Date.parse('2026-11-23T10:00:00Z'))).toBe(false);
    // Summer time moves the desk, not the promise.
    expect(isOpen(london, Date.parse('2026-07-06T08:00:00Z'))).toBe(true);
    expect(isOpen(london, Date.parse('2026-11-23T08:00:00Z'))).toBe(false);
  });

  it('is open in the last minute of a day that never closes', () => {
    expect(isOpen(ALWAYS, shanghai('2026-11-23T23:59'))).toBe(true);
  });
});

describe('addOpenMinutes', () => {
  it.each([
    ['within a morning', '2026-11-23T10:00', 60, '2026-11-23T11:00'],
    ['to the very end of a range', '2026-11-23T11:00', 60, '2026-11-23T12:00'],
    ['across the lunch break', '2026-11-23T11:30', 60, '2026-11-23T14:00'],
    ['from before opening', '2026-11-23T03:00', 60, '2026-11-23T10:00'],
    ['from within the lunch break', '2026-11-23T12:45', 15, '2026-11-23T13:45'],
    ['into the next day', '2026-11-23T17:30', 60, '2026-11-24T09:30'],
    ['over a holiday', '2026-11-24T17:30', 60, '2026-11-26T09:30'],
    ['from Friday evening to Monday', '2026-11-27T20:00', 60, '2026-11-30T10:00'],
    ['from Saturday', '2026-11-28T11:00', 240, '2026-11-30T14:30'],
    ['over more than a day', '2026-11-23T09:00', 480, '2026-11-24T09:30'],
  ])('%s', (_, from, minutes, due) => {
    expect(clock(addOpenMinutes(HOURS, shanghai(from), minutes))).toBe(due);
  });

  it('knows no instant when the desk never opens', () => {
    expect(addOpenMinutes(NEVER, shanghai('2026-11-23T10:00'), 1)).toBeUndefined();
  });

  it('runs through the night where it never closes', () => {
    expect(clock(addOpenMinutes(ALWAYS, shanghai('2026-11-23T23:30'), 60))).toBe('2026-11-24T00:30');
  });

  it('promises an hour on the wall after the clocks have changed', () => {
    const london = { ...HOURS, timeZone: 'Europe/London', week: HOURS.week.map(() => day([9, 17])), holidays: [] };
    // Saturday 28 March 2026, 16:30; summer time begins on the night to Sunday.
    const due = addOpenMinutes(london, Date.parse('2026-03-28T16:30:00Z'), 60);
    expect(due && new Date(due).toISOString()).toBe('2026-03-29T08:30:00.000Z');
  });
});

describe('answerDue', () => {
  const institution = {
    hours: HOURS,
    answerWithinMinutes: { P1: 15, P2: 60, P3: 240, P4: 480 },
    onCall: ['P1'],
  } as unknown as Institution;

  it('counts round the clock for a priority on call, in opening hours for the others', () => {
    const night = shanghai('2026-11-23T23:00');
    expect(clock(answerDue(institution, 'P1', night))).toBe('2026-11-23T23:15');
    expect(clock(answerDue(institution, 'P2', night))).toBe('2026-11-24T10:00');
    expect(clock(answerDue({ ...institution, onCall: [] }, 'P1', night))).toBe('2026-11-24T09:15');
  });

  it.each([
    ['within a day', 'P2', '2026-11-23T10:00', '2026-11-23T11:01'],
    ['on call', 'P1', '2026-11-23T23:00', '2026-11-23T23:16'],
    ['from the next opening', 'P2', '2026-11-23T03:00', '2026-11-23T10:00'],
    ['in the last minute of a day', 'P2', '2026-11-23T17:59', '2026-11-24T10:00'],
  ] as const)('is the whole minute that the merchant is told: %s', (_, priority, opened, due) => {
    expect(answerDue(institution, priority, shanghai(opened) + 22_400)).toBe(shanghai(due));
  });

  it('promises nothing where nobody ever comes, except what is on call', () => {
    const closed = { ...institution, hours: NEVER };
    expect(answerDue(closed, 'P2', shanghai('2026-11-23T10:00'))).toBeUndefined();
    expect(clock(answerDue(closed, 'P1', shanghai('2026-11-23T10:00')))).toBe('2026-11-23T10:15');
  });
});

describe('sayInstant', () => {
  const now = shanghai('2026-11-23T22:00');
  const say = (time: string, locale: 'zh-Hans' | 'zh-Hant' | 'en'): string =>
    sayInstant('Asia/Shanghai', shanghai(time), now, locale);

  it('says today, tomorrow and further days as people do', () => {
    expect(say('2026-11-23T22:15', 'zh-Hans')).toBe('今天 22:15');
    expect(say('2026-11-24T09:05', 'zh-Hant')).toBe('明天 09:05');
    expect(say('2026-11-24T09:05', 'en')).toBe('09:05 tomorrow');
    expect(say('2026-11-30T10:00', 'zh-Hans')).toMatch(/^11月30日.*周一.* 10:00$/);
    expect(say('2026-11-30T10:00', 'en')).toMatch(/Mon.*30 Nov.*10:00/);
  });

  it('goes by the day of the institution when the machine is already a day ahead', () => {
    const at = Date.parse('2026-11-24T00:30:00Z');
    expect(sayInstant('America/New_York', at + 3_600_000, at, 'en')).toBe('20:30 today');
  });
});

describe('sayHours', () => {
  it('joins days with the same hours and leaves out those without', () => {
    expect(sayHours(HOURS, 'zh-Hans')).toBe('周一至周五 09:00–12:00 13:30–18:00');
    expect(sayHours(HOURS, 'en')).toBe('Mon–Fri 09:00–12:00 13:30–18:00');
  });

  it('names the days one by one where they differ', () => {
    const week = [[], WORKDAY, [], WORKDAY, [], [], day([10, 12])];
    expect(sayHours({ ...HOURS, week }, 'zh-Hant')).toBe(
      '週一 09:00–12:00 13:30–18:00，週三 09:00–12:00 13:30–18:00，週六 10:00–12:00',
    );
  });

  it('is empty when nobody is ever there', () => {
    expect(sayHours(NEVER, 'en')).toBe('');
  });
});
