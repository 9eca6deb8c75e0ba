/** The text field, which sends with Enter, grows, and leaves input methods alone; and the way to a person below it. */

import { byId } from '#adapters/web/dom.ts';
import type { Locale } from '#knowledge/guide.ts';
import { WORDS } from './wording.ts';

/** The text field of the page. */
export interface Composer {
  show(locale: Locale): void;
}

const TALLEST_PX = 132;

/** Takes over the form; `onText` gets every text that the merchant sends, the wish for a person included. */
export function createComposer(onText: (text: string) => void): Composer {
  const form = byId('composer', HTMLFormElement);
  const field = byId('text', HTMLTextAreaElement);
  const button = byId('send', HTMLButtonElement);
  const person = byId('person', HTMLButtonElement);
  let words = WORDS['zh-Hans'];
  const adjust = (): void => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
    button.disabled = field.value.trim() === '';
  };
  const submit = (): void => {
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    adjust();
    onText(text);
    field.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  // What stands in the field stays there: it may be half a sentence that the agent needs as well.
  person.addEventListener('click', () => onText(words.person.text));
  field.addEventListener('input', adjust);
  field.addEventListener('keydown', (event) => {
    // While an input method composes, Enter picks a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  adjust();
  return {
    show(locale) {
      words = WORDS[locale];
      field.placeholder = words.placeholder;
      field.setAttribute('aria-label', words.placeholder);
      button.setAttribute('aria-label', words.send);
      button.title = words.send;
      person.textContent = words.person.label;
    },
  };
}
