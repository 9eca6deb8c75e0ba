/** Merges misspellings, mishearings and dialect words of the domain into the spelling that rules use. */

import { type CorrectEnglish, createEnglishCorrection } from './correct-english.ts';
import { splitSyllables, syllablesOf } from './pinyin.ts';
import { fromCantonese, toSimplified } from './simplify.ts';
import { createPinyinSpeller, type PinyinSpeller } from './spell-pinyin.ts';

/** Spelling variants of domain words, ready to be applied to normalised text. Build it with `createLexicon`. */
export interface Lexicon {
  /** Replaces every variant by its canonical word; the longest variant at a place wins, and nothing is replaced twice. */
  merge(text: string): string;
  /** The text in characters when it is written in pinyin throughout and its words are known; otherwise `undefined`. */
  fromPinyin(text: string): string | undefined;
  /** Misspelt English words put right. */
  correctEnglish(text: string): string;
}

/** Variants of domain words by their canonical spelling. */
export type Synonyms = Readonly<Record<string, readonly string[]>>;

/** What the content knows nothing about stays as it is. */
export const EMPTY_LEXICON: Lexicon = {
  merge: (text) => text,
  fromPinyin: () => undefined,
  correctEnglish: (text) => text,
};

/**
 * Builds a lexicon from canonical words and their variants. Variants may be traditional or Cantonese; one that begins
 * or ends with a Latin letter or a digit only matches whole words. `lines` show how people write: pinyin is read, and
 * English spelling corrected, by what occurs in them.
 */
