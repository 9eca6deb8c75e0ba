/** A ticket as a row of the queue. */

import { h } from 'preact';
import type { Ticket } from '#dialogs/ticket.ts';
import { html, type Markup } from '../html.ts';
import { ticketLink } from '../route.ts';
import { agentTexts } from '../tickets.ts';
import { ageInWords } from '../time-in-words.ts';
import { channelName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { Due } from './due.ts';

/** What a row shows. */
export interface RowProps {
  readonly ticket: Ticket;
  readonly current: boolean;
  readonly nowMs: number;
  readonly words: Words;
}

/** The row: what is wrong, since when, whose it is and how long there is left. */
export function Row({ ticket, current, nowMs, words }: RowProps): Markup {
  const { number, status, agent, channel } = ticket;
  const { summary } = agentTexts(ticket, words.lang);
  return html`<li>
    <a class="row" href=${ticketLink(number)} aria-current=${current ? 'true' : undefined}>
      <span class="row-head">
        ${h(PriorityBadge, { ticket, reasoned: true, words })}
        <strong>${number}</strong>
        <span class="status ${status}">${words.status[status]}</span>
        <span class="age">${ageInWords(ticket.openedAtMs, nowMs, words)}</span>
      </span>
      <span class="row-summary">${summary}</span>
      <span class="row-foot">
        ${h(Due, { ticket, words })}
        ${agent === undefined ? null : html`<span>${words.by(agent)}</span>`}
        <span>${channelName(channel, words.lang)}</span>
      </span>
    </a>
  </li>`;
}

/** The badge of a priority; where the page does not say why, whoever points at it or hears it is told. */
export function PriorityBadge(props: {
  readonly ticket: Ticket;
  readonly reasoned: boolean;
  readonly words: Words;
}): Markup {
  const { priority } = props.ticket;
  const { priorityReason } = agentTexts(props.ticket, props.words.lang);
  if (!props.reasoned) return html`<span class="priority ${priority}">${priority}</span>`;
  return html`<span class="priority ${priority}" title=${priorityReason}
    >${priority}<span class="hidden-words"> ${priorityReason}</span></span
  >`;
}
