/** What ends when: a forecast by month, a calendar by day, what ends soon, and the reminders that went out. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceCalendar } from '../../device-office.ts';
import { Faulty } from '../frame/faulty.ts';
import { classes, html, type Markup } from '../html.ts';
import { Columns } from '../reports/charts.ts';
import { useAnswer } from '../use-answer.ts';
import { fetchCalendar } from './device-api.ts';
import { countByMonth, monthsFrom, weeksOf } from './months.ts';
import { deviceWords, KINDS } from './words.ts';

const MONTHS = 13;

/** The page. */
export function CalendarPage(): Markup {
  const answer = useAnswer('device calendar', fetchCalendar, false);
  return answer.value === undefined ? h(Faulty, { answer }) : h(Calendar, { calendar: answer.value });
}

function Calendar({ calendar }: { readonly calendar: DeviceCalendar }): Markup {
  const say = deviceWords();
  const { endings, today, sent, soon, reminds } = calendar;
  const months = monthsFrom(today.slice(0, 7), MONTHS);
  return html`
    ${reminds ? null : html`<p class="soft">${say.remindsOff}</p>`}
    <section class="panel">${h(Columns, {
      title: say.forecast,
      counts: countByMonth(
        endings.filter(({ day }) => day >= today),
        months,
      ),
      names: say.forecastNames,
    })}</section>
    ${h(Month, { calendar, months })}
    <section class="panel">
      <h3>${say.soon}</h3>
      ${soon.length === 0 ? html`<p class="soft">${say.noSoon}</p>` : null}
      <ul class="plain">${soon.map(
        (
          device,
        ) => html`<li key=${device.serial}><a href="#/devices/${device.serial}">${device.serial}</a> ${device.model ?? ''} ${device.merchant ?? ''}
          <span class="soft">${endsIn(device, today)}</span></li>`,
      )}</ul>
    </section>
    <section class="panel">${h(Columns, { title: say.sent, counts: sent.map(({ day, reminders }) => ({ label: day.slice(5), count: reminders })), names: [say.reminders] })}</section>
  `;
}

const END = { contract: 'contractEndsOn', sim: 'simEndsOn', certificate: 'certificateEndsOn' } as const;

function endsIn(device: DeviceCalendar['soon'][number], today: string): string {
  const say = deviceWords();
  return KINDS.flatMap((kind) => {
    const day = device[END[kind]];
    return day === undefined || day < today ? [] : [`${say.kinds[kind]} ${day}`];
  }).join(' · ');
}

function Month({
  calendar,
  months,
}: {
  readonly calendar: DeviceCalendar;
  readonly months: readonly string[];
}): Markup {
  const say = deviceWords();
  const [at, setAt] = useState(0);
  const month = months[at] ?? calendar.today.slice(0, 7);
  const byDay = Map.groupBy(calendar.endings, ({ day }) => day);
  const cell = (day: string | undefined): Markup => {
    if (day === undefined) return html`<td></td>`;
    const ends = byDay.get(day) ?? [];
    return html`<td key=${day} class=${classes(day === calendar.today && 'today')}><span class="soft">${Number(day.slice(8))}</span>
      ${ends.map(({ kind, devices }) => html`<span class="end ${kind}" key=${kind}>${say.kinds[kind]} ${devices}</span>`)}</td>`;
  };
  return html`<section class="panel">
    <h3>${say.month}</h3>
    <p class="line">
      <button type="button" disabled=${at === 0} onClick=${() => setAt(at - 1)}>${say.previous}</button>
      <strong role="status">${month}</strong>
      <button type="button" disabled=${at >= months.length - 1} onClick=${() => setAt(at + 1)}>${say.next}</button>
    </p>
    <div class="table-frame" tabindex="0" role="group" aria-label=${say.month}>
      <table class="month">
        <thead><tr>${say.weekdays.map((name) => html`<th key=${name}>${name}</th>`)}</tr></thead>
        <tbody>${weeksOf(month).map((week, index) => html`<tr key=${index}>${week.map(cell)}</tr>`)}</tbody>
      </table>
    </div>
  </section>`;
}