export function createLexicon(synonyms: Synonyms, lines: readonly string[] = []): Lexicon {
  const byFirst = new Map<number, Variant[]>();
  for (const [canonical, variants] of Object.entries(synonyms)) {
    // The canonical word stands for itself, so that a shorter variant inside it is left alone.
    for (const variant of new Set([canonical, ...variants.map(comparable)])) {
      if (variant === '') continue;
      const first = variant.charCodeAt(0);
      const list = byFirst.get(first) ?? [];
      list.push({ variant, second: variant.charCodeAt(1), canonical });
      byFirst.set(first, list);
    }
  }
  // Most signs begin no variant, which a list by units tells sooner than a map.
  const begins = new Uint8Array(UNITS);
  for (const [first, list] of byFirst) {
    list.sort((a, b) => b.variant.length - a.variant.length);
    begins[first] = 1;
  }
  const merge = (text: string): string => mergeWith(byFirst, begins, text);
  let spoken: SpokenWords | undefined;
  let speller: PinyinSpeller | undefined;
  let correct: CorrectEnglish | undefined;
  return {
    merge,
    fromPinyin(text) {
      if (!/^[a-z0-9 ,']+$/.test(text) || text.length > 200) return undefined;
      spoken ??= spokenWords(Object.keys(synonyms));
      const familiar = (): readonly string[] => [
        ...Object.keys(synonyms),
        ...lines.map((line) => merge(comparable(line))),
      ];
      const runs = text.match(/[a-z']+|[0-9]+|,/g) ?? [];
      const syllables = runs.map((run) => splitSyllables(run.replaceAll("'", '')));
      // English is told from pinyin by its first word that does not split, before anything is spelt.
      if (runs.every((run, at) => syllables[at] || NEUTRAL.has(run) || !LETTER.test(run))) {
        speller ??= createPinyinSpeller(familiar());
        const whole = readWhole(speller, runs, syllables);
        if (whole !== undefined) return whole;
      }
      return readPinyin(spoken, runs, syllables);
    },
    correctEnglish(text) {
      correct ??= createEnglishCorrection([...Object.keys(synonyms), ...lines]);
      return correct(text);
    },
  };
}

function comparable(variant: string): string {
  return toSimplified(fromCantonese(variant.normalize('NFKC').toLowerCase())).trim();
}

/** A spelling and the word that it stands for. */
interface Variant {
  readonly variant: string;
  /** Its second UTF-16 unit, NaN where it has none. */
  readonly second: number;
  readonly canonical: string;
}

const UNITS = 65_536;

/** `byFirst` holds the variants by their first UTF-16 unit, the longest first; `begins` is 1 where there are any. */
function mergeWith(byFirst: ReadonlyMap<number, readonly Variant[]>, begins: Uint8Array, text: string): string {
  let merged = '';
  let kept = 0;
  for (let at = 0; at < text.length; ) {
    const first = text.charCodeAt(at);
    const hit = begins[first] === 1 ? variantAt(byFirst.get(first), text, at) : undefined;
    if (hit === undefined) {
      at += 1;
      continue;
    }
    merged += text.slice(kept, at) + hit.canonical;
    at += hit.variant.length;
    kept = at;
  }
  return kept === 0 ? text : merged + text.slice(kept);
}

function variantAt(variants: readonly Variant[] | undefined, text: string, at: number): Variant | undefined {
  if (variants === undefined) return undefined;
  const next = text.charCodeAt(at + 1);
  for (const one of variants) {
    if (one.second !== next && one.variant.length > 1) continue;
    if (standsAt(text, at, one.variant)) return one;
  }
  return undefined;
}

function standsAt(text: string, at: number, variant: string): boolean {
  if (!text.startsWith(variant, at)) return false;
  if (asksEitherOr(text[at - 1], variant)) return false;
  const end = at + variant.length;
  return !(joins(text[at - 1], text[at]) || joins(text[end - 1], text[end]));
}

/** In 有没有网 or 能不能用 the negation asks a question; it is no 没有网 or 不能用. */
function asksEitherOr(before: string | undefined, variant: string): boolean {
  return before !== undefined && /^[不没唔]/.test(variant) && variant[1] === before;
}

/** Two Latin letters or digits side by side belong to one word. */
function joins(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && /[a-z0-9]/.test(left) && /[a-z0-9]/.test(right);
}

interface SpokenWords {
  readonly byPinyin: ReadonlyMap<string, string>;
  /** How many syllables the longest word has, by its first syllable. */
  readonly longest: ReadonlyMap<string, number>;
}

function spokenWords(words: readonly string[]): SpokenWords {
  const byPinyin = new Map<string, string>();
  const longest = new Map<string, number>();
  for (const word of words) {
    if (!/^\p{Script=Han}+$/u.test(word)) continue;
    const syllables = syllablesOf(word);
    const key = syllables.join(' ');
    if (!byPinyin.has(key)) byPinyin.set(key, word);
    const first = syllables[0] ?? '';
    longest.set(first, Math.max(longest.get(first) ?? 0, syllables.length));
  }
  return { byPinyin, longest };
}

/** Share of syllables that must belong to known words; many English words split into syllables too. */
const MIN_KNOWN = 0.6;

/** Latin words of the trade, which say nothing about whether the rest is pinyin. */
const NEUTRAL = new Set(['pos', 'wifi', 'sim', 'sn', 'app', 'apn', 'ip', 'nfc', 'ok', 'id', 'qr']);

/** Of the joints between syllables at least this share is familiar, or the text is hardly pinyin. */
const MIN_FAMILIAR = 0.55;

const LETTER = /[a-z]/;

/** The syllables of each run of a text; `undefined` for what does not split into any. */
type Syllables = readonly (readonly string[] | undefined)[];

/** A text that is pinyin from end to end, words of the trade aside, in its likeliest characters. */
function readWhole(speller: PinyinSpeller, runs: readonly string[], split: Syllables): string | undefined {
  let written = '';
  let syllables = 0;
  let familiar = 0;
  let pending: string[] = [];
  const spellPending = (): boolean => {
    if (pending.length === 0) return true;
    const spelt = speller.spell(pending);
    if (!spelt) return false;
    written += spelt.characters;
    syllables += pending.length;
    familiar += spelt.familiar * pending.length;
    pending = [];
    return true;
  };
  for (const [at, run] of runs.entries()) {
    const parts = NEUTRAL.has(run) ? undefined : split[at];
    if (parts) {
      pending.push(...parts);
      continue;
    }
    if (!spellPending()) return undefined;
    written += run;
  }
  if (!spellPending() || syllables < 2 || familiar / syllables < MIN_FAMILIAR) return undefined;
  return written;
}

function readPinyin(spoken: SpokenWords, runs: readonly string[], syllables: Syllables): string | undefined {
  const letters = runs.reduce((sum, run, at) => sum + lettersOf(run, syllables[at]), 0);
  const split = syllables.reduce((sum, parts) => sum + (parts?.length ?? 0), 0);
  // English holds too few syllables, whatever they spell.
  if (letters === 0 || split < MIN_KNOWN * letters) return undefined;
  const tokens = runs.flatMap((run, at) => syllables[at] ?? run);
  let read = '';
  let found = 0;
  let weight = 0;
  for (let at = 0; at < tokens.length; ) {
    const [word, size] = longestWord(spoken, tokens, at);
    if (word) {
      found += size;
      weight += size > 1 ? size : 0.5;
    }
    read += word ?? ` ${tokens[at]} `;
    at += size;
  }
  if (found < letters && weight / letters < MIN_KNOWN) return undefined;
  return read.replace(/ +/g, ' ').replace(/ ?, ?/g, ',').trim();
}

/** How many tokens of a run are Latin, words of the trade left out. */
function lettersOf(run: string, syllables: readonly string[] | undefined): number {
  if (syllables) return syllables.filter((syllable) => !NEUTRAL.has(syllable)).length;
  return LETTER.test(run) && !NEUTRAL.has(run) ? 1 : 0;
}

function longestWord(spoken: SpokenWords, tokens: readonly string[], at: number): [string | undefined, number] {
  const longest = spoken.longest.get(tokens[at] ?? '') ?? 0;
  for (let size = Math.min(longest, tokens.length - at); size > 0; size--) {
    const word = spoken.byPinyin.get(tokens.slice(at, at + size).join(' '));
    if (word) return [word, size];
  }
  return [undefined, 1];
}
