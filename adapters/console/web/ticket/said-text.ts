/** Texts of conversations for the page: links of our own side can be tapped, grouped numbers stay on one line. */

import { isHttps, splitGroups, splitLinks } from '#adapters/web/text-parts.ts';
import { html, type Markup } from '../html.ts';

/** Text in which https addresses are links; only for what the bot or an agent wrote. */
export function linked(text: string): Markup {
  return splitLinks(text).map(({ text: part, special }) =>
    special && isHttps(part)
      ? html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>`
      : together(part),
  );
}

/** Text in which numbers in groups each stay on one line. */
export function together(text: string): Markup {
  return splitGroups(text).map(({ text: part, special }) =>
    special ? html`<span class="together">${part}</span>` : part,
  );
}
