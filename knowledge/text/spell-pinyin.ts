/** Writes pinyin in characters: the likeliest reading, judged by which characters follow each other in familiar lines. */

import { isHan } from './han.ts';
import { countPairs, type PairCounts } from './pair-counts.ts';
import { looseSyllable, readingsOf } from './pinyin.ts';

/** Reads a run of syllables. */
export interface PinyinSpeller {
  /** The likeliest characters, and the share of their joints (0 to 1) that occurs in the familiar lines. */
  spell(syllables: readonly string[]): Spelt | undefined;
}

/** Characters, one a syllable. */
export interface Spelt {
  readonly characters: string;
  readonly familiar: number;
}

/** Only the commonest characters of a syllable are considered. */
const MOST_CANDIDATES = 14;
/** What a character costs, in natural logarithms, when it is only the southern reading of the syllable. */
const SOUTHERN = 3;
/** How much the pair counts against the character alone. */
const PAIR = 0.85;
const BEGINNING = '^';

interface Candidate {
  readonly character: string;
  /** The number of the character, for the pairs. */
  readonly number: number;
  readonly cost: number;
  /** What it costs behind a character that it has never been seen behind. */
  readonly alone: number;
}

/** The likeliest way so far to a character; `number` is the character's. */
interface Path {
  readonly number: number;
  readonly cost: number;
  readonly characters: string;
  readonly joints: number;
}

/** How often characters, and pairs of them, occur in the familiar lines. The beginning counts as a character. */
interface Counts {
  readonly numbers: ReadonlyMap<string, number>;
  /** By the number of the character. */
  readonly single: readonly number[];
  readonly pairs: PairCounts;
  readonly total: number;
}

/** Learns from lines in simplified characters; anything else in them is passed over. */
export function createPinyinSpeller(lines: Iterable<string>): PinyinSpeller {
  const counts = count(lines);
  const bySyllable = readings(counts);
  const known = new Map<string, readonly Candidate[]>();
  const candidatesOf = (syllable: string): readonly Candidate[] => {
    const before = known.get(syllable);
    if (before) return before;
    const found = candidatesFor(syllable, bySyllable);
    known.set(syllable, found);
    return found;
  };
  return { spell: (syllables) => cheapest(syllables, candidatesOf, counts) };
}

function count(lines: Iterable<string>): Counts {
  const numbers = new Map([[BEGINNING, 0]]);
  const single = [0];
  const pairs = countPairs();
  const numberOf = numberUnits(numbers, single);
  for (const line of lines) {
    let before = -1;
    for (let at = 0; at < line.length; at++) {
      const unit = line.charCodeAt(at);
      if (!isHan(unit)) {
        before = -1;
        continue;
      }
      if (before < 0) {
        before = 0;
        single[0] = (single[0] as number) + 1;
      }
      const number = numberOf(unit);
      single[number] = (single[number] as number) + 1;
      pairs.add(before, number);
      before = number;
    }
  }
  return { numbers, single, pairs, total: single.reduce((sum, one) => sum + one, 0) };
}

/** The number of a character by its UTF-16 unit, a new one with a count of 0 when it has none. */
function numberUnits(numbers: Map<string, number>, single: number[]): (unit: number) => number {
  const byUnit = new Uint16Array(65_536);
  return (unit) => {
    const known = byUnit[unit] as number;
    if (known > 0) return known;
    const number = single.length;
    byUnit[unit] = number;
    numbers.set(String.fromCharCode(unit), number);
    single.push(0);
    return number;
  };
}

function readings({ numbers, single, total }: Counts): ReadonlyMap<string, readonly Candidate[]> {
  const bySyllable = new Map<string, Candidate[]>();
  for (const [character, number] of numbers) {
    if (character === BEGINNING) continue;
    const alone = -Math.log((1 - PAIR) * ((single[number] as number) / total));
    for (const reading of readingsOf(character)) {
      push(bySyllable, reading, { character, number, cost: 0, alone });
      push(bySyllable, `~${looseSyllable(reading)}`, { character, number, cost: SOUTHERN, alone });
    }
  }
  const often = ({ number }: Candidate): number => single[number] as number;
  for (const [syllable, candidates] of bySyllable) {
    candidates.sort((a, b) => often(b) - often(a));
    bySyllable.set(syllable, candidates.slice(0, MOST_CANDIDATES));
  }
  return bySyllable;
}

function candidatesFor(syllable: string, bySyllable: ReadonlyMap<string, readonly Candidate[]>): readonly Candidate[] {
  const exact = bySyllable.get(syllable) ?? [];
  const known = new Set(exact.map(({ character }) => character));
  const loose = bySyllable.get(`~${looseSyllable(syllable)}`) ?? [];
  return [...exact, ...loose.filter(({ character }) => !known.has(character))];
}

function push(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (list) list.push(candidate);
  else map.set(key, [candidate]);
}

/** Viterbi's algorithm; `undefined` when a syllable is not known at all. */
function cheapest(
  syllables: readonly string[],
  candidatesOf: (syllable: string) => readonly Candidate[],
  counts: Counts,
): Spelt | undefined {
  let paths: readonly Path[] = [{ number: 0, cost: 0, characters: '', joints: 0 }];
  for (const syllable of syllables) {
    const longer: Path[] = [];
    for (const candidate of candidatesOf(syllable)) {
      if (longer.some(({ number }) => number === candidate.number)) continue;
      longer.push(extend(paths, candidate, counts));
    }
    if (longer.length === 0) return undefined;
    paths = longer;
  }
  let best: Path | undefined;
  for (const path of paths) if (!best || path.cost < best.cost) best = path;
  if (!best) return undefined;
  return { characters: best.characters, familiar: syllables.length < 2 ? 1 : best.joints / (syllables.length - 1) };
}

/** The cheapest of the paths with one character more; of equals the earlier. */
function extend(paths: readonly Path[], candidate: Candidate, { single, pairs, total }: Counts): Path {
  let from = paths[0] as Path;
  let least = Number.POSITIVE_INFINITY;
  let joined = false;
  for (const path of paths) {
    const together = pairs.of(path.number, candidate.number);
    const sum = path.cost + candidate.cost + costBehind(path, candidate, together, single, total);
    if (sum >= least) continue;
    from = path;
    least = sum;
    joined = together > 0 && path.number !== 0;
  }
  return {
    number: candidate.number,
    cost: least,
    characters: from.characters + candidate.character,
    joints: from.joints + (joined ? 1 : 0),
  };
}

/** Logarithms are dear, and most pairs have never been seen. */
function costBehind(
  { number }: Path,
  candidate: Candidate,
  together: number,
  single: readonly number[],
  total: number,
): number {
  if (together === 0) return candidate.alone;
  const share = together / ((single[number] as number) || 1);
  return -Math.log(PAIR * share + (1 - PAIR) * ((single[candidate.number] as number) / total));
}
