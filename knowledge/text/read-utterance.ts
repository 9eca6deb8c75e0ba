/** Prepares a text as typed for every reader: one clean spelling, its segments and its words. */

import { EMPTY_LEXICON, type Lexicon } from './lexicon.ts';
import { splitSyllables, syllableOf } from './pinyin.ts';
import { remember } from './remember.ts';
import { fromCantonese, toSimplified } from './simplify.ts';
import type { Utterance } from './utterance.ts';

/** Longer texts are pasted logs or attacks; what a merchant wants is said before this many characters. */
const ANALYSED_CHARACTERS = 2000;

const HAN = '\\p{Script=Han}';
const SEPARATORS = /(?:(?<![a-z0-9])[.:]|[.:](?![a-z0-9])|[,。!?;、…~\n\r\t|<>{}()[\]【】〔〕=+^·•\\])+/g;
const QUOTES = /["“”„‟«»‹›「」『』《》〈〉`´*_#]|(?<![a-z])'|'(?![a-z])/g;
const ENDING_PARTICLES = new RegExp(
  `(?<=${HAN})(?<![酒网贴水氧书咖嘎])(?:[呀啊哈吧哦噢喔诶欸嘛呗哟呦喽咯呐呢撒噻嗷昂哒嘞])+(?=,|$)`,
  'gu',
);
const LEADING_FILLER =
  /(^|,)(?:(?:呃+|额(?![度头外定])|嗯+|哎呀?|唉|诶|欸|喂|emm+|um+|uh+|hmm+|那个(?=[,那]|我)|就是说|我说|话说|请问(?:一下)?|您好(?=.)|你好(?=.)|hi(?= )|hello(?= )|hey(?= )),?\s*)+(?=[^,\s])/g;
const MEANINGFUL_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/^(?:👍|👌|🆗|✅|✔️?|\[ok\]|\[强\]|\[好的\])+$/iu, 'ok'],
  [/^(?:🙏|\[合十\]|\[抱拳\])+$/u, '谢谢'],
  [/^(?:❌|👎|✖️?|\[弱\])+$/u, '不行'],
];

const readers = new WeakMap<Lexicon, (raw: string) => Utterance>();

/**
 * Reads a text. Only the first 2,000 characters are analysed; `raw` keeps all. Tolerates anything (lone surrogates,
 * control characters, empty text) and never throws.
 */
export function readUtterance(raw: string, lexicon: Lexicon = EMPTY_LEXICON): Utterance {
  const read = readers.get(lexicon) ?? remember((text: string) => readAnew(text, lexicon));
  readers.set(lexicon, read);
  return read(raw);
}

function readAnew(raw: string, lexicon: Lexicon): Utterance {
  const normal = normalise(raw.slice(0, ANALYSED_CHARACTERS), lexicon);
  return {
    raw,
    normal,
    segments: normal.split(',').filter((segment) => segment !== ''),
    // Few ask for the words, and finding them costs as much as all the rest.
    get words() {
      return wordsOf(normal);
    },
  };
}

function normalise(raw: string, lexicon: Lexicon): string {
  const sign = MEANINGFUL_SIGNS.find(([pattern]) => pattern.test(raw.trim()))?.[1];
  if (sign) return sign;
  const folded = foldCharacters(raw);
  const simplified = toSimplified(fromCantonese(folded));
  const merged = lexicon.merge(dropPinyinHints(punctuate(simplified)));
  const trimmed = dropFiller(merged);
  const spelt = lexicon.fromPinyin(trimmed);
  return spelt === undefined ? lexicon.correctEnglish(trimmed) : dropFiller(lexicon.merge(spelt));
}

function foldCharacters(raw: string): string {
  return raw
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\[[\p{Script=Han}a-z]{1,6}\]/gu, ',')
    .replace(/(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20e3|\u200d|\ufe0f)+/gu, ',')
    .replace(/[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff\ufffd]/g, '')
    .replace(/(?![\n\r\t])\p{Cc}/gu, ' ');
}

/** One comma for every pause; spaces stay only inside Latin text. */
function punctuate(text: string): string {
  return text
    .replace(QUOTES, '')
    .replace(SEPARATORS, ',')
    .replace(/ +/g, ' ')
    .replace(/(?<=(?:^|[ ,])\p{Script=Han}) (?=\p{Script=Han}(?:[ ,]|$))/gu, '')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, ',')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .replace(/ ?,[ ,]*/g, ',')
    .replace(/^[, ]+|[, ]+$/g, '');
}

/** Takes out pinyin left behind before its own characters, as in 刷ka卡 or duanwang断网. */
function dropPinyinHints(text: string): string {
  return text.replace(/([a-z]{1,24})(?=(\p{Script=Han}{1,6}))/gu, (run: string, letters: string, after: string) => {
    const syllables = splitSyllables(letters);
    if (!syllables) return run;
    const characters = [...after].slice(0, syllables.length);
    return syllables.length === characters.length &&
      syllables.every((one, at) => one === syllableOf(characters[at] ?? ''))
      ? ''
      : run;
  });
}

/** Filler goes only where something else remains: a lone 嗯 is an answer. */
function dropFiller(text: string): string {
  const short = text
    .replace(LEADING_FILLER, '$1')
    .replace(/(?<=\p{Script=Han})了?[啦喇咧]+(?=,|$)/gu, '了')
    .replace(ENDING_PARTICLES, '')
    .replace(/([^0-9])\1{3,}/gu, '$1$1')
    .replace(/,{2,}/g, ',')
    .replace(/^[, ]+|[, ]+$/g, '');
  return short === '' ? text : short;
}

let segmenter: Intl.Segmenter | undefined;

/** The words of a normalised text, punctuation left out. */
export function wordsOf(normal: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  const words: string[] = [];
  for (const part of segmenter.segment(normal)) if (part.isWordLike) words.push(part.segment);
  return words;
}
