/** Features as numbers: different ones stay apart, and a table finds each again. */

import { describe, expect, test } from 'vitest';
import {
  keyOfKeys,
  keyOfOne,
  keyOfText,
  keyOfTwo,
  kindOf,
  numberKeys,
  numberOf,
} from '#knowledge/match/feature-key.ts';
import { featuresOf } from '#knowledge/match/features.ts';

const unit = (sign: string): number => sign.charCodeAt(0);

describe('a feature', () => {
  test('is a whole number that tells its kind', () => {
    const keys = [
      keyOfOne(1, unit('网')),
      keyOfTwo(2, unit('断'), unit('网')),
      keyOfText(14, '机器没网了'),
      keyOfKeys(12, keyOfText(10, 'ji'), keyOfText(10, 'qi'), keyOfText(10, 'mei')),
    ];
    expect(keys.every(Number.isSafeInteger)).toBe(true);
    expect(keys.map(kindOf)).toEqual([1, 2, 14, 12]);
  });

  test('differs with its kind, its signs and their order', () => {
    const [one, other] = [keyOfText(10, 'ji'), keyOfText(10, 'qi')];
    const keys = [
      keyOfTwo(2, unit('断'), unit('网')),
      keyOfTwo(2, unit('网'), unit('断')),
      keyOfText(4, '断网'),
      keyOfText(5, '断网'),
      keyOfText(4, '网断'),
      keyOfKeys(11, one, other),
      keyOfKeys(11, other, one),
      keyOfKeys(12, one, other, one),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('a hundred thousand texts have as many keys', () => {
    const keys = new Set<number>();
    for (let number = 0; number < 100_000; number++) keys.add(keyOfText(4, `词${number.toString(36)}`));
    expect(keys.size).toBe(100_000);
  });

  test('of a text come with the same numbers whenever it is read, in Chinese and in English', () => {
    for (const text of ['机器没网了,小票也打不出', "the printer isn't printing", 'ji qi mei wang le 05']) {
      expect(featuresOf(text).length).toBeGreaterThan(20);
      expect(featuresOf(text)).toEqual(featuresOf(text));
    }
  });
});

describe('a table of features', () => {
  const features = Array.from({ length: 5_000 }, (_, at) => keyOfText((at % 14) + 1, `f${at}`));
  const numbers = numberKeys();
  for (const feature of [...features, ...features]) numbers.take(feature);

  test('numbers each once, as they come, however much it grows', () => {
    expect(numbers.size()).toBe(features.length);
    expect(features.map((feature) => numberOf(numbers.table(), feature))).toEqual(features.map((_, at) => at));
  });

  test('does not know others', () => {
    expect(numberOf(numbers.table(), keyOfText(3, 'f5001'))).toBe(-1);
    expect(numberOf(numberKeys().table(), keyOfText(3, 'f1'))).toBe(-1);
  });
});
