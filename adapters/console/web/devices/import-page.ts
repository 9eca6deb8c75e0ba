/** Brings a file into the register: what would change is shown first, and written only when that is right. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import type { DeviceImport, DeviceProblem } from '../../device-office.ts';
import type { Outcome } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { sendFile } from './device-api.ts';
import { deviceWords } from './words.ts';

interface State {
  readonly file?: File;
  readonly busy?: true;
  readonly found?: Outcome<DeviceImport>;
}

/** The page. */
export function ImportPage(): Markup {
  const [{ file, busy, found }, setState] = useState<State>({});
  const say = deviceWords();
  const send = async (chosen: File, check: boolean): Promise<void> => {
    setState({ file: chosen, busy: true });
    setState({ file: chosen, found: await sendFile(chosen, check) });
  };
  const choose = (event: Event): void => {
    const chosen = (event.currentTarget as HTMLInputElement).files?.[0];
    if (chosen) void send(chosen, true);
    else setState({});
  };
  const read = found?.kind === 'done' && found.value.kind === 'read' ? found.value : undefined;
  const ready = read && !read.stored && read.problemCount === 0 && read.devices > 0;
  return html`<section class="panel">
    <h3>${say.import}</h3>
    <p class="soft">${say.fileHint}</p>
    <p><label><span>${say.file}</span> <input type="file" accept=".csv,.xlsx,text/csv" onChange=${choose} /></label></p>
    ${busy ? html`<p role="status">${say.reading}</p>` : null}
    ${found === undefined ? null : h(Found, { found })}
    ${ready && file ? html`<p class="store"><button type="button" onClick=${() => void send(file, false)}>${say.store}</button></p>` : null}
  </section>`;
}

function Found({ found }: { readonly found: Outcome<DeviceImport> }): Markup {
  const say = deviceWords();
  if (found.kind === 'refused') {
    const reasons: Readonly<Record<string, string>> = {
      unreadable: say.unreadable,
      'unpacks-too-large': say.unpacksTooLarge,
    };
    const words = reasons[found.code] ?? problemInWords(found);
    return html`<p class="problem" role="alert">${words}</p>`;
  }
  const { value } = found;
  if (value.kind === 'too-long') return html`<p class="problem" role="alert">${say.tooLong(value.most)}</p>`;
  if (value.kind === 'unreadable') return html`<p class="problem" role="alert">${say.unreadable}</p>`;
  const { devices, changes, problems, problemCount, ignored, sample, stored } = value;
  return html`
    ${
      problemCount > 0
        ? html`<p class="problem" role="alert">${say.problems(problemCount)}</p>${h(Problems, { problems })}`
        : html`<p role="status">${stored ? `${say.stored} ` : ''}${say.preview(devices, changes.added, changes.changed, changes.same)}</p>`
    }
    ${ignored.length > 0 ? html`<p class="soft">${say.ignored(ignored.join(', '))}</p>` : null}
    ${problemCount === 0 && !stored ? h(Sample, { sample }) : null}
  `;
}

function Problems({ problems }: { readonly problems: readonly DeviceProblem[] }): Markup {
  const say = deviceWords();
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${say.problem}><table>
    <thead><tr><th>${say.row}</th><th>${say.column}</th><th>${say.problem}</th></tr></thead>
    <tbody>${problems.map(({ row, column, message }, at) => html`<tr key=${at}><td>${row}</td><td>${column}</td><td>${message}</td></tr>`)}</tbody>
  </table></div>`;
}

function Sample({ sample }: { readonly sample: readonly DeviceRecord[] }): Markup {
  const { fields, statuses } = deviceWords();
  const columns = (Object.keys(fields) as (keyof typeof fields)[]).filter((name) =>
    sample.some((device) => device[name] !== undefined),
  );
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${deviceWords().list}><table>
    <thead><tr>${columns.map((name) => html`<th key=${name}>${fields[name]}</th>`)}</tr></thead>
    <tbody>${sample.map((device) => html`<tr key=${device.serial}>${columns.map((name) => html`<td key=${name}>${name === 'status' ? statuses[device.status] : (device[name] ?? '')}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
