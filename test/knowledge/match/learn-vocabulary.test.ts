/** Learning many texts at once: it must come to what reading them one by one comes to. */

import { describe, expect, it } from 'vitest';
import { listFeatures } from '#knowledge/match/feature-lists.ts';
import { featuresOf } from '#knowledge/match/features.ts';
import { learnVectors, learnVocabulary } from '#knowledge/match/learn-vocabulary.ts';
import { packVectors } from '#knowledge/match/packed-vectors.ts';
import { vectorOf } from '#knowledge/match/vectors.ts';

const WORDS = ['机器', '没网', '打印', '小票', 'wifi', 'printer', '刷卡', '不了', 'the', '红灯', '签到', ',', ' '];

/** Some of them alike, one empty. */
const texts = [
  '',
  '没网没网没网',
  ...Array.from({ length: 240 }, (_, at) =>
    [1, 3, 5, 7].map((step) => WORDS[(at * step + at * at) % WORDS.length]).join(''),
  ),
];

describe('the features of many texts', () => {
  it('are those of each text, in the order of the texts', () => {
    const { starts, features } = listFeatures(texts, featuresOf);
    const cut = texts.map((_, at) => [...features.slice(starts[at], starts[at + 1])]);
    expect(cut).toEqual(texts.map((text) => [...featuresOf(text)]));
  });

  it('give the vocabulary and the vectors that each text has when it is read', () => {
    const { vocabulary, vectors } = learnVectors(listFeatures(texts, featuresOf));
    expect(vocabulary).toEqual(learnVocabulary(texts.map(featuresOf)));
    expect(vectors).toEqual(packVectors(texts.map((text) => vectorOf(vocabulary, featuresOf(text)))));
  });
});
