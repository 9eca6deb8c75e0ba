/** Which language and script a merchant writes in. */

import type { Locale } from '#knowledge/guide.ts';
import { toSimplified, toTraditional } from '#knowledge/text/script.ts';

const HAN = /\p{Script=Han}/u;
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
    if (present === 'zh-Hant' && toTraditional(raw) === raw) return present;
    return 'zh-Hans';
  }
  if (HAN.test(normal)) return present === 'zh-Hant' ? present : 'zh-Hans';
  const words = (raw.match(LATIN_WORD) ?? []).filter((word) => !BORROWED.test(word));
  const enough = present === undefined ? 1 : 2;
  return words.some((word) => /[a-z]/.test(word)) && words.length >= enough ? 'en' : present;
}
