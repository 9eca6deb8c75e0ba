/** One terminal: what stops it, its fields, its tickets, whose it is, its stickers and what was said of it. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceView } from '../../device-office.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { ticketLink } from '../route.ts';
import { currentSettings } from '../settings.ts';
import { may, nameOf } from '../signed-in.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { bindDevice, fetchDevice, makeLink, revokeTokens, unbindDevice } from './device-api.ts';
import { DeviceForm } from './device-form.ts';
import { StickerButton } from './sticker-button.ts';
import { deviceWords } from './words.ts';

const when = (atMs: number): string => instantInWords(atMs, WORDS[currentSettings().locale]);

interface Part {
  readonly view: DeviceView;
  readonly again: () => void;
}

/** The page. */
export function DevicePage({ serial }: { readonly serial: string }): Markup {
  const answer = useAnswer(`device ${serial}`, () => fetchDevice(serial), false);
  const view = answer.value;
  if (view === undefined)
    return answer.fault === 'missing' ? html`<p class="empty">${deviceWords().noSuch}</p>` : h(Faulty, { answer });
  const part = { view, again: answer.again };
  return html`${h(Standing, part)} ${h(Tickets, part)} ${h(Owners, part)} ${h(Tokens, part)} ${h(Reminders, part)}`;
}

function Standing({ view, again }: Part): Markup {
  const say = deviceWords();
  const { device, causes } = view;
  return html`<section class="panel">
    <h3>${device.model ?? ''} ${device.serial}</h3>
    <p class="chips">${causes.map(
      ({ phrase, endedOn }) =>
        html`<span class="chip" key=${phrase}>${say.causes[phrase] ?? phrase}${endedOn === undefined ? '' : say.endedOn(endedOn)}</span>`,
    )}</p>
    ${
      may('content')
        ? h(DeviceForm, { key: device.updatedAtMs, device, onSaved: again })
        : html`<dl class="facts">${Object.entries(say.fields).map(([name, label]) => {
            const value = device[name as keyof typeof say.fields];
            return value === undefined
              ? null
              : html`<dt key=${name}>${label}</dt><dd>${name === 'status' ? say.statuses[device.status] : value}</dd>`;
          })}</dl>`
    }
  </section>`;
}

function Tickets({ view }: Part): Markup {
  const say = deviceWords();
  const words = WORDS[currentSettings().locale];
  return html`<section class="panel">
    <h3>${say.tickets}</h3>
    ${view.tickets.length === 0 ? html`<p class="soft">${say.noTickets}</p>` : null}
    <ul class="plain">${view.tickets.map(
      ({ number, openedAtMs, symptoms, status, priority }) => html`<li key=${number}>
        <a href=${ticketLink(number)}>${number}</a> ${priority} ${words.status[status]} · ${symptoms.map((id) => nameOf(id) ?? id).join(', ')} · <span class="soft">${when(openedAtMs)}</span>
      </li>`,
    )}</ul>
  </section>`;
}

function Owners({ view, again }: Part): Markup {
  const say = deviceWords();
  const { serial } = view.device;
  const [problem, setProblem] = useState<string>();
  const [link, setLink] = useState<{ readonly url: string; readonly untilMs: number }>();
  const settle = (outcome: { readonly kind: string; readonly code?: string }): void => {
    setProblem(outcome.kind === 'refused' ? problemInWords({ code: outcome.code ?? 'failed' }) : undefined);
    again();
  };
  const bind = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    settle(
      await bindDevice(
        serial,
        String(new FormData(form).get('ticket') ?? '')
          .trim()
          .toUpperCase(),
      ),
    );
    form.reset();
  };
  const make = async (): Promise<void> => {
    const made = await makeLink(serial);
    settle(made);
    setLink(made.kind === 'done' ? made.value : undefined);
  };
  return html`<section class="panel">
    <h3>${say.owners}</h3>
    ${view.bindings.length === 0 ? html`<p class="soft">${say.noOwners}</p>` : null}
    <ul class="plain">${view.bindings.map(
      ({ conversationId, proof, boundAtMs, boundBy }) => html`<li class="line" key=${conversationId}>
        <span>${say.proofs[proof]}${boundBy === undefined ? '' : ` · ${boundBy}`} · <span class="soft conversation-id">${conversationId} · ${when(boundAtMs)}</span></span>
        ${may('work') ? html`<button type="button" class="small" onClick=${async () => settle(await unbindDevice(serial, conversationId))}>${say.unbind}</button>` : null}
      </li>`,
    )}</ul>
    ${problem === undefined ? null : html`<p class="problem" role="alert">${problem}</p>`}
    ${
      may('work')
        ? html`<form class="line" onSubmit=${(event: Event) => void bind(event)}>
          <label><span>${say.ticketNumber}</span><input name="ticket" required maxlength="40" placeholder="T1001" /></label>
          <button type="submit">${say.bind}</button>
          <button type="button" onClick=${() => void make()}>${say.link}</button>
        </form>`
        : null
    }
    ${link === undefined ? null : html`<p role="status">${say.linkHint(when(link.untilMs))}</p><p><input type="text" class="link" readonly value=${link.url} aria-label=${say.link} onFocus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()} /></p>`}
  </section>`;
}

function Tokens({ view, again }: Part): Markup {
  const say = deviceWords();
  const [ended, setEnded] = useState<number>();
  const revoke = async (): Promise<void> => {
    const outcome = await revokeTokens(view.device.serial);
    setEnded(outcome.kind === 'done' ? outcome.value.ended : undefined);
    again();
  };
  const some = view.tokens.some(({ state }) => state === 'good' || state === 'used');
  return html`<section class="panel">
    <h3>${say.stickers}</h3>
    <ul class="plain">${view.tokens.map(
      ({ kind, issuedAtMs, issuedBy, state }, at) =>
        html`<li key=${at}>${say.tokens[kind]} · ${say.states[state]} · <span class="soft">${issuedBy}, ${when(issuedAtMs)}</span></li>`,
    )}</ul>
    ${
      may('content')
        ? html`<p class="line">${h(StickerButton, { serials: [view.device.serial], label: say.print, onMade: again })}
          ${some ? html`<button type="button" onClick=${() => void revoke()}>${say.revoke}</button>` : null}
          ${ended === undefined ? null : html`<span role="status">${say.revoked(ended)}</span>`}</p>`
        : null
    }
  </section>`;
}

function Reminders({ view }: Part): Markup {
  const say = deviceWords();
  return html`<section class="panel">
    <h3>${say.reminders}</h3>
    ${view.reminders.length === 0 ? html`<p class="soft">${say.noReminders}</p>` : null}
    <ul class="plain">${view.reminders.map(
      ({ kind, endsOn, days, atMs }) =>
        html`<li key=${`${kind}${endsOn}${days}`}>${say.kinds[kind]} ${endsOn} · ${say.daysBefore(days)} · <span class="soft">${when(atMs)}</span></li>`,
    )}</ul>
  </section>`;
}
