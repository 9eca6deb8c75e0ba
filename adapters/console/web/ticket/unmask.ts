/** Shows a masked phone number to those who may see it; the audit log keeps who looked. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { unmask } from '../api.ts';
import { ProveWho } from '../frame/prove-who.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { may } from '../signed-in.ts';
import { problemInWords } from './problem-in-words.ts';

const ZH = { show: '显示完整电话（会记录）', phone: '完整电话', none: '这张工单没有电话' };
const EN: typeof ZH = {
  show: 'Show the whole phone number (is logged)',
  phone: 'Phone',
  none: 'No phone number is known',
};
const say = inWords(ZH, EN);

/** The button, and the number once it is shown. */
export function Unmask({ number }: { readonly number: string }): Markup {
  const [phone, setPhone] = useState<string>();
  const [code, setCode] = useState<string>();
  if (!may('unmask')) return null;
  const show = async (): Promise<void> => {
    const outcome = await unmask(number);
    if (outcome.kind === 'refused') return setCode(outcome.code);
    setCode(undefined);
    setPhone(outcome.value.ticket.contactPhone ?? say().none);
  };
  if (phone !== undefined)
    return html`<p class="unmasked"><span class="soft">${say().phone}</span> <strong class="serial">${phone}</strong></p>`;
  return html`<p class="unmasked">
    <button type="button" class="small" onClick=${() => void show()}>${say().show}</button>
    ${code === undefined || code === 'not-fresh' ? null : html`<span class="problem" role="alert">${problemInWords({ code })}</span>`}
    ${code === 'not-fresh' ? h(ProveWho, { onProven: () => void show(), onCancel: () => setCode(undefined) }) : null}
  </p>`;
}
