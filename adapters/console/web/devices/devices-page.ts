/** The part of the console for terminals: the register, one terminal, imports, and the calendar of what ends. */

import { h } from 'preact';
import { html, type Markup } from '../html.ts';
import { may } from '../signed-in.ts';
import { CalendarPage } from './calendar-page.ts';
import { DeviceForm } from './device-form.ts';
import { DeviceListPage } from './device-list.ts';
import { DevicePage } from './device-page.ts';
import { ImportPage } from './import-page.ts';
import { deviceWords } from './words.ts';

/** `id` is a serial, or `import`, `calendar` or `new`; without one the list is shown. */
export function DevicesPage({ id }: { readonly id: string | undefined }): Markup {
  return html`<div class="page devices">${h(Head, { id })} ${h(Body, { key: id ?? '', id })}</div>`;
}

function Body({ id }: { readonly id: string | undefined }): Markup {
  if (id === undefined) return h(DeviceListPage, {});
  if (id === 'calendar') return h(CalendarPage, {});
  if (id === 'import') return h(ImportPage, {});
  if (id === 'new')
    return html`<section class="panel"><h3>${deviceWords().add}</h3>${h(DeviceForm, { device: undefined, onSaved: undefined })}</section>`;
  return h(DevicePage, { serial: id });
}

function Head({ id }: { readonly id: string | undefined }): Markup {
  const say = deviceWords();
  const link = (to: string, label: string): Markup =>
    html`<a href=${to === '' ? '#/devices' : `#/devices/${to}`} aria-current=${(id ?? '') === to ? 'page' : undefined}>${label}</a>`;
  return html`<header class="page-head">
    <h2>${say.title}</h2>
    <nav class="tabs" aria-label=${say.title}>
      ${link('', say.list)} ${may('report') ? link('calendar', say.calendar) : null}
      ${may('content') ? [link('import', say.import), link('new', say.add)] : null}
    </nav>
  </header>`;
}
