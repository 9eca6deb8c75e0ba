/** The forms whose words go to the merchant: asking for more, rejecting; and who is sent. */

import { useState } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import { currentSettings } from '../settings.ts';
import type { RenewalPartProps } from './renewal-papers.ts';
import { say } from './renewal-words.ts';

/** What a form gets. */
export interface FormProps extends RenewalPartProps {
  readonly onClose: () => void;
}

const LONGEST = 300;
const typedIn = (event: Event): string => (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value;

function submitting(work: () => void) {
  return (event: Event): void => {
    event.preventDefault();
    work();
  };
}

function Buttons({
  busy,
  ready,
  label,
  onClose,
}: Pick<FormProps, 'busy' | 'onClose'> & { readonly ready: boolean; readonly label: string }): Markup {
  return html`<div class="form-buttons">
    <button type="submit" class="primary" id="send-form" disabled=${busy || !ready}>${label}</button>
    <button type="button" class="quiet" onClick=${onClose}>${say().cancel}</button>
  </div>`;
}

function Reason({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }): Markup {
  return html`<label class="stack"><span>${say().reason}</span>
    <textarea id="reason" rows="3" maxlength=${LONGEST} placeholder=${say().reasonHint} value=${text} onInput=${(event: Event) => onText(typedIn(event))}></textarea>
  </label>`;
}

/** Which papers are wanted once more, and why. */
export function AskMoreForm({ opened, busy, onAct, onClose }: FormProps): Markup {
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(opened.missing));
  const { locale } = currentSettings();
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const send = submitting(() => void onAct({ kind: 'ask-more', materials: [...chosen], reason }));
  return html`<form class="stack" onSubmit=${send}>
    <fieldset><legend>${say().which}</legend>
      ${opened.materials.map(
        ({ id, title }) =>
          html`<label class="check" key=${id}><input type="checkbox" value=${id} checked=${chosen.has(id)} onChange=${() => toggle(id)} /> ${title[locale]}</label>`,
      )}
    </fieldset>
    ${Reason({ text: reason, onText: setReason })}
    ${Buttons({ busy, onClose, ready: reason.trim() !== '' && chosen.size > 0, label: say().send })}
  </form>`;
}

/** Why it is rejected. */
export function RejectForm({ busy, onAct, onClose }: FormProps): Markup {
  const [reason, setReason] = useState('');
  const send = submitting(() => void onAct({ kind: 'reject', reason }));
  return html`<form class="stack" onSubmit=${send}>
    ${Reason({ text: reason, onText: setReason })}
    ${Buttons({ busy, onClose, ready: reason.trim() !== '', label: say().actions.reject })}
  </form>`;
}

/** Who comes. */
export function DispatchForm({ busy, onAct, onClose }: FormProps): Markup {
  const [technician, setTechnician] = useState('');
  const send = submitting(() => void onAct({ kind: 'dispatch', technician }));
  return html`<form class="stack" onSubmit=${send}>
    <label class="stack"><span>${say().technician}</span>
      <input id="technician" type="text" maxlength="80" value=${technician} onInput=${(event: Event) => setTechnician(typedIn(event))} />
    </label>
    ${Buttons({ busy, onClose, ready: technician.trim() !== '', label: say().actions.dispatch })}
  </form>`;
}
