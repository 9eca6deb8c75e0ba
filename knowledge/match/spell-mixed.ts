/** Spells pinyin inside Chinese text in characters: 机器duanwang了 is 机器断网了. */

import type { Lexicon } from '../text/lexicon.ts';
import { splitSyllables } from '../text/pinyin.ts';

/** Shorter runs are rather names of things, such as ip. */
const SHORTEST = 4;
/** Longer runs are divided in one way only: every other way is spelt anew. */
const LONGEST_TRIED = 18;
/** A message mixes in a few words; what holds more different runs is read without them. */
const MOST_RUNS = 24;
const HAN = /\p{Script=Han}/u;

/**
 * The text with every run of pinyin of two syllables or more that the lexicon can spell; Latin text stays. With
 * `familiar`, the Latin words that the examples show, runs of Latin text are spelt too unless they are familiar.
 */
export function spellMixed(
  normal: string,
  lexicon: Lexicon | undefined,
  familiar: ReadonlySet<string> | undefined = undefined,
): string {
  if (!lexicon || !(familiar || HAN.test(normal))) return normal;
  const spelt = new Map<string, string | undefined>();
  return normal.replace(/ ?(?<![a-z0-9'])([a-z]+)(?![a-z0-9']) ?/g, (whole, run: string) => {
    if (run.length < SHORTEST || familiar?.has(run)) return whole;
    if (!spelt.has(run) && spelt.size < MOST_RUNS) spelt.set(run, spellRun(run, lexicon));
    return spelt.get(run) ?? whole;
  });
}

function spellRun(run: string, lexicon: Lexicon): string | undefined {
  if ((splitSyllables(run)?.length ?? 0) < 2) return undefined;
  return lexicon.fromPinyin(run) ?? spellOtherwise(run, lexicon);
}

/** denaozhong splits into den ao zhong first, but also into 的闹钟: a consonant may begin the next syllable. */
function spellOtherwise(run: string, lexicon: Lexicon): string | undefined {
  if (run.length > LONGEST_TRIED) return undefined;
  for (let at = 1; at < run.length - 1; at++) {
    const before = splitSyllables(run.slice(0, at));
    const after = before && splitSyllables(run.slice(at));
    const spelt = after && lexicon.fromPinyin([...before, ...after].join(' '));
    if (spelt) return spelt;
  }
  return undefined;
}

/** The Latin words of the lines, where some of the lines are Chinese; `undefined` where none is. */
export function latinWordsOf(lines: readonly string[]): ReadonlySet<string> | undefined {
  if (!lines.some((line) => HAN.test(line))) return undefined;
  return new Set(lines.flatMap((line) => line.match(/[a-z]+/g) ?? []));
}
