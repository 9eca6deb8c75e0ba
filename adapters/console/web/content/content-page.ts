/** The knowledge browser: every symptom and procedure with its drawn tree and how its steps do, and content problems. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Reports } from '../../wire.ts';
import { fetchContent, fetchFlow, fetchFlows, fetchReports } from '../api.ts';
import { useNow } from '../clock.ts';
import { FlowDrawing, type StepMark } from '../flow/drawing.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { rangeOf } from '../reports/ranges.ts';
import { reportWords } from '../reports/words.ts';
import { currentSettings, inWords } from '../settings.ts';
import { choices, may } from '../signed-in.ts';
import { type Answer, useAnswer } from '../use-answer.ts';
import { readContentState } from './content-state.ts';
import { Problems } from './problems.ts';

const LOOK_EVERY_MS = 3_000;

const ZH = {
  title: '知识库',
  pick: '选一个故障或流程，看它的排查树。',
  find: '找故障或流程…',
  kinds: { symptom: '故障', procedure: '流程' },
  statistics: '每一步下面是最近 90 天的次数。',
  none: '没有匹配的。',
};
const EN: typeof ZH = {
  title: 'Knowledge',
  pick: 'Pick a symptom or procedure to see its tree.',
  find: 'Find a symptom or procedure…',
  kinds: { symptom: 'symptom', procedure: 'procedure' },
  statistics: 'Under each step: how often in the last 90 days.',
  none: 'Nothing fits.',
};
const say = inWords(ZH, EN);

/** The page. */
export function ContentPage({ id }: { readonly id: string | undefined }): Markup {
  const content = useContent();
  const state = content.value === undefined ? undefined : readContentState(content.value);
  const flows = useAnswer(state && `flows ${state.revision}`, fetchFlows, false);
  const [find, setFind] = useState('');
  const { locale } = currentSettings();
  const fits = (text: string): boolean => text.toLowerCase().includes(find.trim().toLowerCase());
  const shown = flows.value?.flows.filter((flow) => fits(`${flow.id} ${flow.title['zh-Hans']} ${flow.title.en}`)) ?? [];
  return html`<div class="page">
    <header class="page-head"><h2>${say().title}</h2></header>
    ${state === undefined ? null : h(Problems, { state })}
    <div class="browser">
      <nav aria-label=${say().title}>
        <input type="search" aria-label=${say().find} placeholder=${say().find} value=${find} onInput=${(event: Event) => setFind((event.currentTarget as HTMLInputElement).value)} />
        ${flows.value === undefined ? h(Faulty, { answer: state === undefined ? content : flows }) : null}
        ${flows.value !== undefined && shown.length === 0 ? html`<p class="soft">${say().none}</p>` : null}
        <ul>
          ${shown.map(
            (flow) => html`<li key=${flow.id}>
              <a href="#/content/${encodeURIComponent(flow.id)}" aria-current=${flow.id === id ? 'true' : undefined}>
                <span>${flow.title[locale]}</span><span class="soft">${flow.id} · ${say().kinds[flow.kind]}</span>
              </a>
            </li>`,
          )}
        </ul>
      </nav>
      <section>${id === undefined ? html`<p class="empty">${say().pick}</p>` : h(FlowPane, { key: id, id, revision: state?.revision ?? '' })}</section>
    </div>
  </div>`;
}

/** Whoever edits a file looks here for what came of it: content that is taken or refused wakes no page. */
function useContent(): Answer<unknown> {
  const content = useAnswer('content', fetchContent);
  const now = useNow(LOOK_EVERY_MS);
  useEffect(content.again, [now]);
  return content;
}

function FlowPane({ id, revision }: { readonly id: string; readonly revision: string }): Markup {
  const flow = useAnswer(`flow ${id} ${revision}`, () => fetchFlow(id), false);
  const range = rangeOf(90, Date.now(), choices().timeZone);
  const reports = useAnswer(may('report') ? `steps ${range.toMs}` : undefined, () => fetchReports(range), false);
  if (flow.value === undefined) return h(Faulty, { answer: flow });
  const title = flow.value.title[currentSettings().locale];
  const marks = marksOf(reports.value);
  return html`<h3>${title} <span class="soft">${id}</span></h3>
    ${marks.size === 0 ? null : html`<p class="soft">${say().statistics}</p>`}
    ${h(FlowDrawing, { flow: flow.value, marks, path: [], label: title })}`;
}

function marksOf(reports: Reports | undefined): ReadonlyMap<string, StepMark> {
  return new Map(
    (reports?.steps ?? []).map(({ step, reached, fixed, gaveUp }) => [
      step,
      { look: gaveUp > fixed ? 'weak' : 'counted', line: reportWords().stepLine(reached, fixed, gaveUp) },
    ]),
  );
}
