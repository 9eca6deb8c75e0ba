/** Ranges of time that reports are asked for. Pure. */

import type { TimeRange } from '#adapters/desk-contract.ts';

/** How many days back a report looks, today included. */
export type Span = 1 | 7 | 30 | 90;

/** All spans. */
export const SPANS: readonly Span[] = [1, 7, 30, 90];

const DAY_MS = 86_400_000;

/** The range of the last days, to the end of today in the reader's time zone, so that it stays the same all day. */
export function rangeOf(span: Span, nowMs: number): TimeRange {
  const day = new Date(nowMs);
  const toMs = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
  return { fromMs: toMs - span * DAY_MS, toMs };
}
