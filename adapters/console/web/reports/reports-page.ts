/** The supervisor's page: how things stand, how long merchants wait, what breaks, and who does what. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { Durations } from '#adapters/desk-contract.ts';
import type { Reports } from '../../wire.ts';
import { fetchReports } from '../api.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings } from '../settings.ts';
import { choices, may, nameOf } from '../signed-in.ts';
import { resolutionName } from '../ticket/resolution-names.ts';
import { spanInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { Bars, Columns } from './charts.ts';
import { Export } from './export.ts';
import { rangeOf, SPANS, type Span } from './ranges.ts';
import { reportWords } from './words.ts';

const MOST_BARS = 10;

/** The page. */
export function ReportsPage(): Markup {
  const [span, setSpan] = useState<Span>(7);
  const range = rangeOf(span, Date.now(), choices().timeZone);
  const answer = useAnswer(`reports ${range.fromMs} ${range.toMs}`, () => fetchReports(range));
  const say = reportWords();
  return html`<div class="page">
    <header class="page-head">
      <h2>${say.title}</h2>
      <div class="filters" role="group" aria-label=${say.period}>
        ${SPANS.map(
          (one) =>
            html`<button type="button" key=${one} aria-pressed=${String(span === one)} onClick=${() => setSpan(one)}>${say.spans[one]}</button>`,
        )}
      </div>
      ${may('export') ? h(Export, { range, label: say.export }) : null}
    </header>
    ${answer.value === undefined ? h(Faulty, { answer }) : h(Figures, { reports: answer.value })}
  </div>`;
}

function Figures({ reports }: { readonly reports: Reports }): Markup {
  const say = reportWords();
  const { now, cases, promises, ratings } = reports;
  const answered = promises.kept + promises.broken;
  return html`
    <section class="tiles" aria-label=${say.now}>
      ${tile(say.open, String(now.open))} ${tile(say.claimed, String(now.claimed))}
      ${tile(say.waiting, String(now.waiting))} ${tile(say.overdue, String(now.overdue), '', now.overdue > 0 ? 'bad' : '')}
    </section>
    <section class="tiles" aria-label=${say.period}>
      ${tile(say.deflection, share(cases.deflection), say.cases(cases.resolvedByBot, cases.answeredByBot, cases.abandoned, cases.ticketsOpened))}
      ${duration(say.money, reports.timeToResolve)} ${duration(say.firstAnswer, reports.waiting)}
      ${tile(say.promises, answered === 0 ? say.none : share(promises.kept / answered), `${promises.kept} / ${answered}`)}
      ${tile(say.ratings, String(ratings.good + ratings.fair + ratings.poor), say.rating(ratings.good, ratings.fair, ratings.poor))}
    </section>
    <div class="charts">${charts(reports)}</div>
    ${agents(reports)}
  `;
}

function charts({ days, load, symptoms, resolutions, steps }: Reports): Markup {
  const say = reportWords();
  const givenUp = [...steps].filter(({ gaveUp }) => gaveUp > 0).sort((a, b) => b.gaveUp - a.gaveUp);
  return [
    h(Columns, {
      title: say.days,
      names: [say.opened, say.resolved],
      counts: days.map(({ day, opened, resolved }) => ({ label: day.slice(5), count: opened, second: resolved })),
    }),
    h(Columns, {
      title: say.load,
      names: [say.tickets],
      counts: load.map((count, hour) => ({ label: String(hour), count })),
    }),
    h(Bars, {
      title: say.symptoms,
      empty: say.nothing,
      counts: symptoms
        .slice(0, MOST_BARS)
        .map(({ symptom, tickets }) => ({ label: nameOf(symptom) ?? symptom, count: tickets })),
    }),
    h(Bars, {
      title: say.steps,
      empty: say.nothing,
      counts: givenUp.slice(0, MOST_BARS).map(({ title, reached, fixed, gaveUp }) => ({
        label: title,
        count: gaveUp,
        shown: say.stepLine(reached, fixed, gaveUp),
      })),
    }),
    h(Bars, {
      title: say.resolutions,
      empty: say.nothing,
      counts: resolutions.map(({ code, tickets }) => ({ label: resolutionName(code), count: tickets })),
    }),
  ];
}

function agents({ agents: people }: Reports): Markup {
  const say = reportWords();
  return html`<section class="panel">
    <h3>${say.agents}</h3>
    ${
      people.length === 0
        ? html`<p class="soft">${say.nothing}</p>`
        : html`<div class="table-frame" tabindex="0" role="group" aria-label=${say.agents}>
            <table>
              <thead><tr><th>${say.agent}</th><th>${say.live}</th><th>${say.done}</th><th>${say.answers}</th><th>${say.median}</th></tr></thead>
              <tbody>
                ${people.map(
                  ({ agent, live, resolved, firstAnswers, medianAnswerMs }) => html`<tr key=${agent}>
                    <th scope="row">${agent}</th><td>${live}</td><td>${resolved}</td><td>${firstAnswers}</td><td>${span(medianAnswerMs)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function tile(label: string, value: string, more = '', look = ''): Markup {
  return html`<div class="tile ${look}"><span class="soft">${label}</span><strong>${value}</strong>${more === '' ? null : html`<span class="soft">${more}</span>`}</div>`;
}

function duration(label: string, { medianMs, p90Ms }: Durations): Markup {
  return tile(label, span(medianMs), p90Ms === undefined ? '' : reportWords().p90(span(p90Ms)));
}

function span(ms: number | undefined): string {
  return ms === undefined ? reportWords().none : spanInWords(ms, WORDS[currentSettings().locale]);
}

function share(part: number | undefined): string {
  return part === undefined ? reportWords().none : `${Math.round(part * 100)} %`;
}
