/** Turns a text into the features that the statistical readers compare: characters, words, sounds. */

import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { looseSyllable, splitSyllables, syllableOf } from '#knowledge/text/pinyin.ts';
import { conceptsOf, isFunctionWord } from './concepts.ts';
import { type Feature, keyOfKeys, keyOfOne, keyOfText, keyOfTwo, kindOf } from './feature-key.ts';

/** The kinds of features, as `kindOf` tells them. */
const KINDS = {
  character: 1,
  pair: 2,
  latin: 5,
  functionWord: 6,
  concept: 7,
  latinPair: 8,
  letters: 9,
  syllable: 10,
  twoSyllables: 11,
  digits: 13,
  whole: 14,
  together: 15,
} as const;

/** How much each kind of feature counts: Latin words and pairs carry meaning, sounds only support. */
const KIND_WEIGHTS: Readonly<Record<keyof typeof KINDS, number>> = {
  character: 0.5,
  pair: 0.85,
  latin: 1.3, // a Latin word, stemmed
  functionWord: 0.65, // an article, a pronoun and the like
  concept: 1, // what an English word means
  latinPair: 1, // two Latin words
  letters: 0.4, // three or four letters inside a Latin word
  syllable: 0.65,
  twoSyllables: 0.8,
  digits: 0.8, // a number by its length
  whole: 1.5, // the whole text
  together: 1, // two Latin words of one text; apart from all others
};

const WEIGHTS: readonly number[] = Object.entries(KINDS).reduce<number[]>((weights, [name, kind]) => {
  weights[kind] = KIND_WEIGHTS[name as keyof typeof KINDS];
  return weights;
}, []);

/** Texts beyond this many features add nothing but time. */
const MOST_FEATURES = 1500;

/** How much a feature counts before its rarity is known: by its kind, and less for a word that says little by itself. */
export function weightOf(feature: Feature): number {
  return WEIGHTS[kindOf(feature)] ?? 1;
}

/** Whether a feature stands for a part of the text, and not for a turn of it: a character, a Latin word, a syllable. */
export function isPlain(feature: Feature): boolean {
  const kind = kindOf(feature);
  return kind === KINDS.character || kind === KINDS.latin || kind === KINDS.functionWord || kind === KINDS.syllable;
}

/** Whether a feature is a Chinese character. */
export function isHan(feature: Feature): boolean {
  return kindOf(feature) === KINDS.character;
}

/** Whether a feature is a Latin word, or a number written like one. */
export function isLatinWord(feature: Feature): boolean {
  const kind = kindOf(feature);
  return kind === KINDS.latin || kind === KINDS.functionWord;
}

/** Whether a feature is made of letters inside a Latin word. */
export function isLetters(feature: Feature): boolean {
  return kindOf(feature) === KINDS.letters;
}

/** The kind of pairs of words (`wordsTogether`), which no text has among its own features. */
export const TOGETHER = KINDS.together;

const TELLING_ONCE: ReadonlySet<number> = new Set([
  KINDS.latin,
  KINDS.functionWord,
  KINDS.latinPair,
  KINDS.character,
  KINDS.pair,
]);

/** Whether a feature teaches something though it occurs in a single example: whole words and pairs of characters do. */
export function isTellingOnce(feature: Feature): boolean {
  return TELLING_ONCE.has(kindOf(feature));
}

const HAN = /\p{Script=Han}/u;

/** Every feature of a text (`Utterance.normal`), repeated as often as it occurs. Linear in the text. */
export function featuresOf(normal: string): readonly Feature[] {
  const features: Feature[] = [];
  const sounding = HAN.test(normal) || isPinyin(normal);
  for (const segment of normal.split(',')) addSegment(features, segment, sounding);
  if (normal.length <= 12) features.push(keyOfText(KINDS.whole, normal));
  return features.length > MOST_FEATURES ? features.slice(0, MOST_FEATURES) : features;
}

/** From this share of the letters on, Latin text is taken for pinyin; many English words split into syllables too. */
const PINYIN_SHARE = 0.7;

/** Whether Latin words may stand for Chinese sounds, as nearly all of them split. */
function isPinyin(normal: string): boolean {
  const runs = normal.match(/[a-z]+/g) ?? [];
  const letters = (some: readonly string[]): number => some.reduce((sum, run) => sum + run.length, 0);
  return letters(runs.filter((run) => splitSyllables(run))) >= PINYIN_SHARE * letters(runs);
}

const FIRST_WORD = keyOfText(KINDS.latin, '^');
const LAST_WORD = keyOfText(KINDS.latin, '$');

