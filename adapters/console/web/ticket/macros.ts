/** Canned answers: `/` at the beginning of a text opens them, typing narrows them, Enter puts one into the text. */

import { useState } from 'preact/hooks';
import type { Locale } from '#knowledge/guide.ts';
import type { Macro } from '../../wire.ts';
import { macroSearch } from '../draft.ts';
import { classes, html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { choices } from '../signed-in.ts';

const ZH = { label: '快捷回复', none: '没有匹配的快捷回复' };
const EN: typeof ZH = { label: 'Canned answers', none: 'No canned answer fits' };
const say = inWords(ZH, EN);
const MOST = 8;

/** The open list. */
export interface Macros {
  readonly shown: readonly Macro[];
  /** Index of the one that Enter takes. */
  readonly at: number;
  readonly language: Locale;
  readonly take: (macro: Macro) => void;
  /** True when the key was meant for the list. */
  readonly onKey: (key: string) => boolean;
  /** What the text field says about the list to those who cannot see it. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** The list for a text, in the merchant's language; undefined while the text asks for none. */
export function useMacros(text: string, language: Locale, put: (text: string) => void): Macros | undefined {
  const [at, setAt] = useState(0);
  const search = macroSearch(text);
  const { macros } = choices();
  if (search === undefined || macros.length === 0) return undefined;
  const shown = macros.filter((macro) => fits(macro, search, language)).slice(0, MOST);
  const place = Math.min(at, Math.max(0, shown.length - 1));
  const take = (macro: Macro): void => {
    setAt(0);
    put(macro.text[language]);
  };
  const onKey = (key: string): boolean => {
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    const chosen = shown[place];
    if (step !== 0) setAt((place + step + shown.length) % Math.max(1, shown.length));
    else if (key === 'Escape') put('');
    else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) take(chosen);
    else return false;
    return true;
  };
  const current = shown[place];
  const attributes = {
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'macros',
    'aria-autocomplete': 'list',
    'aria-activedescendant': current === undefined ? undefined : `macro-${current.id}`,
  };
  return { shown, at: place, language, take, onKey, attributes };
}

function fits({ id, title, text }: Macro, search: string, language: Locale): boolean {
  const words = [id, title['zh-Hans'], title.en, text[language]].join('\n').toLowerCase();
  return search.split(/\s+/).every((part) => words.includes(part));
}

/** The list above the text field. */
export function MacroList({ macros }: { readonly macros: Macros }): Markup {
  const { shown, at, language, take } = macros;
  const { locale } = currentSettings();
  if (shown.length === 0) return html`<p class="macros soft" id="macros">${say().none}</p>`;
  return html`<ul class="macros" id="macros" role="listbox" aria-label=${say().label}>
    ${shown.map(
      (macro, index) => html`<li
        key=${macro.id}
        id="macro-${macro.id}"
        role="option"
        aria-selected=${String(index === at)}
        class=${classes(index === at && 'at')}
        onMouseDown=${(event: Event) => {
          event.preventDefault();
          take(macro);
        }}
      >
        <strong>${macro.title[locale]}</strong>
        <span class="soft">${macro.text[language]}</span>
      </li>`,
    )}
  </ul>`;
}
