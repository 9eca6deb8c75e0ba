/** The sheets' texts, from the content's phrases. */

import { fillPlaceholders } from '#dialogs/say.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';

/** Says phrases of the pages in one language. */
export interface Words {
  readonly guide: Guide;
  readonly locale: Locale;
  /** The phrase `page.<key>`; empty where the content has none, or where it names something unknown. */
  say(key: string, values?: Readonly<Record<string, string | undefined>>): string;
  /** The phrases `page.<key>.1`, `.2` and so on, as many as there are. */
  list(key: string): readonly string[];
}

const MOST_ITEMS = 30;

/** The texts of a guide in one language. */
export function wordsIn(guide: Guide, locale: Locale): Words {
  const say: Words['say'] = (key, values = {}) =>
    fillPlaceholders(guide.phrases.get(`page.${key}`)?.[locale] ?? '', values);
  return {
    guide,
    locale,
    say,
    list: (key) => Array.from({ length: MOST_ITEMS }, (_, at) => say(`${key}.${at + 1}`)).filter((text) => text !== ''),
  };
}
