/** Which language and script a merchant writes in. */

import type { Locale } from '#knowledge/guide.ts';
import { COMMON_ENGLISH } from '#knowledge/text/common-english.ts';
import { splitSyllables } from '#knowledge/text/pinyin.ts';
import { toSimplified } from '#knowledge/text/simplify.ts';

const HAN = /\p{Script=Han}/u;
/** Frequent characters that only simplified text has; a line without them may be either script. */
const SIMPLIFIED_ONLY = /[们这说时会对么为过还见网机开关电话线试间请问应该样两头连无现钱银错码单签号绑]/u;
const LATIN_WORD = /[A-Za-z]{2,}/g;
/** Latin words that Chinese sentences are full of; they say nothing about the language. */
const BORROWED = /^(pos|wifi|sim|sn|tid|mid|ok|app|apn|ip|qr|nfc|pin|cvv|pax|iccid|id|usb)$/i;

/**
 * The locale of a line, or the present one when the line does not tell (a number, "ok", characters that both scripts
 * share). `normal` is the cleaned text: pinyin has become Chinese there.
 */
export function detectLocale(raw: string, normal: string, present: Locale | undefined): Locale | undefined {
  if (HAN.test(raw)) {
    if (toSimplified(raw) !== raw) return 'zh-Hant';
    if (present === 'zh-Hant' && !SIMPLIFIED_ONLY.test(raw)) return present;
    return 'zh-Hans';
  }
  if (HAN.test(normal)) return present === 'zh-Hant' ? present : 'zh-Hans';
  const words = (raw.match(LATIN_WORD) ?? []).filter((word) => !BORROWED.test(word));
  if (isPinyin(words)) return present && (present === 'zh-Hant' || isName(words)) ? present : 'zh-Hans';
  const enough = present === undefined ? 1 : 2;
  return words.some((word) => /[a-z]/.test(word)) && words.length >= enough ? 'en' : present;
}

/** So many syllables in a row are pinyin, unless half of the words are everyday English: "mei shuai guo", "can make change". */
const LEAST_SYLLABLES = 3;
const ENGLISH = new Set(COMMON_ENGLISH);
/** Short English words that split into syllables. */
const SHORT_ENGLISH =
  /^(?:a|an|he|me|we|be|so|no|do|go|or|can|man|men|ran|ten|pen|fan|pan|long|rang|gun|fun|run|sun|sue|due|die|lie|pie|tie|fine|wine|ride|one|too|see|are|was|use|not|new|now|hi|bin|bus|but|out|our|sir|ok|machine)$/;

/** The commonest surnames; what is in no dictionary of ours and begins with one of them is a name. */
const SURNAME =
  /^(?:wang|li|zhang|liu|chen|yang|zhao|huang|zhou|wu|xu|sun|hu|zhu|gao|lin|he|guo|ma|luo|liang|song|zheng|xie|han|tang|feng|yu|dong|xiao|cheng|cao|yuan|deng|fu|shen|zeng|peng|lu|su|jiang|cai|jia|ding|wei|xue|ye|yan|pan|du|dai|xia|zhong|tian|ren|fan|fang|shi|yao|tan|liao|zou|xiong|jin|hao|kong|bai|cui|kang|mao|qiu|qin|gu|hou|shao|meng|long|wan|duan|qian|yin|li|chang|wong|chan|lee|cheung|lam|ng|chow)$/;

/** "Wang Xiao Ming" is a name, whatever language the rest is in, and so is "wang xiao ming": two or three syllables. */
function isName(words: readonly string[]): boolean {
  const capitals = words.every((word) => /^[A-Z][a-z]/.test(word));
  return capitals || (words.length >= 2 && words.length <= 3 && SURNAME.test(words[0]?.toLowerCase() ?? ''));
}

/** Pinyin that the lexicon could not spell is Chinese all the same. */
function isPinyin(words: readonly string[]): boolean {
  let syllables = 0;
  let english = 0;
  for (const word of words.map((one) => one.toLowerCase())) {
    const split = splitSyllables(word);
    if (!split) return false;
    syllables += split.length;
    if (SHORT_ENGLISH.test(word) || ENGLISH.has(word)) english += 1;
  }
  return syllables >= LEAST_SYLLABLES && english * 2 < words.length;
}

/** The locale itself where the institution offers it; else the other Chinese script, else the first that is offered. */
export function offeredLocale(locale: Locale, offered: readonly Locale[]): Locale {
  if (offered.includes(locale)) return locale;
  const chinese = locale !== 'en' && offered.find((one) => one !== 'en');
  return chinese || offered[0] || locale;
}
