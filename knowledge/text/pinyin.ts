/** Pinyin without tones: the syllables of Chinese text, and the splitting of Latin runs into syllables. */

import { pinyin } from 'pinyin-pro';

const INITIALS = 'b p m f d t n l g k h j q x zh ch sh r z c s y w'.split(' ');
const FINALS =
  'a o e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ue v ve er'.split(
    ' ',
  );

/** Characters whose everyday reading in this trade is not the one a dictionary gives first. */
const known = new Map<string, string>([['了', 'le']]);
let syllables: ReadonlySet<string> | undefined;

/** The toneless syllable of one Chinese character, `''` for anything else. Remembers each character. */
export function syllableOf(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const read = /\p{Script=Han}/u.test(character)
    ? pinyin(character, { toneType: 'none', v: true }).toLowerCase().replace(/ü/g, 'v')
    : '';
  const syllable = /^[a-z]+$/.test(read) ? read : '';
  known.set(character, syllable);
  return syllable;
}

/** The toneless syllables of a Chinese word, read as a whole: 银行 is yin hang. */
export function syllablesOf(word: string): readonly string[] {
  if ([...word].length === 1) return [syllableOf(word)];
  return pinyin(word, { toneType: 'none', v: true, type: 'array' }).map((one) => one.toLowerCase().replace(/ü/g, 'v'));
}

const readings = new Map<string, readonly string[]>();

/** Every toneless syllable that a Chinese character can stand for, the everyday one first. */
export function readingsOf(character: string): readonly string[] {
  const before = readings.get(character);
  if (before) return before;
  const all = pinyin(character, { toneType: 'none', v: true, multiple: true, type: 'array' });
  const plain = all.map((one) => one.toLowerCase().replace(/ü/g, 'v')).filter((one) => /^[a-z]+$/.test(one));
  const found = [...new Set([syllableOf(character), ...plain])].filter((one) => one !== '');
  readings.set(character, found);
  return found;
}

/** Folds what southern speakers and hurried typists confuse: zh/z, ch/c, sh/s, n/l and -ng/-n. */
export function looseSyllable(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=.)/, 'l')
    .replace(/ng$/, 'n');
}

/**
 * Splits a lower-case Latin run such as `duanwang` into syllables, longest first with backtracking. `undefined` when it
 * is not pinyin. Runs longer than 40 letters are not looked at.
 */
export function splitSyllables(run: string): readonly string[] | undefined {
  if (run.length === 0 || run.length > 40) return undefined;
  syllables ??= allSyllables();
  const next: (number | undefined)[] = new Array(run.length + 1);
  next[run.length] = run.length;
  for (let start = run.length - 1; start >= 0; start--) {
    for (let size = Math.min(6, run.length - start); size > 0; size--) {
      if (next[start + size] !== undefined && syllables.has(run.slice(start, start + size))) {
        next[start] = start + size;
        break;
      }
    }
  }
  const parts: string[] = [];
  for (let at = 0; at < run.length; ) {
    const to = next[at];
    if (to === undefined) return undefined;
    parts.push(run.slice(at, to));
    at = to;
  }
  return parts;
}

function allSyllables(): ReadonlySet<string> {
  const all = new Set(['a', 'o', 'e', 'ai', 'ei', 'ao', 'ou', 'an', 'en', 'ang', 'er']);
  for (const initial of INITIALS) for (const final of FINALS) if (fits(initial, final)) all.add(initial + final);
  return all;
}

/** Keeps the obviously impossible pairs out, so that English words are less often taken for pinyin. */
function fits(initial: string, final: string): boolean {
  if (/^[jqx]$/.test(initial)) return /^[iuv]/.test(final) && !/^(ua|uo|uai|ui|uang)$/.test(final);
  if (initial === 'y') return /^(a|e|an|ang|ao|i|in|ing|o|ong|ou|u|uan|ue|un)$/.test(final);
  if (initial === 'w') return /^(a|ai|an|ang|ei|en|eng|o|u)$/.test(final);
  if (/^([zcs]h?|r)$/.test(initial)) return !/^(ia|ie|iao|iu|ian|in|iang|ing|iong|v|ve|ue|er)$/.test(final);
  if (/^[bpmf]$/.test(initial)) return !/^(ua|uo|uai|ui|uan|un|uang|ue|v|ve|er|ong|iong|iang|ia)$/.test(final);
  if (/^[gkh]$/.test(initial)) return !/^(i|ia|ie|iao|iu|ian|in|iang|ing|iong|v|ve|ue|er)$/.test(final);
  if (/^[dt]$/.test(initial)) return !/^(ua|uai|uang|v|ve|ue|er|iang|iong|in|ia)$/.test(final);
  return !/^(er|iong|ua|uai|uang)$/.test(final);
}
