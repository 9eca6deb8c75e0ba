/** Makes the matcher: screen texts, rules, examples and a linear model, fused into one score and one decision. */

import type { ScreenText } from '../guide.ts';
import type { Lexicon } from '../text/lexicon.ts';
import { readUtterance } from '../text/read-utterance.ts';
import type { Utterance } from '../text/utterance.ts';
import { combineSegments, type SegmentReading } from './combine-segments.ts';
import { featuresOf } from './features.ts';
import { type Evidence, fuse } from './fuse.ts';
import { trainLinear } from './linear.ts';
import type { Match, MatchContext, Matcher } from './matcher.ts';
import { dropDenied } from './negation.ts';
import { createNeighbourIndex } from './neighbours.ts';
import { resemblance } from './resemblance.ts';
import { createRuleBook, screenTextOf } from './rules.ts';
import { createVectorizer } from './vectors.ts';

/** What a matcher is made from. Patterns are tested against `Utterance.normal`; examples are lines as merchants type them. */
export interface MatcherInput {
  readonly symptoms: readonly {
    readonly id: string;
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
  /** Reads the examples the way utterances are read; leave it out only where utterances are read without one too. */
  readonly lexicon?: Lexicon;
}

interface Example {
  readonly id: string;
  readonly text: string;
  readonly utterance: Utterance;
}

/** How many nearest examples vote, and how many of them are compared letter by letter. */
const NEIGHBOURS = 24;
const COMPARED = 6;

/** Trains a matcher. Deterministic; takes a fraction of a second for some thousand examples. */
export function createMatcher(input: MatcherInput): Matcher {
  const ids = [...new Set([...input.symptoms, ...input.controls].map(({ id }) => id))];
  const examples = readExamples(input);
  const evidenceOf = createEvidence(input, ids, examples);
  const exact = new Map(examples.map((example) => [example.utterance.normal, example]));
  const confusable = new Map(input.symptoms.map((symptom) => [symptom.id, symptom.confusable]));

  function read(text: string, whole: boolean): SegmentReading {
    const evidence = evidenceOf(asUtterance(text), exact.get(text));
    return { text, whole, ...fuse(evidence, ids) };
  }

  return {
    match(utterance: Utterance, context?: MatchContext): Match {
      const kept = dropDenied(utterance.segments);
      const text = kept.length === utterance.segments.length ? utterance.normal : kept.join(',');
      return combineSegments(read(text, true), (segment) => read(segment, false), kept, confusable, context);
    },
  };
}

function asUtterance(text: string): Utterance {
  return readUtterance(text);
}

function readExamples(input: MatcherInput): readonly Example[] {
  return [...input.symptoms, ...input.controls].flatMap(({ id, examples }) =>
    examples.map((text) => ({ id, text, utterance: readUtterance(text, input.lexicon) })),
  );
}

/** Every reader's opinion on one text. */
function createEvidence(
  input: MatcherInput,
  ids: readonly string[],
  examples: readonly Example[],
): (utterance: Utterance, exact: Example | undefined) => Evidence {
  const features = examples.map((example) => featuresOf(example.utterance));
  const vectorizer = createVectorizer(features);
  const vectors = features.map((one) => vectorizer.vectorOf(one));
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const model = trainLinear(
    vectors,
    examples.map(({ id }) => numbers.get(id) ?? -1),
    ids.length,
    vectorizer.size,
  );
  const index = createNeighbourIndex(vectors, vectorizer.size);
  const rules = [...input.symptoms, ...input.controls].flatMap(({ id, rules: patterns }) =>
    patterns.map((pattern) => ({ id, pattern })),
  );
  const book = createRuleBook(
    rules,
    examples.map(({ id, utterance }) => ({ id, normal: utterance.normal })),
  );
  return (utterance, exact) => {
    const vector = vectorizer.vectorOf(featuresOf(utterance));
    const near = index.nearest(vector, NEIGHBOURS).map(({ example, similarity }, rank) => {
      const { id, text, utterance: known } = examples[example] as Example;
      const alike = rank < COMPARED ? resemblance(utterance.normal, known.normal) : 0;
      return { id, text, similarity, alike };
    });
    return {
      margins: model.marginsOf(vector),
      known: vector.known,
      near,
      rules: book.hitsOf(utterance.normal),
      screen: screenTextOf(utterance.normal, input.screenTexts),
      exact: exact && { id: exact.id, text: exact.text },
    };
  };
}
