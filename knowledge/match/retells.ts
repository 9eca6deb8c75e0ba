/** Tells whether somebody says of a thing to do, in its own words, that it was done: "我把路由器拔了插了". */

import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { wordsOf } from '../text/read-utterance.ts';
import { remember } from '../text/remember.ts';
import { isFunctionWord } from './concepts.ts';

const HAN = /\p{Script=Han}/u;
/** Characters that every telling holds, whatever it tells. */
const EMPTY = new Set('我把了的你您他她它们给就都也又已经过着在上下来去好是个一这那刚才然后再有完和跟将被先后遍次');
/** So many words of the instruction have to come back, and so large a part of what is said has to be its words. */
const LEAST_SHARED = 2;
const LEAST_SHARE = 0.6;

/** What tells of something done, with the verb: it has to be one of the instruction. */
const DONE_HAN = /(\p{Script=Han})(?:[上下出进入好完掉开回紧住]|起来|下来|出来)?[了过咗]/gu;
const DONE_LATIN = /\b(\w{2,}ed|did|done|took|put|held|got|kept|reset)\b/g;
/** Who did it, or nobody named. */
const BY_LATIN = /\b(?:i|we|i've|just|have|already|he|she|they)\b|^\w{2,}ed\b/;
/** What tells that it was not done, or not yet, that it is asked about, or that the terminal did it of itself. */
const NOT_DONE =
  /[没不别未]|怎么|如何|想|准备|打算|正在|能|要|多久|多长|多少|几|什么|哪|吗|呢|(?<!我)自己|自动|突然|老是|总是|一直|\b(?:itself|suddenly|keeps?|why|when|which|what|where)\b|\b(?:not|never|no|can't|cannot|couldn't|didn't|won't|will|going to|how|should|could|may|don't)\b|n't\b/;

/** The signs of a text that carry meaning: single Chinese characters, stems of Latin words, numbers. */
const signsOf = remember((text: string): ReadonlySet<string> => {
  const han = [...text].filter((sign) => HAN.test(sign) && !EMPTY.has(sign));
  // "2.4g" and "2.4 ghz" are the same.
  const words = wordsOf(text).flatMap((word) => (HAN.test(word) ? [] : [word.replace(/^(\d[\d.]*)(?:g|ghz)$/, '$1')]));
  const latin = words.map((word) => stemmer.stem(word)).filter((stem) => !isFunctionWord(stem));
  return new Set([...han, ...latin]);
});

/**
 * Whether a piece of what is said (a segment of `Utterance.normal`) tells that `instruction` was carried out, by taking
 * up its words. Both in the same language, simplified and in lower case.
 */
export function retells(piece: string, instruction: string): boolean {
  if (NOT_DONE.test(piece)) return false;
  const asked = signsOf(instruction);
  if (!doesOneOf(asked, piece)) return false;
  const said = signsOf(piece);
  const shared = [...said].filter((sign) => asked.has(sign)).length;
  return shared >= LEAST_SHARED && shared / said.size >= LEAST_SHARE;
}

const IRREGULAR = /^(?:did|done|took|put|held|got|kept|reset)$/;

/** Whether something is told as done that the instruction asks for. */
function doesOneOf(asked: ReadonlySet<string>, piece: string): boolean {
  if (HAN.test(piece)) return [...piece.matchAll(DONE_HAN)].some(([, verb = '']) => asked.has(verb));
  if (!BY_LATIN.test(piece)) return false;
  return [...piece.matchAll(DONE_LATIN)].some(([, verb = '']) => IRREGULAR.test(verb) || asked.has(stemmer.stem(verb)));
}

/** Words that every other step names as well. */
const COMMON = new Set([
  '手机',
  '机器',
  '一下',
  '重新',
  '检查',
  '打开',
  '确认',
  'phone',
  'termin',
  'check',
  'compar',
  'tri',
]);

/** Whether a text (`Utterance.normal`) holds a telling word of a title: two Chinese characters of it, or a Latin word. */
export function namesIt(normal: string, title: string): boolean {
  const words = wordsOf(title)
    .filter((word) => !HAN.test(word))
    .map((word) => stemmer.stem(word));
  const telling = words.filter((stem) => stem.length > 2 && !isFunctionWord(stem) && !COMMON.has(stem));
  const said = signsOf(normal);
  if (telling.some((stem) => said.has(stem))) return true;
  const runs = title.match(/\p{Script=Han}+/gu) ?? [];
  const pairs = runs.flatMap((run) => [...run].slice(1).map((sign, at) => `${[...run][at]}${sign}`));
  return pairs.some((pair) => !COMMON.has(pair) && normal.includes(pair));
}
