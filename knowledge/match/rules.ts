/** Evidence from patterns: screen texts first, then the rules of symptoms and controls, each as good as its record. */

import type { ScreenText } from '../guide.ts';
import { indexPatterns } from './pattern-index.ts';

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

interface Rule {
  readonly id: string;
  readonly pattern: RegExp;
  /** Learnt on first use: the share of its hits on the examples that are its own. */
  reliability?: number;
}

/** Examples that rules are judged by. */
export interface JudgedExample {
  readonly id: string;
  readonly normal: string;
}

/** Patterns look at this many characters; the trouble is named early. */
const READ_CHARACTERS = 400;

/** Collects the rules. A rule that often matches the examples of other ids counts less, so a careless one does no harm. */
export function createRuleBook(
  rules: readonly { readonly id: string; readonly pattern: RegExp }[],
  examples: readonly JudgedExample[],
): RuleBook {
  const book: readonly Rule[] = rules.map(({ id, pattern }) => ({ id, pattern }));
  const index = indexPatterns(rules.map(({ pattern }) => pattern));
  return {
    hitsOf(normal) {
      const text = normal.slice(0, READ_CHARACTERS);
      const hits = new Map<string, RuleHit>();
      for (const number of index.candidates(text)) {
        const rule = book[number] as Rule;
        const words = rule.pattern.exec(text)?.[0];
        if (!words) continue;
        rule.reliability ??= reliabilityOf(rule, examples);
        const strength = rule.reliability * coverage(words, text);
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

function reliabilityOf(rule: Rule, examples: readonly JudgedExample[]): number {
  let own = 0;
  let others = 0;
  for (const example of examples) {
    if (!rule.pattern.test(example.normal)) continue;
    if (example.id === rule.id) own += 1;
    else others += 1;
  }
  return (own + 1) / (own + others + 1.3);
}

/** A rule that explains a few signs of a long text says less than one that explains it all. */
function coverage(words: string, text: string): number {
  return Math.min(1, 0.45 + 0.65 * (words.length / Math.max(1, Math.min(text.length, 24))));
}
