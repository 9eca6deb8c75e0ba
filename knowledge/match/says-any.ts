/** Tells whether a text fits one of many patterns, trying only those whose words it holds. */

import { indexPatterns, type PatternIndex } from './pattern-index.ts';

/** Fewer are tried in less time than looked up. */
const FEW = 6;

const indexes = new WeakMap<readonly RegExp[], PatternIndex>();

/** Whether any of the patterns, as content files compile to, matches a normalised text. Lists are indexed once. */
export function saysAny(patterns: readonly RegExp[], normal: string): boolean {
  if (patterns.length < FEW) return patterns.some((pattern) => pattern.test(normal));
  const index = indexes.get(patterns) ?? indexPatterns(patterns);
  indexes.set(patterns, index);
  return index.candidates(normal).some((number) => patterns[number]?.test(normal));
}
