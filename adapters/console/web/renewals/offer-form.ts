/** The times at which somebody could come, for the merchant to choose from. */

import { useState } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import { instantAt, wallClock } from '../zoned-time.ts';
import type { FormProps } from './reason-forms.ts';
import { say } from './renewal-words.ts';

interface Time {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const MOST = 6;

/** Tomorrow in the morning and in the afternoon, to begin with. */
function firstTimes(timeZone: string): readonly Time[] {
  const day = wallClock(Date.now() + DAY_MS, timeZone).slice(0, 10);
  return [
    { day, from: '09:00', to: '12:00' },
    { day, from: '14:00', to: '17:00' },
  ];
}

/** The form. */
export function OfferForm({ opened, busy, onAct, onClose }: FormProps): Markup {
  const { timeZone } = opened;
  const [times, setTimes] = useState(() => firstTimes(timeZone));
  const change = (at: number, news: Partial<Time>): void =>
    setTimes(times.map((time, index) => (index === at ? { ...time, ...news } : time)));
  const slots = times.map(({ day, from, to }) => ({
    fromMs: instantAt(day, from, timeZone),
    toMs: instantAt(day, to, timeZone),
  }));
  const ready = slots.length > 0 && slots.every(({ fromMs, toMs }) => fromMs < toMs);
  const send = (event: Event): void => {
    event.preventDefault();
    void onAct({ kind: 'offer', slots });
  };
  const field = (at: number, name: keyof Time, type: string): Markup =>
    html`<label><span>${say()[name]}</span><input type=${type} required value=${times[at]?.[name]} onInput=${(event: Event) => change(at, { [name]: (event.currentTarget as HTMLInputElement).value })} /></label>`;
  return html`<form class="stack" onSubmit=${send}>
    ${times.map(
      (_, at) => html`<div class="offer" key=${at}>
        ${field(at, 'day', 'date')} ${field(at, 'from', 'time')} ${field(at, 'to', 'time')}
        <button type="button" class="small" disabled=${times.length === 1} onClick=${() => setTimes(times.filter((_time, index) => index !== at))}>${say().dropTime}</button>
      </div>`,
    )}
    <p class="soft">${timeZone}</p>
    <div class="form-buttons">
      <button type="submit" class="primary" id="send-form" disabled=${busy || !ready}>${say().send}</button>
      <button type="button" disabled=${times.length >= MOST} onClick=${() => setTimes([...times, times.at(-1) ?? { day: '', from: '', to: '' }])}>${say().addTime}</button>
      <button type="button" class="quiet" onClick=${onClose}>${say().cancel}</button>
    </div>
  </form>`;
}
