/** The register as a list: search, status, pages, and stickers for what is listed. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeviceRow } from '../../device-office.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { may } from '../signed-in.ts';
import { useAnswer } from '../use-answer.ts';
import { fetchDevices } from './device-api.ts';
import { StickerButton } from './sticker-button.ts';
import { deviceWords, STATUSES } from './words.ts';

const PAGE = 50;
const MOST = 500;

/** Typing has to rest this long before the whole register is searched. */
const REST_MS = 350;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The list. */
export function DeviceListPage(): Markup {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed);
  const [status, setStatus] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const say = deviceWords();
  const query = {
    limit: String(limit),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(status === '' ? {} : { status }),
  };
  const answer = useAnswer(`devices ${JSON.stringify(query)}`, () => fetchDevices(query), false);
  const list = answer.value;
  const asked = search.trim() !== '' || status !== '';
  return html`
    <form class="line" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
      <label class="wide"><span>${say.search}</span><input type="search" value=${typed} onInput=${(event: Event) => setTyped((event.currentTarget as HTMLInputElement).value)} /></label>
      <label><span>${say.fields.status}</span>
        <select value=${status} onChange=${(event: Event) => setStatus((event.currentTarget as HTMLSelectElement).value)}>
          <option value="">${say.all}</option>
          ${STATUSES.map((one) => html`<option key=${one} value=${one}>${say.statuses[one]}</option>`)}
        </select>
      </label>
    </form>
    ${list?.elsewhere ? html`<p class="soft">${say.elsewhere}</p>` : null}
    <section class="panel">
      ${list === undefined ? h(Faulty, { answer }) : null}
      ${list?.devices.length === 0 ? html`<p class="soft">${asked ? say.none : say.empty}</p>` : null}
      ${list && list.devices.length > 0 ? h(Table, { devices: list.devices }) : null}
      ${
        list && list.devices.length > 0
          ? html`<p class="line"><span class="soft" role="status">${say.total(list.total)}</span>
            ${list.next === undefined || limit >= MOST ? null : html`<button type="button" onClick=${() => setLimit(limit + PAGE)}>${say.more}</button>`}
            ${may('content') ? h(StickerButton, { serials: list.devices.map(({ serial }) => serial), label: say.printAll(list.devices.length), onMade: undefined }) : null}</p>`
          : null
      }
    </section>
  `;
}

function Table({ devices }: { readonly devices: readonly DeviceRow[] }): Markup {
  const say = deviceWords();
  const columns = ['serial', 'model', 'merchant', 'store', 'mid', 'contractEndsOn', 'simEndsOn', 'status'] as const;
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${say.list}>
    <table>
      <thead><tr>${columns.map((name) => html`<th key=${name}>${say.fields[name]}</th>`)}</tr></thead>
      <tbody>${devices.map(
        (device) => html`<tr key=${device.serial}>
          <th scope="row"><a href="#/devices/${device.serial}">${device.serial}</a></th>
          <td>${device.model ?? ''}</td><td>${device.merchant ?? ''}</td><td>${device.store ?? ''}</td><td>${device.mid ?? ''}</td>
          <td>${device.contractEndsOn ?? ''}</td><td>${device.simEndsOn ?? ''}</td><td>${say.statuses[device.status]}</td>
        </tr>`,
      )}</tbody>
    </table>
  </div>`;
}
