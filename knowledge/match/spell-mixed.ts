/** Spells pinyin inside Chinese text in characters: 机器duanwang了 is 机器断网了. */

import type { Lexicon } from '../text/lexicon.ts';
import { splitSyllables } from '../text/pinyin.ts';

/** Shorter runs are rather names of things, such as ip. */
const SHORTEST = 4;

/** The text with every run of pinyin of two syllables or more that the lexicon can spell; Latin text stays. */
export function spellMixed(normal: string, lexicon: Lexicon | undefined): string {
  if (!lexicon || !/\p{Script=Han}/u.test(normal)) return normal;
  return normal.replace(/ ?(?<![a-z0-9'])([a-z]+)(?![a-z0-9']) ?/g, (whole, run: string) => {
    if (run.length < SHORTEST || (splitSyllables(run)?.length ?? 0) < 2) return whole;
    return lexicon.fromPinyin(run) ?? whole;
  });
}
