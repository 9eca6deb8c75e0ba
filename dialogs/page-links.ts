/** Puts the links to printable pages into what the merchant reads. */

import { PAGES, type PageLinks } from './pages.ts';
import { fillPlaceholders } from './say.ts';

const MARK = '{page.';

/** The text with its links; a sentence whose page has none is left out. */
export function nameLinks(text: string, links: PageLinks | undefined): string {
  if (!text.includes(MARK)) return text;
  const values = Object.fromEntries(PAGES.map((page) => [`page.${page}`, links?.[page]]));
  return text
    .split('\n')
    .map((line) => (line.includes(MARK) ? fillPlaceholders(line, values) : line))
    .filter((line) => line !== '')
    .join('\n');
}
