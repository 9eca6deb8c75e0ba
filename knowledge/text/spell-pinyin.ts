/** Writes pinyin in characters: the likeliest reading, judged by which characters follow each other in familiar lines. */

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
  readonly cost: number;
}

interface Path {
  readonly cost: number;
  readonly characters: string;
  readonly joints: number;
}

/** Learns from lines in simplified characters; anything else in them is passed over. */
export function createPinyinSpeller(lines: Iterable<string>): PinyinSpeller {
  const single = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const line of lines) {
    for (const run of line.match(/\p{Script=Han}+/gu) ?? []) {
      let before = BEGINNING;
      for (const character of run) {
        single.set(character, (single.get(character) ?? 0) + 1);
        pairs.set(before + character, (pairs.get(before + character) ?? 0) + 1);
        before = character;
      }
      single.set(BEGINNING, (single.get(BEGINNING) ?? 0) + 1);
    }
  }
  const total = [...single.values()].reduce((sum, count) => sum + count, 0);
  const bySyllable = new Map<string, Candidate[]>();
  for (const [character] of single) {
    if (character === BEGINNING) continue;
    for (const reading of readingsOf(character)) {
      push(bySyllable, reading, { character, cost: 0 });
      push(bySyllable, `~${looseSyllable(reading)}`, { character, cost: SOUTHERN });
    }
  }
  const often = (character: string): number => single.get(character) ?? 0;
  for (const [syllable, candidates] of bySyllable) {
    candidates.sort((a, b) => often(b.character) - often(a.character));
    bySyllable.set(syllable, candidates.slice(0, MOST_CANDIDATES));
  }
  const candidatesOf = (syllable: string): readonly Candidate[] => {
    const exact = bySyllable.get(syllable) ?? [];
    const known = new Set(exact.map(({ character }) => character));
    const loose = bySyllable.get(`~${looseSyllable(syllable)}`) ?? [];
    return [...exact, ...loose.filter(({ character }) => !known.has(character))];
  };
  const costOf = (before: string, character: string): number => {
    const alone = often(character) / total;
    const together = (pairs.get(before + character) ?? 0) / (often(before) || 1);
    return -Math.log(PAIR * together + (1 - PAIR) * alone);
  };
  return { spell: (syllables) => cheapest(syllables, candidatesOf, costOf, pairs) };
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
  costOf: (before: string, character: string) => number,
  pairs: ReadonlyMap<string, number>,
): Spelt | undefined {
  let paths = new Map<string, Path>([[BEGINNING, { cost: 0, characters: '', joints: 0 }]]);
  for (const syllable of syllables) {
    const longer = new Map<string, Path>();
    for (const { character, cost } of candidatesOf(syllable)) {
      for (const [before, path] of paths) {
        const sum = path.cost + cost + costOf(before, character);
        if (sum >= (longer.get(character)?.cost ?? Number.POSITIVE_INFINITY)) continue;
        const joint = before !== BEGINNING && pairs.has(before + character) ? 1 : 0;
        longer.set(character, { cost: sum, characters: path.characters + character, joints: path.joints + joint });
      }
    }
    if (longer.size === 0) return undefined;
    paths = longer;
  }
  let best: Path | undefined;
  for (const path of paths.values()) if (!best || path.cost < best.cost) best = path;
  if (!best) return undefined;
  return { characters: best.characters, familiar: syllables.length < 2 ? 1 : best.joints / (syllables.length - 1) };
}
