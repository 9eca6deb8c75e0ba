/** Turns a text into the features that the statistical readers compare: characters, words, sounds. */

import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { looseSyllable, splitSyllables, syllableOf } from '#knowledge/text/pinyin.ts';
import { wordsOf } from '#knowledge/text/read-utterance.ts';
import { conceptsOf, isFunctionWord } from './concepts.ts';

/** A feature's name; the first character tells its kind (see `KIND_WEIGHTS`), the rest what it is. */
export type Feature = string;

/** How much each kind of feature counts: Latin words, Chinese words and pairs carry meaning, sounds only support. */
const KIND_WEIGHTS: Readonly<Record<string, number>> = {
  '1': 0.5, // one character
  '2': 0.85, // two characters
  '3': 0.65, // three characters
  w: 1, // a Chinese word
  e: 1.3, // a Latin word, stemmed
  o: 1, // what an English word means
  b: 1, // two Latin words
  c: 0.4, // three or four letters inside a Latin word
  p: 0.65, // one syllable
  q: 0.8, // two syllables
  r: 0.65, // three syllables
  n: 0.8, // a number by its length
  '=': 1.5, // the whole text
};

/** Texts beyond this many features add nothing but time. */
const MOST_FEATURES = 1500;

/** Articles, pronouns and the like count this part of what other Latin words do. */
const FUNCTION_WORD = 0.5;

/** How much a feature counts before its rarity is known: by its kind, and less for a word that says little by itself. */
export function weightOf(feature: Feature): number {
  const weight = KIND_WEIGHTS[feature[0] ?? ''] ?? 1;
  return feature[0] === 'e' && isFunctionWord(feature.slice(1)) ? weight * FUNCTION_WORD : weight;
}

/** Every feature of a text (`Utterance.normal`), repeated as often as it occurs. Linear in the text. */
export function featuresOf(normal: string): readonly Feature[] {
  const features: Feature[] = [];
  const sounding = isSpokenChinese(normal);
  for (const segment of normal.split(',')) addSegment(features, segment, sounding);
  const words = /\p{Script=Han}/u.test(normal) ? wordsOf(normal) : [];
  for (const word of words) if (word.length > 1 && beginsHan(word)) features.push(`w${word}`);
  if (normal.length <= 12) features.push(`=${normal}`);
  return features.length > MOST_FEATURES ? features.slice(0, MOST_FEATURES) : features;
}

/** From this share of the letters on, Latin text is taken for pinyin; many English words split into syllables too. */
const PINYIN_SHARE = 0.7;

/** Whether Latin words may stand for Chinese sounds: beside Chinese characters, or where nearly all of them split. */
function isSpokenChinese(normal: string): boolean {
  if (/\p{Script=Han}/u.test(normal)) return true;
  const runs = normal.match(/[a-z]+/g) ?? [];
  const letters = (some: readonly string[]): number => some.reduce((sum, run) => sum + run.length, 0);
  return letters(runs.filter((run) => splitSyllables(run))) >= PINYIN_SHARE * letters(runs);
}

function addSegment(features: Feature[], segment: string, sounding: boolean): void {
  const tokens = segment.match(/\p{Script=Han}+|[a-z][a-z']*|[0-9]+/gu) ?? [];
  const sounds: string[] = [];
  let before = '^';
  tokens.forEach((token, at) => {
    if (beginsHan(token)) {
      addCharacters(features, `${at === 0 ? '^' : ''}${token}${at === tokens.length - 1 ? '$' : ''}`);
      for (const character of token) sounds.push(looseSyllable(syllableOf(character)));
      before = '^';
    } else if (/[0-9]/.test(token)) {
      features.push(`n${Math.min(token.length, 9)}`);
      if (token.length <= 4) features.push(`e${token}`);
    } else {
      const stem = addLatinWord(features, token);
      features.push(`b${before} ${stem}`);
      if (at === tokens.length - 1) features.push(`b${stem} $`);
      before = stem;
      const syllables = sounding ? splitSyllables(token.replaceAll("'", '')) : undefined;
      if (syllables) for (const syllable of syllables) sounds.push(looseSyllable(syllable));
    }
  });
  addSounds(features, sounds);
}

function addCharacters(features: Feature[], run: string): void {
  for (let at = 0; at < run.length; at++) {
    if (run[at] !== '^' && run[at] !== '$') features.push(`1${run[at]}`);
    if (at + 2 <= run.length) features.push(`2${run.slice(at, at + 2)}`);
    if (at + 3 <= run.length) features.push(`3${run.slice(at, at + 3)}`);
  }
}

const stems = new Map<string, string>();
const MOST_STEMS = 20_000;

function addLatinWord(features: Feature[], word: string): string {
  const plain = word.replace(/n't$/, ' not').replace(/'(s|re|m|ll|ve|d)$/, '');
  let stem = stems.get(plain);
  if (stem === undefined) {
    stem = plain
      .split(' ')
      .map((part) => stemmer.stem(part))
      .join(' ');
    if (stems.size < MOST_STEMS) stems.set(plain, stem);
  }
  for (const part of stem.split(' ')) {
    features.push(`e${part}`);
    for (const concept of conceptsOf(part)) features.push(`o${concept}`);
  }
  const padded = `<${word.slice(0, 24)}>`;
  if (word.length >= 4) {
    for (let at = 0; at + 3 <= padded.length; at++) features.push(`c${padded.slice(at, at + 3)}`);
    for (let at = 0; at + 4 <= padded.length; at++) features.push(`c${padded.slice(at, at + 4)}`);
  }
  return stem;
}

function addSounds(features: Feature[], sounds: readonly string[]): void {
  for (let at = 0; at < sounds.length; at++) {
    features.push(`p${sounds[at]}`);
    if (at + 2 <= sounds.length) features.push(`q${sounds[at]} ${sounds[at + 1]}`);
    if (at + 3 <= sounds.length) features.push(`r${sounds[at]} ${sounds[at + 1]} ${sounds[at + 2]}`);
  }
}

function beginsHan(run: string): boolean {
  return /^\p{Script=Han}/u.test(run);
}
