/** A dialog over the page: the browser keeps the focus inside and Escape closes it. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';

const say = inWords({ close: '关闭' }, { close: 'Close' });

/** What the dialog is called and what ends it. */
export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** An open dialog. */
export function Dialog({ title, onClose, children }: DialogProps): Markup {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element?.open === false) element.showModal();
    return () => {
      element?.close();
      // The browser gives the focus back only to where a dialog is closed that is still on the page.
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return html`<dialog
    ref=${dialog}
    aria-labelledby="dialog-title"
    onCancel=${(event: Event) => {
      event.preventDefault();
      onClose();
    }}
  >
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="quiet" onClick=${onClose}>${say().close}</button>
    </header>
    ${children}
  </dialog>`;
}
