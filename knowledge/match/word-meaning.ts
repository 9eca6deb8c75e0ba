/** What words mean, as points in a space where words that are used alike lie near each other. */

import type { Feature } from './feature-key.ts';
import { isHan, latinKey } from './features.ts';
import { type SparseVector, type Vocabulary, weightIn } from './vectors.ts';

/** A direction in the space of meanings, of length one. */
export type Meaning = Float32Array;

/** A row of numbers for each stem, spelt one sign a number, in the order of the stems. */
export interface WordVectors {
  readonly dimensions: number;
  /** Separated by blanks. */
  readonly stems: string;
  /** In the signs of base64. */
  readonly values: string;
}

/** What the words of a language mean in general. */
export interface Meanings {
  /** How many numbers a meaning has. */
  readonly size: number;
  /**
   * The mean of what the words of a text mean, the rarer ones counting more; `undefined` where no word is known, and for
   * text with Chinese in it, whose Latin words are mostly names.
   */
  of(vocabulary: Vocabulary, features: readonly Feature[]): Meaning | undefined;
}

/** The length of a meaning beside that of the words themselves. */
const SHARE = 0.6;

/** The steps in which a value is spelt, one sign each, lie as far to the one side of zero as to the other. */
const ZERO = 32;

/** Reads a table; its stems when first asked, each word when it is first met. */
export function createMeanings(table: WordVectors): Meanings {
  const size = table.dimensions;
  const words = new Map<number, Meaning>();
  let rows: ReadonlyMap<Feature, number> | undefined;
  const wordAt = (row: number): Meaning => {
    const known = words.get(row);
    if (known) return known;
    const read = readRow(table, row);
    words.set(row, read);
    return read;
  };
  return {
    size,
    of(vocabulary, features) {
      if (features.some(isHan)) return undefined;
      rows ??= new Map(table.stems.split(' ').map((stem, row) => [latinKey(stem), row]));
      let sum: Meaning | undefined;
      for (const feature of features) {
        const row = rows.get(feature);
        if (row === undefined) continue;
        sum ??= new Float32Array(size);
        const word = wordAt(row);
        const weight = weightIn(vocabulary, feature);
        for (let at = 0; at < size; at++) sum[at] = (sum[at] as number) + weight * (word[at] as number);
      }
      return sum && normalise(sum);
    },
  };
}

/** What all of the texts mean together: a text is told by how it differs from it. */
export function commonMeaning(meanings: readonly (Meaning | undefined)[], size: number): Meaning {
  const sum = new Float32Array(size);
  const known = meanings.filter((one) => one !== undefined);
  for (const one of known) for (let at = 0; at < size; at++) sum[at] = (sum[at] as number) + (one[at] as number);
  return sum.map((one) => one / Math.max(1, known.length));
}

/** The vector of a text with what the text means beside its features, from the number `from` on; its length stays one. */
export function withMeaning(
  vector: SparseVector,
  meaning: Meaning | undefined,
  common: Meaning | undefined,
  from: number,
): SparseVector {
  if (!meaning || !common) return vector;
  const apart = normalise(meaning.map((one, at) => one - (common[at] as number)));
  const scale = 1 / Math.hypot(1, SHARE);
  const at = [...vector.at];
  const value = vector.value.map((one) => one * scale);
  for (let i = 0; i < apart.length; i++) {
    at.push(from + i);
    value.push((apart[i] as number) * SHARE * scale);
  }
  return { at, value, known: vector.known };
}

function readRow({ dimensions, values }: WordVectors, row: number): Meaning {
  const begin = row * dimensions;
  return normalise(Float32Array.from({ length: dimensions }, (_, at) => stepOf(values.charCodeAt(begin + at)) - ZERO));
}

/** The place of a sign in the alphabet of base64. */
function stepOf(sign: number): number {
  if (sign >= 97) return sign - 97 + 26;
  if (sign >= 65) return sign - 65;
  if (sign >= 48) return sign - 48 + 52;
  return sign === 43 ? 62 : 63;
}

/** Makes it of length one where it has a length. */
function normalise(meaning: Meaning): Meaning {
  let square = 0;
  for (const one of meaning) square += one * one;
  const length = Math.sqrt(square) || 1;
  for (let at = 0; at < meaning.length; at++) meaning[at] = (meaning[at] as number) / length;
  return meaning;
}
