/** Spans and ages as agents read them. */

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
