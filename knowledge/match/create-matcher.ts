/** Makes the matcher: screen texts, rules, examples and a linear model, fused into one score and one decision. */

import type { ScreenText } from '../guide.ts';
import type { Lexicon } from '../text/lexicon.ts';
import { readUtterance } from '../text/read-utterance.ts';
import { remember, rememberBeside } from '../text/remember.ts';
import type { Utterance } from '../text/utterance.ts';
import { dropSettled, tellsNothingWrong } from './all-well.ts';
import { combineSegments } from './combine-segments.ts';
import { dropBackground } from './drop-background.ts';
import { dropFacts, holdsOnlyFacts } from './drop-facts.ts';
import { dropSpokenFiller } from './drop-spoken-filler.ts';
import { dropTime } from './drop-time.ts';
import { ANYBODY, type Fused, fuse, MERCHANTS } from './fuse.ts';
import { type Example, openReaders, type TrainedReaders, trainReaders } from './gather-evidence.ts';
import type { Assist } from './linear.ts';
import type { Match, Matcher } from './matcher.ts';
import { foreignness } from './name-things.ts';
import { dropDenied } from './negation.ts';
import type { Rule } from './rules.ts';
import { latinWordsOf, spellMixed } from './spell-mixed.ts';
import type { Reading } from './stated-symptoms.ts';
import type { Meanings } from './word-meaning.ts';

/** What a matcher is made from. Patterns are tested against `Utterance.normal`; examples are lines as merchants type them. */
export interface MatcherInput {
  readonly symptoms: readonly {
    readonly id: string;
    /** What the symptom is called, where that says in words what it is about. */
    readonly name?: string;
    readonly examples: readonly string[];
    readonly rules: readonly RegExp[];
    readonly confusable: readonly string[];
  }[];
  readonly controls: readonly {
    readonly id: string;
    readonly examples: readonly string[];
    readonly rules: readonly RegExp[];
  }[];
  readonly screenTexts: readonly ScreenText[];
  /**
   * The texts are of any trade, and each stands for one id: no part is read by itself, nothing is left out as denied,
   * and naming other things than terminals is no sign of being outside. What their words mean in general counts.
   */
  readonly wholeTexts?: Meanings;
  /** Reads the examples the way utterances are read; leave it out only where utterances are read without one too. */
  readonly lexicon?: Lexicon;
}

/** A matcher's training, as plain data that another thread can make. */
export interface TrainedMatcher {
  readonly examples: readonly Example[];
  readonly readers: TrainedReaders;
}

const ONLY_FACTS: Match = { decision: 'reject', ranked: [], multi: [], because: 'only facts, no trouble' };

const NOTHING_WRONG: Match = { decision: 'reject', ranked: [], multi: [], because: 'nothing is the matter' };

const idsOf = ({ symptoms, controls }: MatcherInput): readonly string[] => [
  ...new Set([...symptoms, ...controls].map(({ id }) => id)),
];

const ruleLists = new WeakMap<MatcherInput, readonly Rule[]>();

/** One list for an input, so that its index is made once. */
function rulesOf(input: MatcherInput): readonly Rule[] {
  const known = ruleLists.get(input);
  if (known) return known;
  const { symptoms, controls } = input;
  const rules = [...symptoms, ...controls].flatMap(({ id, rules }) => rules.map((pattern) => ({ id, pattern })));
  ruleLists.set(input, rules);
  return rules;
}

/** Trains; takes a fraction of a second for some thousand examples. Deterministic, with help or without. */
export function trainMatcher(input: MatcherInput, assist?: Assist): TrainedMatcher {
  const examples = [...input.symptoms, ...input.controls].flatMap(({ id, examples: lines }) =>
    lines.map((text) => ({ id, text, normal: readUtterance(text, input.lexicon).normal })),
  );
  const names = new Map(
    input.symptoms.flatMap(({ id, name }) =>
      name === undefined ? [] : [[id, readUtterance(name, input.lexicon).normal] as const],
    ),
  );
  return {
    examples,
    readers: trainReaders(
      { ids: idsOf(input), examples, names, rules: rulesOf(input), meanings: input.wholeTexts },
      assist,
    ),
  };
}

/** Trains a matcher and opens it. */
export function createMatcher(input: MatcherInput, assist?: Assist): Matcher {
  return openMatcher(trainMatcher(input, assist), input);
}

/** The matcher that was trained on the same input; opening one takes a few milliseconds. */
export function openMatcher({ examples, readers }: TrainedMatcher, input: MatcherInput): Matcher {
  const ids = idsOf(input);
  const evidenceOf = openReaders(readers, {
    ids,
    examples,
    rules: rulesOf(input),
    screenTexts: input.screenTexts,
    meanings: input.wholeTexts,
  });
  const confusable = new Map(input.symptoms.map((symptom) => [symptom.id, symptom.confusable]));
  const fuseAll = (text: string): Fused =>
    input.wholeTexts
      ? fuse(evidenceOf(text), ids, 0, ANYBODY)
      : fuse(evidenceOf(text), ids, foreignness(text), MERCHANTS);
  const familiar = input.wholeTexts ? latinWordsOf(examples.map(({ normal }) => normal)) : undefined;
  const read = remember((text: string): Reading => ({ text, ...fuseAll(text) }));
  const match = rememberBeside((utterance: Utterance, symptom: string | undefined): Match => {
    const context = symptom === undefined ? {} : { symptom };
    const normal = spellMixed(utterance.normal, input.lexicon, familiar);
    if (input.wholeTexts) return combineSegments(read(normal), read, [], confusable, context);
    if (holdsOnlyFacts(normal)) return ONLY_FACTS;
    if (tellsNothingWrong(normal)) return NOTHING_WRONG;
    const stated = statedIn(normal);
    return combineSegments(read(stated), read, stated.split(','), confusable, context);
  });
  return { match: (utterance, context) => match(utterance, context?.symptom) };
}

/** What is left to be read for symptoms: no numbers, and nothing that is said not to be the trouble. */
export function statedIn(normal: string): string {
  const clauses = dropFacts(dropSpokenFiller(normal)).split(',');
  return dropTime(dropDenied(dropBackground(dropSettled(clauses))).join(','));
}
