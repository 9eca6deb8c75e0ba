/** Days and times as people say them, in the institution's time zone. */

import type { VisitSlot } from '#dialogs/renewal.ts';
import type { Locale } from '#knowledge/guide.ts';

const tag = (locale: Locale): string => (locale === 'en' ? 'en-GB' : locale);

/** A day with its weekday, and a time from and to. */
export function sayVisit({ fromMs, toMs }: VisitSlot, timeZone: string, locale: Locale): string {
  const day = new Intl.DateTimeFormat(tag(locale), { timeZone, weekday: 'short', month: 'long', day: 'numeric' });
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${day.format(fromMs)} ${clock.format(fromMs)}–${clock.format(toMs)}`;
}

/** A day. */
export function sayDate(atMs: number, timeZone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tag(locale), { timeZone, month: 'long', day: 'numeric' }).format(atMs);
}

/** A day and a time. */
export function sayMoment(atMs: number, timeZone: string, locale: Locale): string {
  const options = {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return new Intl.DateTimeFormat(tag(locale), options).format(atMs);
}
