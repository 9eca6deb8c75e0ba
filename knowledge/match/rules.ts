/** Evidence from patterns: screen texts first, then the rules of symptoms and controls, each as good as its record. */

import type { ScreenText } from '../guide.ts';
import { indexPatterns, type PatternIndex } from './pattern-index.ts';

/** A pattern that matched. `strength` is 0 to 1: how far it can be trusted, times how much of the text it explains. */
export interface RuleHit {
  readonly id: string;
  readonly pattern: string;
  /** The words of the text that matched. */
  readonly words: string;
  readonly strength: number;
}

/** Finds the best hit of every id in a normalised text. */
export interface RuleBook {
  hitsOf(normal: string): ReadonlyMap<string, RuleHit>;
}

/** A pattern and the id that it stands for. */
export interface Rule {
  readonly id: string;
  readonly pattern: RegExp;
}

/** Examples that rules are judged by. */
export interface JudgedExample {
  readonly id: string;
  readonly normal: string;
}

/** Patterns look at this many characters; the trouble is named early. */
const READ_CHARACTERS = 400;

/** For every rule the numbers of the examples that it may match: what it is judged by once it is used. */
export function findRecords(
  rules: readonly Rule[],
  examples: readonly JudgedExample[],
): readonly (readonly number[])[] {
  return indexOf(rules).textsFor(examples.map(({ normal }) => normal));
}

const indexes = new WeakMap<readonly Rule[], PatternIndex>();

/** Those who train and those who read have the same rules. */
function indexOf(rules: readonly Rule[]): PatternIndex {
  const index = indexes.get(rules) ?? indexPatterns(rules.map(({ pattern }) => pattern));
  indexes.set(rules, index);
  return index;
}

/** Opens the rules with the record of each. */
export function createRuleBook(
  rules: readonly Rule[],
  records: readonly (readonly number[])[],
  examples: readonly JudgedExample[],
): RuleBook {
  const index = indexOf(rules);
  const reliabilities: (number | undefined)[] = rules.map(() => undefined);
  const judge = (number: number): number => {
    const known = reliabilities[number];
    if (known !== undefined) return known;
    const own = (rules[number] as Rule).id;
    // The same trouble with a fridge or a phone says nothing against a rule about terminals.
    const record = (records[number] ?? [])
      .map((example) => examples[example] as JudgedExample)
      .filter(({ id }) => id === own || id !== 'ctl-oos');
    const judged = reliabilityOf(rules[number] as Rule, record);
    reliabilities[number] = judged;
    return judged;
  };
  return {
    hitsOf(normal) {
      const text = normal.slice(0, READ_CHARACTERS);
      const hits = new Map<string, RuleHit>();
      for (const number of index.candidates(text)) {
        const rule = rules[number] as Rule;
        const words = rule.pattern.exec(text)?.[0];
        if (!words) continue;
        const strength = judge(number) * coverage(words, text);
        if (strength > (hits.get(rule.id)?.strength ?? 0)) {
          hits.set(rule.id, { id: rule.id, pattern: rule.pattern.source, words, strength });
        }
      }
      return hits;
    },
  };
}

/** Finds the first screen text that a merchant quotes, if any. */
export function createScreenReader(screenTexts: readonly ScreenText[]): (normal: string) => RuleHit | undefined {
  const index = indexPatterns(screenTexts.map(({ pattern }) => pattern));
  return (normal) => {
    const text = normal.slice(0, READ_CHARACTERS);
    for (const number of index.candidates(text)) {
      const { pattern, symptom } = screenTexts[number] as ScreenText;
      const words = pattern.exec(text)?.[0];
      if (words) return { id: symptom, pattern: pattern.source, words, strength: coverage(words, text) };
    }
    return undefined;
  };
}

/**
 * How far a rule can be trusted, 0 to 1: the share of its hits that are its own examples. A rule that often matches the
 * examples of other ids counts less, so a careless one does no harm.
 */
function reliabilityOf({ id, pattern }: Rule, examples: readonly JudgedExample[]): number {
  const hits = examples.filter(({ normal }) => pattern.test(normal));
  return (hits.filter((example) => example.id === id).length + 1) / (hits.length + 1.3);
}

/** A rule that explains a few signs of a long text says less than one that explains it all. */
function coverage(words: string, text: string): number {
  return Math.min(1, 0.45 + 0.65 * (words.length / Math.max(1, Math.min(text.length, 24))));
}
