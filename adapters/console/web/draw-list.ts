/** A row of the ticket list. */

import { element } from '#adapters/web/dom.ts';
import type { Entry } from '#adapters/web/update-list.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import { ageInWords, spanInWords } from './time-in-words.ts';
import { channelName } from './value-names.ts';
import type { Words } from './wording.ts';

/** True until the ticket is resolved or cancelled. */
export function isLive(ticket: Ticket): boolean {
  return ticket.status !== 'resolved' && ticket.status !== 'cancelled';
}

/** When the merchant must have an answer, in words; undefined when nothing is owed. */
export function dueInWords(ticket: Ticket, nowMs: number, words: Words): { text: string; late: boolean } | undefined {
  if (ticket.status !== 'open' && ticket.status !== 'reopened') return undefined;
  const leftMs = ticket.answerDueMs - nowMs;
  if (leftMs < 0) return { text: words.overdue(spanInWords(-leftMs, words)), late: true };
  return { text: words.dueIn(spanInWords(leftMs, words)), late: false };
}

/** The row of a ticket. */
export function rowFor(ticket: Ticket, current: boolean, nowMs: number, words: Words): Entry {
  const age = ageInWords(ticket.openedAtMs, nowMs, words);
  const due = dueInWords(ticket, nowMs, words);
  return {
    key: ticket.number,
    look: [ticket.updatedAtMs, ticket.status, current, age, due?.text, words.lang].join(' '),
    draw: () =>
      element(
        'li',
        {},
        element(
          'a',
          { class: 'row', href: `#/${ticket.number}`, 'aria-current': current ? 'true' : undefined },
          element(
            'span',
            { class: 'row-head' },
            drawPriority(ticket, true),
            element('strong', {}, ticket.number),
            element('span', { class: `status ${ticket.status}` }, words.status[ticket.status]),
            element('span', { class: 'age' }, age),
          ),
          element('span', { class: 'row-summary' }, ticket.summary),
          element(
            'span',
            { class: 'row-foot' },
            due === undefined ? undefined : element('span', { class: due.late ? 'late' : 'due' }, due.text),
            ticket.agent === undefined ? undefined : element('span', {}, words.by(ticket.agent)),
            element('span', {}, channelName(ticket.channel, words.lang)),
          ),
        ),
      ),
  };
}

/** The badge of a ticket's priority; where the page does not say why, whoever points at it or hears it is told. */
export function drawPriority(ticket: Ticket, reasoned: boolean): HTMLElement {
  return element(
    'span',
    { class: `priority ${ticket.priority}`, title: reasoned ? ticket.priorityReason : undefined },
    ticket.priority,
    reasoned ? element('span', { class: 'hidden-words' }, ` ${ticket.priorityReason}`) : undefined,
  );
}
