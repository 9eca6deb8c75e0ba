/** Renewals: the list of applications, or one of them. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedRenewal } from '#adapters/renewal-contract.ts';
import { Faulty } from '../frame/faulty.ts';
import { classes, html, type Markup } from '../html.ts';
import { ticketLink } from '../route.ts';
import { currentSettings } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { fetchRenewals } from './renewal-api.ts';
import { RenewalView } from './renewal-view.ts';
import { say } from './renewal-words.ts';

/** The place: the list without a number, else the application. */
export function RenewalsPage({ id }: { readonly id: string | undefined }): Markup {
  return id === undefined ? h(List, {}) : h(RenewalView, { key: id, number: id });
}

/** What an agent has to do comes first. */
function inOrder(renewals: readonly ListedRenewal[]): readonly ListedRenewal[] {
  return [...renewals].sort((one, other) => Number(other.waitsForDesk) - Number(one.waitsForDesk));
}

function List(): Markup {
  const [ended, setEnded] = useState(false);
  const answer = useAnswer(`renewals ${ended}`, () => fetchRenewals(ended));
  const renewals = answer.value?.renewals;
  return html`<div class="page">
    <header class="page-head">
      <h2>${say().title}</h2>
      <label class="check"><input type="checkbox" checked=${ended} onChange=${() => setEnded(!ended)} /> ${say().ended}</label>
    </header>
    <section class="panel">
      ${renewals === undefined ? h(Faulty, { answer }) : renewals.length === 0 ? html`<p class="empty">${say().none}</p>` : h(Table, { renewals: inOrder(renewals) })}
    </section>
  </div>`;
}

function Table({ renewals }: { readonly renewals: readonly ListedRenewal[] }): Markup {
  const { columns } = say();
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${say().title}>
    <table class="renewals">
      <thead><tr>${Object.values(columns).map((name) => html`<th key=${name}>${name}</th>`)}</tr></thead>
      <tbody>${renewals.map((renewal) => h(Row, { key: renewal.number, renewal }))}</tbody>
    </table>
  </div>`;
}

function Row({ renewal }: { readonly renewal: ListedRenewal }): Markup {
  const { number, status, applicant, serial, model, stopped, ticketNumber, updatedAtMs, waitsForDesk } = renewal;
  const words = WORDS[currentSettings().locale];
  const device = [model, serial].filter((part) => part !== undefined).join(' · ');
  return html`<tr class=${classes(waitsForDesk && 'yours')}>
    <th scope="row"><a class="renewal-link" href="#/renewals/${number}">${number}</a></th>
    <td><span class="renewal-status ${status}">${say().status[status]}</span>${waitsForDesk ? html` <small>${say().yours}</small>` : null}</td>
    <td>${device}${stopped ? html` <small class="bad-text">${say().stopped}</small>` : null}</td>
    <td>${say().applicants[applicant]}</td>
    <td>${instantInWords(updatedAtMs, words)}</td>
    <td>${ticketNumber === undefined ? '' : html`<a href=${ticketLink(ticketNumber)}>${ticketNumber}</a>`}</td>
  </tr>`;
}
