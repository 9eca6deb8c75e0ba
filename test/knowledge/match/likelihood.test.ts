import { describe, expect, it } from 'vitest';
import { conceptsOf, isFunctionWord } from '#knowledge/match/concepts.ts';
import { likelihoodsOf, trainLikelihood } from '#knowledge/match/likelihood.ts';
import { indexNeighbours } from '#knowledge/match/neighbours.ts';
import { packVectors } from '#knowledge/match/packed-vectors.ts';
import { spellMixed } from '#knowledge/match/spell-mixed.ts';
import { createLexicon, EMPTY_LEXICON } from '#knowledge/text/lexicon.ts';

const vector = (...at: number[]) => ({ at, value: at.map(() => 1 / Math.sqrt(at.length)), known: 1 });

describe('likelihood', () => {
  const index = indexNeighbours(packVectors([vector(0, 1), vector(0, 2), vector(3, 4), vector(3, 1)]), 5);
  const model = trainLikelihood(index, [0, 0, 1, 1], 3);

  it('is highest for the class that writes such features', () => {
    const [first = 0, second = 0] = likelihoodsOf(model, vector(0, 2));
    expect(first).toBeGreaterThan(second);
  });

  it('does not tell classes apart by what both write', () => {
    const [first = 0, second = 0] = likelihoodsOf(model, vector(1));
    expect(first).toBeCloseTo(second);
  });

  it('is 0 for a class without examples, and for a text without features', () => {
    expect(likelihoodsOf(model, vector(0))[2]).toBeCloseTo(0);
    expect(likelihoodsOf(model, vector()).every((score) => score === 0)).toBe(true);
  });
});

describe('English words', () => {
  it('of one meaning share a concept, in every form of the word', () => {
    expect(conceptsOf('ship').some((concept) => conceptsOf('deliveri').includes(concept))).toBe(true);
    expect(conceptsOf('zebra')).toEqual([]);
  });

  it('that say little are told from those that say much', () => {
    expect(['the', 'you', 'with'].every(isFunctionWord)).toBe(true);
    expect(['card', 'rain'].some(isFunctionWord)).toBe(false);
  });
});

describe('pinyin inside Chinese text', () => {
  const lexicon = createLexicon({}, ['机器断网了', '打印机没纸', '断网怎么办', '又断网了']);

  it('is spelt in the characters that the examples write', () => {
    expect(spellMixed('机器duanwang了', lexicon)).toBe('机器断网了');
  });

  it('is left alone in Latin text, in short runs and where no lexicon is known', () => {
    expect(spellMixed('duanwang le', lexicon)).toBe('duanwang le');
    expect(spellMixed('机器ip不对', lexicon)).toBe('机器ip不对');
    expect(spellMixed('机器duanwang了', EMPTY_LEXICON)).toBe('机器duanwang了');
  });
});
