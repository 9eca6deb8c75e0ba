/** Spans, ages and instants as agents read them. */

import type { Words } from './wording.ts';

/** A time span in the coarsest unit that says enough. */
export function spanInWords(spanMs: number, words: Words): string {
  const minutes = Math.max(0, Math.floor(spanMs / 60_000));
  if (minutes < 60) return words.minutes(minutes);
  if (minutes < 48 * 60) return words.hours(Math.floor(minutes / 60));
  return words.days(Math.floor(minutes / 1440));
}

/** How long ago the ticket came, in words. */
export function ageInWords(openedAtMs: number, nowMs: number, words: Words): string {
  const spanMs = nowMs - openedAtMs;
  return words.openedAgo(spanMs < 60_000 ? undefined : spanInWords(spanMs, words));
}

/**
 * A countdown under a quarter of an hour runs by the second; above that it is a span in words. Both have their units, as
 * `13:44` beside a promise would be taken for the time of day.
 */
export function countdownInWords(leftMs: number, words: Words): string {
  const seconds = Math.floor(Math.abs(leftMs) / 1000);
  if (seconds >= 15 * 60) return spanInWords(Math.abs(leftMs), words);
  return words.countdown(Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'));
}

/** Day and time, such as `11/24 10:00`. */
export function instantInWords(atMs: number, { lang }: Pick<Words, 'lang'>): string {
  return new Intl.DateTimeFormat(lang, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(atMs);
}
