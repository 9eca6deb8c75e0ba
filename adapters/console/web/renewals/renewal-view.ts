/** One application: what it is about, its papers, what can be done, and how it went. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { OpenedRenewal, ReviewAction } from '#adapters/renewal-contract.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { ticketLink } from '../route.ts';
import { currentSettings } from '../settings.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { channelName } from '../value-names.ts';
import { WORDS } from '../wording.ts';
import { spanAt } from '../zoned-time.ts';
import { RenewalActions } from './renewal-actions.ts';
import { fetchRenewal, review } from './renewal-api.ts';
import { RenewalPapers } from './renewal-papers.ts';
import { say } from './renewal-words.ts';

/** The page of an application. */
export function RenewalView({ number }: { readonly number: string }): Markup {
  const answer = useAnswer(number, () => fetchRenewal(number));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const onAct = async (action: ReviewAction): Promise<boolean> => {
    setBusy(true);
    const outcome = await review(number, action);
    setBusy(false);
    const failed = outcome.kind === 'refused';
    setProblem(failed ? (say().problems[outcome.code] ?? problemInWords(outcome)) : undefined);
    answer.again();
    return !failed;
  };
  const opened = answer.value;
  return html`<div class="page renewal-page">
    <header class="page-head">
      <a href="#/renewals">‹ ${say().back}</a>
      <h2>${number}</h2>
      ${opened === undefined ? null : h(Status, { opened })}
    </header>
    ${problem === undefined ? null : html`<p class="problem" role="alert">${problem}</p>`}
    ${
      opened === undefined
        ? html`<section class="panel">${h(Faulty, { answer })}</section>`
        : html`<div class="renewal-columns">
            <div>${h(RenewalPapers, { opened, busy, onAct })}</div>
            <div>${h(RenewalActions, { opened, busy, onAct })} ${h(Facts, { opened })} ${h(History, { opened })}</div>
          </div>`
    }
  </div>`;
}

function Status({ opened }: { readonly opened: OpenedRenewal }): Markup {
  const { status, dispatchedAtMs, stopped } = opened.renewal;
  const name = status === 'approved' && dispatchedAtMs !== undefined ? say().dispatched : say().status[status];
  return html`<span class="renewal-status ${status}" id="renewal-status">${name}</span>${stopped ? html` <small class="bad-text">${say().stopped}</small>` : null}`;
}

function Facts({ opened }: { readonly opened: OpenedRenewal }): Markup {
  const { renewal, eligibility, timeZone } = opened;
  const words = WORDS[currentSettings().locale];
  const names = say().facts;
  const ends =
    'endsOn' in eligibility && eligibility.endsOn !== undefined ? say().endsOn(eligibility.endsOn) : undefined;
  const register = [say().register[eligibility.kind], ends].filter((part) => part !== undefined).join('，');
  const rows: readonly (readonly [string, string | undefined])[] = [
    [names.serial, renewal.serial],
    [names.model, renewal.model],
    [names.mid, renewal.mid],
    [names.phone, renewal.phone],
    [names.register, register],
    [names.channel, channelName(renewal.channel, words.lang)],
    [names.opened, instantInWords(renewal.openedAtMs, words)],
    [names.conversation, renewal.conversationId],
  ];
  const span = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string =>
    spanAt(fromMs, toMs, timeZone, words.lang);
  return html`<section class="panel"><dl class="renewal-facts">
    <div><dt>${say().columns.applicant}</dt><dd>${say().applicants[renewal.applicant]}</dd></div>
    ${rows.map(([name, value]) => (value === undefined ? null : html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`))}
    ${renewal.ticketNumber === undefined ? null : html`<div><dt>${say().ticket}</dt><dd><a href=${ticketLink(renewal.ticketNumber)}>${renewal.ticketNumber}</a></dd></div>`}
    ${renewal.visit === undefined ? null : html`<div><dt>${say().visit}</dt><dd id="visit">${span(renewal.visit)}</dd></div>`}
    ${renewal.visit !== undefined || renewal.slots.length === 0 ? null : html`<div><dt>${say().offered}</dt><dd>${renewal.slots.map((slot) => html`<div key=${slot.id}>${span(slot)}</div>`)}</dd></div>`}
    ${renewal.technician === undefined ? null : html`<div><dt>${say().actions.dispatch}</dt><dd>${renewal.technician}</dd></div>`}
  </dl></section>`;
}

function History({ opened }: { readonly opened: OpenedRenewal }): Markup {
  const words = WORDS[currentSettings().locale];
  return html`<section class="panel">
    <h3>${say().history}</h3>
    <ol class="renewal-history">${opened.history.map(
      ({ atMs, kind, by, note }, index) => html`<li key=${index}>
        <time>${instantInWords(atMs, words)}</time>
        <span>${say().kinds[kind] ?? kind} · ${by ?? say().merchant}${note === undefined ? null : html`<br /><q>${note}</q>`}</span>
      </li>`,
    )}</ol>
  </section>`;
}
