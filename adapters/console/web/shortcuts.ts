/** Keys that do something wherever one is on the page, as long as nobody is typing. */

import { useEffect } from 'preact/hooks';
import { currentSettings } from './settings.ts';

/** What keys do; the key as the browser names it, such as `j` or `?`. */
export type Keys = Readonly<Record<string, () => void>>;

const layers: Keys[] = [];

/** Adds keys while a part of the page is shown; where two parts want the same key, the later one has it. */
export function useShortcuts(keys: Keys): void {
  useEffect(() => {
    layers.push(keys);
    return () => void layers.splice(layers.indexOf(keys), 1);
  });
}

/** Listens to the keyboard, once for the page. */
export function startShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!currentSettings().shortcuts || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const act = layers.findLast((keys) => Object.hasOwn(keys, event.key))?.[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type=radio]), textarea, select') !== null;
}