function addSegment(features: Feature[], segment: string, sounding: boolean): void {
  const tokens = segment.match(/\p{Script=Han}+|[a-z][a-z']*|[0-9]+/gu) ?? [];
  const sounds: Feature[] = [];
  let before = FIRST_WORD;
  tokens.forEach((token, at) => {
    const last = at === tokens.length - 1;
    if (token.charCodeAt(0) > LAST_ASCII) {
      addCharacters(features, `${at === 0 ? '^' : ''}${token}${last ? '$' : ''}`);
      for (const character of token) sounds.push(soundOf(character));
      before = FIRST_WORD;
    } else if (token.charCodeAt(0) <= DIGIT_NINE) {
      features.push(keyOfOne(KINDS.digits, Math.min(token.length, 9)));
      if (token.length <= 4) features.push(latinKey(token));
    } else {
      const { stem, keys } = latinWordOf(token);
      for (const key of keys) features.push(key);
      features.push(keyOfKeys(KINDS.latinPair, before, stem));
      if (last) features.push(keyOfKeys(KINDS.latinPair, stem, LAST_WORD));
      before = stem;
      const syllables = sounding ? splitSyllables(token.replaceAll("'", '')) : undefined;
      if (syllables) for (const syllable of syllables) sounds.push(keyOfSyllable(syllable));
    }
  });
  addSounds(features, sounds);
}

const LAST_ASCII = 0x7f;
const DIGIT_NINE = '9'.charCodeAt(0);
const BEGINNING = '^'.charCodeAt(0);
const END = '$'.charCodeAt(0);

function addCharacters(features: Feature[], run: string): void {
  for (let at = 0; at < run.length; at++) {
    const unit = run.charCodeAt(at);
    if (unit !== BEGINNING && unit !== END) features.push(keyOfOne(KINDS.character, unit));
    if (at + 2 > run.length) continue;
    features.push(keyOfTwo(KINDS.pair, unit, run.charCodeAt(at + 1)));
  }
}

/** What a Latin word brings: its stem, what that means, and the letters inside. */
interface LatinWord {
  readonly stem: Feature;
  readonly keys: readonly Feature[];
}

const latinWords = new Map<string, LatinWord>();
const MOST_LATIN_WORDS = 5_000;
const LONGEST_LATIN_WORD = 24;

function latinWordOf(word: string): LatinWord {
  const known = latinWords.get(word);
  if (known) return known;
  const read = readLatinWord(word);
  // Copied, as a piece of a text keeps all of the text in memory.
  if (latinWords.size < MOST_LATIN_WORDS && word.length <= LONGEST_LATIN_WORD) latinWords.set([...word].join(''), read);
  return read;
}

function readLatinWord(word: string): LatinWord {
  const plain = word.replace(/n't$/, ' not').replace(/'(s|re|m|ll|ve|d)$/, '');
  const stems = plain.split(' ').map((part) => stemmer.stem(part));
  const keys = stems.flatMap((stem) => [
    latinKey(stem),
    ...conceptsOf(stem).map((concept) => keyOfText(KINDS.concept, concept)),
  ]);
  const padded = `<${word.slice(0, LONGEST_LATIN_WORD)}>`;
  for (const size of word.length >= 4 ? [3, 4] : []) {
    for (let at = 0; at + size <= padded.length; at++) keys.push(keyOfText(KINDS.letters, padded.slice(at, at + size)));
  }
  return { stem: keyOfText(KINDS.latin, stems.join(' ')), keys };
}

/** The feature of an English stem. */
export function latinKey(stem: string): Feature {
  return keyOfText(isFunctionWord(stem) ? KINDS.functionWord : KINDS.latin, stem);
}

const sounds = new Map<string, Feature>();

/** The syllable of a Chinese character; there are some thousand characters. */
function soundOf(character: string): Feature {
  const known = sounds.get(character);
  if (known !== undefined) return known;
  const key = keyOfSyllable(syllableOf(character));
  sounds.set(character, key);
  return key;
}

const keyOfSyllable = (syllable: string): Feature => keyOfText(KINDS.syllable, looseSyllable(syllable));

function addSounds(features: Feature[], sounds: readonly Feature[]): void {
  for (let at = 0; at < sounds.length; at++) {
    const [one, two] = [sounds[at] as Feature, sounds[at + 1]];
    features.push(one);
    if (two !== undefined) features.push(keyOfKeys(KINDS.twoSyllables, one, two));
  }
}
