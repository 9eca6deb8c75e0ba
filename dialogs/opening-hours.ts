/** Opening hours arithmetic: when people are there, and when a merchant may honestly expect an answer. */

import type { Institution, Locale, OpeningHours, Priority } from '#knowledge/guide.ts';
import type { Instant } from './message.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Longest stretch without service that is searched, in days. */
const HORIZON_DAYS = 30;

interface LocalTime {
  readonly day: string;
  readonly weekday: number;
  readonly minute: number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const formats = new Map<string, Intl.DateTimeFormat>();

function localFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}

/** A turn asks for the same few minutes again and again, and formatting one takes as long as reading a message. */
const minutes = new Map<string, LocalTime>();
const MOST_MINUTES = 256;

/** The institution's wall clock at an instant. */
function localTime(timeZone: string, at: Instant): LocalTime {
  const key = `${timeZone} ${Math.floor(at / MINUTE_MS)}`;
  const known = minutes.get(key);
  if (known) return known;
  const read = readLocalTime(timeZone, at);
  if (minutes.size >= MOST_MINUTES) minutes.clear();
  minutes.set(key, read);
  return read;
}

function readLocalTime(timeZone: string, at: Instant): LocalTime {
  const parts = Object.fromEntries(
    localFormat(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: WEEKDAYS.indexOf(parts.weekday ?? ''),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** The instant at which the wall clock of that day shows `minute` after midnight, also when the clocks change between. */
function atWallMinute(timeZone: string, at: Instant, minute: number): Instant {
  const guess = at + (minute - localTime(timeZone, at).minute) * MINUTE_MS;
  const off = (localTime(timeZone, guess).minute - minute) % DAY_MINUTES;
  const drift = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off < -DAY_MINUTES / 2 ? off + DAY_MINUTES : off;
  return guess - drift * MINUTE_MS;
}

/** The day at an instant on the institution's calendar, as `2026-12-01`. */
export function localDay(timeZone: string, at: Instant): string {
  return localTime(timeZone, at).day;
}

/** A day such as `2026-12-01` as people say it, with the year. */
export function sayDay(day: string, locale: Locale): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (locale !== 'en') return `${year} 年 ${month} 月 ${date} 日`;
  return `${date} ${MONTHS[month - 1] ?? ''} ${year}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The institution's wall clock at an instant, as `2026-12-01T18:00`; compares like the instants do. */
export function localStamp(timeZone: string, at: Instant): string {
  const { day, minute } = localTime(timeZone, at);
  return `${day}T${sayMinute(minute)}`;
}

function openRanges(hours: OpeningHours, local: LocalTime): OpeningHours['week'][number] {
  return hours.holidays.includes(local.day) ? [] : (hours.week[local.weekday] ?? []);
}

/** Whether people are at the desk at an instant. */
export function isOpen(hours: OpeningHours, at: Instant): boolean {
  const local = localTime(hours.timeZone, at);
  return openRanges(hours, local).some((range) => local.minute >= range.fromMinute && local.minute < range.toMinute);
}

/** The instant at which `minutes` of opening time have passed since `from`; `undefined` when the desk never opens. */
export function addOpenMinutes(hours: OpeningHours, from: Instant, minutes: number): Instant | undefined {
  let left = minutes;
  let at = from;
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    const local = localTime(hours.timeZone, at);
    for (const range of openRanges(hours, local)) {
      const start = Math.max(range.fromMinute, local.minute);
      if (start >= range.toMinute) continue;
      if (range.toMinute - start >= left) return atWallMinute(hours.timeZone, at, start + left);
      left -= range.toMinute - start;
    }
    at = atWallMinute(hours.timeZone, at, DAY_MINUTES);
  }
  return undefined;
}

/**
 * When an agent answers a ticket of this priority that opens now, on a whole minute: the one that the merchant is told
 * is the one that the desk is held to. `undefined` when hours say never.
 */
export function answerDue(institution: Institution, priority: Priority, now: Instant): Instant | undefined {
  const minutes = institution.answerWithinMinutes[priority];
  const from = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  if (institution.onCall.includes(priority)) return from + minutes * MINUTE_MS;
  return addOpenMinutes(institution.hours, from, minutes);
}

/** An instant as a merchant says it: "今天 11:00", "明天 09:30", "tomorrow 09:30", "Mon 24 Nov 09:30". */
export function sayInstant(timeZone: string, at: Instant, now: Instant, locale: Locale): string {
  const then = localTime(timeZone, at);
  const clock = sayMinute(then.minute);
  const today = localTime(timeZone, now).day;
  const tomorrow = localTime(timeZone, now + (DAY_MINUTES - localTime(timeZone, now).minute) * MINUTE_MS).day;
  if (then.day === today) return locale === 'en' ? `${clock} today` : `今天 ${clock}`;
  if (then.day === tomorrow) return locale === 'en' ? `${clock} tomorrow` : `明天 ${clock}`;
  return `${dayFormat(timeZone, locale).format(at)} ${clock}`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string, locale: Locale): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = dayFormats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    weekday: 'short',
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
  });
  dayFormats.set(key, made);
  return made;
}

const DAY_NAMES: Readonly<Record<Locale, readonly string[]>> = {
  'zh-Hans': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  'zh-Hant': ['週日', '週一', '週二', '週三', '週四', '週五', '週六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
/** Monday first, as hours are written. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

function sayMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The week's opening hours as a merchant reads them, such as "周一至周五 09:00–18:00"; empty when never open. */
export function sayHours(hours: OpeningHours, locale: Locale): string {
  const days = WEEK.map((weekday) => ({
    name: DAY_NAMES[locale][weekday] ?? '',
    ranges: (hours.week[weekday] ?? [])
      .map((range) => `${sayMinute(range.fromMinute)}–${sayMinute(range.toMinute)}`)
      .join(' '),
  }));
  const runs: { first: string; last: string; ranges: string }[] = [];
  for (const [index, { name, ranges }] of days.entries()) {
    const run = runs.at(-1);
    if (run && index > 0 && days[index - 1]?.ranges === ranges) run.last = name;
    else runs.push({ first: name, last: name, ranges });
  }
  const through = locale === 'en' ? '–' : '至';
  return runs
    .filter((run) => run.ranges !== '')
    .map((run) => `${run.first === run.last ? run.first : run.first + through + run.last} ${run.ranges}`)
    .join(locale === 'en' ? ', ' : '，');
}
