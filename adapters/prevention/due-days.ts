/** Counts days on the calendar: when a piece of care is due next, and by when something has to be renewed. */

import { addDays } from '#dialogs/days.ts';
import type { Day } from '#dialogs/device-record.ts';
import type { Locale } from '#knowledge/guide.ts';

/** How often a piece of care comes up. */
export type Every = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Every interval, the shortest first. */
export const EVERY: readonly Every[] = ['day', 'week', 'month', 'quarter', 'year'];

const MONTHS: Readonly<Record<Every, number>> = { day: 0, week: 0, month: 1, quarter: 3, year: 12 };
const DAYS: Readonly<Record<Every, number>> = { day: 1, week: 7, month: 0, quarter: 0, year: 0 };

/** The same day of a later month, or that month's last day where it has no such day. */
function addMonths(day: Day, count: number): Day {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(Number(day.slice(8)), last));
  return at.toISOString().slice(0, 10);
}

const TAGS: Readonly<Record<Locale, string>> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en-GB' };

/** A day as it stands beside a box: without the year where it is this year's. */
export function sayShortDay(day: Day, today: Day, locale: Locale): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  const format = new Intl.DateTimeFormat(TAGS[locale], { month: 'short', day: 'numeric', timeZone: 'UTC', ...year });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** The days on which care is due, the first one interval from `today`. */
export function dueDays(today: Day, every: Every, count: number): readonly Day[] {
  return Array.from({ length: count }, (_, at) => {
    const times = at + 1;
    return MONTHS[every] > 0 ? addMonths(today, MONTHS[every] * times) : addDays(today, DAYS[every] * times);
  });
}
