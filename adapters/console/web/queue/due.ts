/** The clock of a promise: how long until the merchant must have an answer. */

import type { Ticket } from '#dialogs/ticket.ts';
import { useNow } from '../clock.ts';
import { html, type Markup } from '../html.ts';
import { dueInMs } from '../tickets.ts';
import { countdownInWords, instantInWords, spanInWords } from '../time-in-words.ts';
import type { Words } from '../wording.ts';

const SOON_MS = 15 * 60_000;
const SILENT_MS = 60 * 60_000;

/** A countdown, by the second when it gets tight; for how long the merchant has been waited for where that is so. */
export function Due({ ticket, words }: { readonly ticket: Ticket; readonly words: Words }): Markup {
  const left = dueInMs(ticket, Date.now());
  const now = useNow(left !== undefined && Math.abs(left) < SOON_MS ? 1000 : 30_000);
  const leftMs = dueInMs(ticket, now);
  if (leftMs === undefined) return silence(ticket, now, words);
  const span = countdownInWords(leftMs, words);
  const at = instantInWords(ticket.answerDueMs, words);
  if (leftMs < 0) return html`<span class="late" title=${at}>${words.overdue(span)}</span>`;
  return html`<span class=${leftMs < SOON_MS ? 'due soon' : 'due'} title=${at}>${words.dueIn(span)}</span>`;
}

/** Time that the merchant has said nothing, in hours and days: who waits for long is to be asked again, or closed. */
function silence({ status, agent, updatedAtMs }: Ticket, now: number, words: Words): Markup {
  const silentMs = now - updatedAtMs;
  if (status !== 'waiting' || agent === undefined || silentMs < SILENT_MS) return null;
  return html`<span class="due" title=${instantInWords(updatedAtMs, words)}>${words.silentFor(spanInWords(silentMs, words))}</span>`;
}
