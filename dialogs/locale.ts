/** Which language and script a merchant writes in. */

import type { Locale } from '#knowledge/guide.ts';
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
  const enough = present === undefined ? 1 : 2;
  return words.some((word) => /[a-z]/.test(word)) && words.length >= enough ? 'en' : present;
}

/** The locale itself where the institution offers it; else the other Chinese script, else the first that is offered. */
export function offeredLocale(locale: Locale, offered: readonly Locale[]): Locale {
  if (offered.includes(locale)) return locale;
  const chinese = locale !== 'en' && offered.find((one) => one !== 'en');
  return chinese || offered[0] || locale;
}
