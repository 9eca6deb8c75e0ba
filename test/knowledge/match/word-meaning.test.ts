/** Words that are used alike count as alike where whole texts of any trade are read. */

import { describe, expect, it } from 'vitest';
import { createMatcher } from '#knowledge/match/create-matcher.ts';
import { englishMeanings } from '#knowledge/match/english-meanings.ts';
import { featuresOf } from '#knowledge/match/features.ts';
import { learnVocabulary } from '#knowledge/match/learn-vocabulary.ts';
import { commonMeaning, type Meaning } from '#knowledge/match/word-meaning.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

const vocabulary = learnVocabulary([featuresOf('a line')]);
const meant = (text: string): Meaning | undefined => englishMeanings.of(vocabulary, featuresOf(text));

function closeness(one: string, other: string): number {
  const [a, b] = [meant(one), meant(other)];
  if (!a || !b) return 0;
  return a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0);
}

describe('what words mean', () => {
  it('lies near for words that are used alike', () => {
    expect(closeness('doctor', 'physician')).toBeGreaterThan(closeness('doctor', 'guitar') + 0.3);
    expect(closeness('bread', 'cheese')).toBeGreaterThan(closeness('bread', 'airport') + 0.3);
  });

  it('is the same in every form of a word', () => {
    expect(closeness('airports', 'airport')).toBeCloseTo(1);
  });

  it('is nothing for unknown words and for Chinese text', () => {
    expect(meant('qzxv wvkq')).toBeUndefined();
    expect(meant('播放 beatles 的歌')).toBeUndefined();
  });

  it('has no common part without texts', () => {
    expect([...commonMeaning([undefined], englishMeanings.size)].every((one) => one === 0)).toBe(true);
  });
});

describe('a matcher of whole texts', () => {
  const symptom = (id: string, ...examples: readonly string[]) => ({ id, examples, rules: [], confusable: [] });
  const matcher = createMatcher({
    symptoms: [
      symptom('food', 'bread', 'rice', 'soup'),
      symptom('music', 'guitar', 'piano', 'violin'),
      symptom('travel', 'airport', 'train', 'hotel'),
    ],
    controls: [],
    screenTexts: [],
    wholeTexts: englishMeanings,
  });
  const likeliest = (text: string): string | undefined => matcher.match(readUtterance(text)).ranked[0]?.id;

  it('knows words that no example shows by what they mean', () => {
    expect(['cheese', 'cello', 'flight'].map(likeliest)).toEqual(['food', 'music', 'travel']);
  });

  it('names the likeliest even when nothing is known of a text, and rejects it', () => {
    const { ranked, decision } = matcher.match(readUtterance('qzxv wvkq'));
    expect(ranked).toHaveLength(1);
    expect(decision).toBe('reject');
  });
});
