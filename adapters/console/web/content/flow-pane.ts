/** One symptom or procedure: where it stands in the files, its drawn tree and how its steps do, and what merchants say of it. */

import { h } from 'preact';
import type { FlowView, Place, Reports } from '../../wire.ts';
import { fetchFlow, fetchReports } from '../api.ts';
import { FlowDrawing, type StepMark } from '../flow/drawing.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { rangeOf } from '../reports/ranges.ts';
import { reportWords } from '../reports/words.ts';
import { currentSettings, inWords } from '../settings.ts';
import { choices, may } from '../signed-in.ts';
import { useAnswer } from '../use-answer.ts';

const ZH = {
  statistics: '每一步下面是最近 90 天的次数。',
  edit: '要改：打开这个文件，保存后几秒生效；写错了会在本页上方说明，机器人先用原来的内容。',
  own: '这是自带的内容：把整条抄进您自己内容目录（CONTENT_DIR）里的同名文件，在那里改，升级就不会冲掉。',
  steps: (count: number): string => `每一步在文件的哪一行（${count}）`,
  examples: (count: number): string => `商户会怎么说（${count}）`,
};
const EN: typeof ZH = {
  statistics: 'Under each step: how often in the last 90 days.',
  edit: 'To change it, edit this file. It is taken within seconds of saving; a mistake is shown at the top of this page, and the bot goes on with the content before.',
  own: 'It came with posdesk: copy the whole entry to the file of the same name in your own folder (CONTENT_DIR) and edit it there, so that no update undoes it.',
  steps: (count) => `Where each step stands (${count})`,
  examples: (count) => `What merchants say (${count})`,
};
const say = inWords(ZH, EN);

/** Before what an institution knows the files by; its own stand elsewhere. */
const BUILT_IN = 'knowledge/content/';

/** File and line; `short` leaves out where all files are. */
export function PlaceLabel({ file, line, short = false }: Place & { readonly short?: boolean }): Markup {
  const name = short && file.startsWith(BUILT_IN) ? file.slice(BUILT_IN.length) : file;
  return html`<code class="place">${name}:${line}</code>`;
}

/** The symptom or procedure with this id, as the content of this revision has it. */
export function FlowPane({ id, revision }: { readonly id: string; readonly revision: string }): Markup {
  const flow = useAnswer(`flow ${id} ${revision}`, () => fetchFlow(id), false);
  const range = rangeOf(90, Date.now(), choices().timeZone);
  const reports = useAnswer(may('report') ? `steps ${range.toMs}` : undefined, () => fetchReports(range), false);
  if (flow.value === undefined) return h(Faulty, { answer: flow });
  const { title, at } = flow.value;
  const name = title[currentSettings().locale];
  const marks = marksOf(reports.value);
  return html`<h3>${name} <span class="soft">${id}</span></h3>
    <p class="standing">${h(PlaceLabel, at)} <span class="soft">${say().edit} ${at.file.startsWith(BUILT_IN) ? say().own : ''}</span></p>
    ${h(Texts, { flow: flow.value })}
    ${marks.size === 0 ? null : html`<p class="soft">${say().statistics}</p>`}
    ${h(FlowDrawing, { flow: flow.value, marks, path: [], label: name })}`;
}

/** Folded up: there may be hundreds of examples. */
function Texts({ flow: { steps, examples } }: { readonly flow: FlowView }): Markup {
  const { locale } = currentSettings();
  return html`<div class="flow-texts">
    ${
      examples.length === 0
        ? null
        : html`<details class="examples"><summary>${say().examples(examples.length)}</summary>
            <ul class="flow-list">${examples.map((text) => html`<li class="flow-text" key=${text}>${text}</li>`)}</ul>
          </details>`
    }
    <details class="step-places"><summary>${say().steps(steps.length)}</summary>
      <ul class="flow-list">${steps.map(({ id, text, at }) => html`<li class="flow-text" key=${id}><span>${text[locale]}</span> ${h(PlaceLabel, { ...at, short: true })}</li>`)}</ul>
    </details>
  </div>`;
}

function marksOf(reports: Reports | undefined): ReadonlyMap<string, StepMark> {
  return new Map(
    (reports?.steps ?? []).map(({ step, reached, fixed, gaveUp }) => [
      step,
      { look: gaveUp > fixed ? 'weak' : 'counted', line: reportWords().stepLine(reached, fixed, gaveUp) },
    ]),
  );
}
