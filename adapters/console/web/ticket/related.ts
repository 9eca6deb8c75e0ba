/** Other tickets beside this one: of the same merchant or device, and similar cases and how they were solved. */

import type { TicketRef } from '#adapters/desk-contract.ts';
import type { TicketView } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { ticketLink } from '../route.ts';
import { inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';
import { instantInWords } from '../time-in-words.ts';
import type { Words } from '../wording.ts';
import { resolutionName } from './resolution-names.ts';

const ZH = {
  history: '这家商户、这台机器的其他工单',
  similar: '类似的工单',
  because: { merchant: '同一商户', serial: '同一台机器', symptom: '同样的故障', merged: '已合并' },
};
const EN: typeof ZH = {
  history: 'Other tickets of this merchant or device',
  similar: 'Similar tickets',
  because: { merchant: 'same merchant', serial: 'same device', symptom: 'same trouble', merged: 'merged' },
};
const say = inWords(ZH, EN);

/** Both lists; what is empty is left out. */
export function Related({ view, words }: { readonly view: TicketView; readonly words: Words }): Markup {
  return [list(say().history, view.history ?? [], words), list(say().similar, view.similar ?? [], words)];
}

function list(title: string, refs: readonly TicketRef[], words: Words): Markup {
  if (refs.length === 0) return null;
  return html`<details class="related" open=${refs.length <= 3}>
    <summary>${title} (${refs.length})</summary>
    <ul>
      ${refs.map((ref) => html`<li key=${`${ref.number} ${ref.because}`}>${line(ref, words)}</li>`)}
    </ul>
  </details>`;
}

function line({ number, status, openedAtMs, summary, because, resolution, symptoms }: TicketRef, words: Words): Markup {
  const how = resolution?.code === undefined ? undefined : resolutionName(resolution.code);
  const names = symptoms.map((id) => nameOf(id) ?? id).join('、');
  return html`<a href=${ticketLink(number)}>
    <strong>${number}</strong>
    <span class="status ${status}">${words.status[status]}</span>
    <span class="soft">${say().because[because]} · ${instantInWords(openedAtMs, words)}${how === undefined ? '' : ` · ${how}`}</span>
    <span class="related-summary">${summary === '' ? names : summary}</span>
  </a>`;
}
