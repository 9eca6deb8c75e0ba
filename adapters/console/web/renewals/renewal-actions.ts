/** What an agent can do with an application where it stands. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import { may } from '../signed-in.ts';
import { OfferForm } from './offer-form.ts';
import { AskMoreForm, DispatchForm, RejectForm } from './reason-forms.ts';
import type { RenewalPartProps } from './renewal-papers.ts';
import { say } from './renewal-words.ts';

type Form = 'ask-more' | 'reject' | 'offer' | 'dispatch';

const FORMS = { 'ask-more': AskMoreForm, reject: RejectForm, offer: OfferForm, dispatch: DispatchForm } as const;

/** The buttons, or the form that one of them has opened. */
export function RenewalActions(props: RenewalPartProps): Markup {
  const { opened, busy, onAct } = props;
  const [form, setForm] = useState<Form>();
  const { actions, renewal, missing } = opened;
  const close = (): void => setForm(undefined);
  if (!may('work') || actions.length === 0) return null;
  if (form !== undefined && actions.includes(form)) {
    const done = async (action: Parameters<typeof onAct>[0]): Promise<boolean> => {
      const ok = await onAct(action);
      if (ok) close();
      return ok;
    };
    return html`<section class="panel">${h(FORMS[form], { opened, busy, onAct: done, onClose: close })}</section>`;
  }
  const act = (kind: 'begin' | 'approve' | 'complete' | 'submit' | 'revoke', primary = false): Markup =>
    html`<button type="button" class=${primary ? 'primary' : ''} data-act=${kind} disabled=${busy} title=${kind === 'revoke' ? say().revokeHint : undefined} onClick=${() => void onAct({ kind })}>${say().actions[kind]}</button>`;
  const open = (kind: Form, primary = false): Markup =>
    html`<button type="button" class=${primary ? 'primary' : ''} data-act=${kind} disabled=${busy} onClick=${() => setForm(kind)}>${say().actions[kind]}</button>`;
  const can = (action: (typeof actions)[number]): boolean => actions.includes(action);
  const booked = renewal.visit !== undefined && renewal.dispatchedAtMs === undefined;
  return html`<section class="panel renewal-actions">
    ${can('begin') ? act('begin', true) : null}
    ${can('submit') && missing.length === 0 ? act('submit', true) : null}
    ${can('approve') ? act('approve', true) : null}
    ${can('offer') ? open('offer', renewal.visit === undefined && renewal.slots.length === 0) : null}
    ${can('dispatch') && booked ? open('dispatch', true) : null}
    ${can('complete') ? act('complete', renewal.dispatchedAtMs !== undefined) : null}
    ${can('ask-more') ? open('ask-more') : null}
    ${can('reject') ? open('reject') : null}
    ${act('revoke')}
  </section>`;
}
