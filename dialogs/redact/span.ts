/** A stretch of folded text that must not be stored, and the order in which overlapping finds win. */

import type { SensitiveKind } from './sensitive-kind.ts';

/** A find. `start` and `end` (exclusive) count characters of the folded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: SensitiveKind;
  /** What is written in its place. */
  readonly mask: string;
}

/** Joins finds, given strongest first, dropping those that overlap a stronger one; sorted by place. */
export function mergeSpans(finds: readonly Span[]): readonly Span[] {
  const taken = new Map<number, Span>();
  const kept: Span[] = [];
  for (const span of finds) {
    if (isTaken(taken, span)) continue;
    for (let at = span.start; at < span.end; at += 1) taken.set(at, span);
    kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function isTaken(taken: ReadonlyMap<number, Span>, span: Span): boolean {
  for (let at = span.start; at < span.end; at += 1) if (taken.has(at)) return true;
  return false;
}
