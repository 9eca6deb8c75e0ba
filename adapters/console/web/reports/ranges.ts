/** Ranges of time that reports are asked for. Pure. */

import type { TimeRange } from '#adapters/desk-contract.ts';
import { instantAt, wallClock } from '../zoned-time.ts';

/** How many days back a report looks, today included. */
export type Span = 1 | 7 | 30 | 90;

/** All spans. */
export const SPANS: readonly Span[] = [1, 7, 30, 90];

const DAY_MS = 86_400_000;

/**
 * The range of the last days, to the end of today where the institution is, so that it stays the same all day and holds
 * the days that the figures are counted by, wherever the reader is.
 */
export function rangeOf(span: Span, nowMs: number, timeZone: string): TimeRange {
  const today = Date.parse(wallClock(nowMs, timeZone).slice(0, 10));
  const beginningOf = (dayMs: number): number =>
    instantAt(new Date(dayMs).toISOString().slice(0, 10), '00:00', timeZone);
  return { fromMs: beginningOf(today - (span - 1) * DAY_MS), toMs: beginningOf(today + DAY_MS) };
}
