/** Tells whether a text fits one of many patterns, trying only those whose words it holds. */

import { rememberBeside } from '../text/remember.ts';
import type { Utterance } from '../text/utterance.ts';
import { indexPatterns, type PatternIndex } from './pattern-index.ts';

/** Fewer are tried in less time than looked up. */
const FEW = 6;

const indexes = new WeakMap<object, PatternIndex>();

/** Whether any of the patterns, as content files compile to, matches a normalised text. Lists are indexed once. */
export function saysAny(patterns: readonly RegExp[], normal: string): boolean {
  if (patterns.length < FEW) return patterns.some((pattern) => pattern.test(normal));
  const index = indexes.get(patterns) ?? indexPatterns(patterns);
  indexes.set(patterns, index);
  return index.candidates(normal).some((number) => patterns[number]?.test(normal));
}

/** The same for an utterance, which remembers what was asked of it. */
export const uttersAny = rememberBeside(({ normal }: Utterance, patterns: readonly RegExp[]) =>
  saysAny(patterns, normal),
);

/** Whether one of the patterns matches all of a normalised text, and not only a part. */
export function saysAllOf(patterns: readonly RegExp[], normal: string): boolean {
  return patterns.some((pattern) => pattern.exec(normal)?.[0] === normal);
}

/** The first of the entries whose pattern matches a normalised text. Lists are indexed once. */
export function firstSaid<T extends { readonly pattern: RegExp }>(
  entries: readonly T[],
  normal: string,
): T | undefined {
  return mayBeSaid(entries, ({ pattern }) => pattern, normal).find(({ pattern }) => pattern.test(normal));
}

/** The entries whose patterns are worth trying on a text, in their order; no other can match. Lists are indexed once. */
export function mayBeSaid<T>(entries: readonly T[], patternOf: (entry: T) => RegExp, text: string): readonly T[] {
  const index = indexes.get(entries) ?? indexPatterns(entries.map(patternOf));
  indexes.set(entries, index);
  return index.candidates(text).map((number) => entries[number] as T);
}
