/** A ticket as an agent works on it: summary first, then facts, steps and transcript, and the composer below. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TicketView } from '../../wire.ts';
import { fetchTicket } from '../api.ts';
import { useNow } from '../clock.ts';
import { ConversationId } from '../conversation-id.ts';
import { html, type Markup } from '../html.ts';
import { Due } from '../queue/due.ts';
import { PriorityBadge } from '../queue/row.ts';
import { ticketLink } from '../route.ts';
import { currentSettings, inWords } from '../settings.ts';
import { useShortcuts } from '../shortcuts.ts';
import { currentUser, may } from '../signed-in.ts';
import { agentTexts } from '../tickets.ts';
import { ageInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { channelName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { Answers } from './answers.ts';
import { Composer } from './composer.ts';
import { Facts, Marks } from './facts.ts';
import { History } from './history.ts';
import { Newest } from './newest.ts';
import { usePerform } from './perform.ts';
import { Presence } from './presence.ts';
import { Related } from './related.ts';
import { foreignScript, useScript } from './scripts.ts';
import { Sinks } from './sinks.ts';
import { Steps } from './steps.ts';
import { Transcript } from './transcript.ts';
import { Unmask } from './unmask.ts';

const NEAR_END_PX = 80;

const ZH = {
  loading: '正在读取工单…',
  missing: '没有这张工单，或者您看不到它。请核对单号。',
  failed: '读不到这张工单，恢复后会自动更新。',
  merged: '已合并到',
};
const EN: typeof ZH = {
  loading: 'Reading the ticket…',
  missing: 'There is no such ticket, or you may not see it. Check the number.',
  failed: 'The ticket cannot be read; this page tries again by itself.',
  merged: 'Merged into',
};
const say = inWords(ZH, EN);

/** Which ticket, in which words. */
export interface TicketPageProps {
  readonly number: string;
  readonly words: Words;
}

/** The page of a ticket; every number gets a page of its own. */
export function TicketPage({ number, words }: TicketPageProps): Markup {
  const pane = useRef<HTMLElement>(null);
  const answer = useAnswer(`ticket ${number}`, () => fetchTicket(number));
  const known = answer.value !== undefined;
  useEffect(() => {
    if (known) pane.current?.focus({ preventScroll: true });
  }, [known]);
  useEffect(() => {
    // A button that goes with what it did, such as claiming, leaves the keyboard nowhere.
    if (document.activeElement === document.body) pane.current?.focus({ preventScroll: true });
  }, [answer.value?.ticket.status]);
  useShortcuts({ u: () => location.assign(ticketLink()) });
  return html`<main id="ticket-pane" class="ticket-pane" tabindex="-1" ref=${pane}>
    ${
      answer.value === undefined
        ? html`<div class="reading-area">
            <a class="back" href=${ticketLink()}>${words.back}</a>
            <p class="empty" role="status">${answer.fault === undefined ? say().loading : answer.fault === 'failed' ? say().failed : say().missing}</p>
          </div>`
        : h(Opened, { view: answer.value, words, look: answer.again })
    }
  </main>`;
}

interface OpenedProps {
  readonly view: TicketView;
  readonly words: Words;
  readonly look: () => void;
}

function Opened({ view, words, look }: OpenedProps): Markup {
  const { ticket } = view;
  const performing = usePerform(ticket.number, look);
  const reading = useFollowing(view.transcript);
  const { summary } = agentTexts(ticket, words.lang);
  const mayWork = may('work');
  const retry = (lineSeq: number): void => void performing.perform({ kind: 'retryDelivery', lineSeq });
  const retrySink = (sink: string): void => void performing.perform({ kind: 'retrySink', sink });
  return [
    html`<div id="reading" class="reading-area" ref=${reading}>
      <a id="back" class="back" href=${ticketLink()}>${words.back}</a>
      <div id="details">
        <article aria-label=${ticket.number}>
          ${h(Head, { view, words })}
          <p class="summary">${summary}</p>
          ${ticket.merchantWords === undefined ? null : h(FirstWords, { ticket, said: ticket.merchantWords, words })}
          ${h(Marks, { ticket, words })} ${h(Facts, { ticket, words })} ${h(Answers, { ticket })}
          ${view.masked ? h(Unmask, { number: ticket.number }) : null}
          ${h(Steps, { ticket, words })} ${h(Sinks, { view, words, onRetry: mayWork ? retrySink : undefined })}
          ${h(Related, { view, words })} ${h(History, { view, words })}
          ${h(ConversationId, { id: ticket.conversationId })}
        </article>
      </div>
      ${h(Transcript, { view, words, onRetry: mayWork ? retry : undefined })}
    </div>`,
    h(Newest, { view, words, area: reading }),
    mayWork ? h(Composer, { view, words, performing }) : null,
  ];
}

/** The complaint as it was written, and in the agent's script where that is another one. */
function FirstWords(props: { readonly ticket: Ticket; readonly said: string; readonly words: Words }): Markup {
  const { ticket, said, words } = props;
  const { script } = currentSettings();
  const other = useScript([said], foreignScript(ticket) && script)(said);
  return html`<blockquote>
    <span class="label">${words.firstWords}</span><span>${said}</span>
    ${other === undefined ? null : html`<span class="other-script" lang=${script}>${other}</span>`}
  </blockquote>`;
}

function Head({ view: { ticket }, words }: Omit<OpenedProps, 'look'>): Markup {
  const now = useNow(30_000);
  const { priorityReason } = agentTexts(ticket, words.lang);
  return html`<header class="ticket-head">
    ${h(PriorityBadge, { ticket, reasoned: false, words })}
    <h2>${ticket.number}</h2>
    <span class="status ${ticket.status}">${words.status[ticket.status]}</span>
    ${h(Due, { ticket, words })}
    ${ticket.agent === undefined ? null : html`<span class="soft">${words.by(ticket.agent)}</span>`}
    <span class="soft">${ageInWords(ticket.openedAtMs, now, words)}</span>
    <span class="soft">${channelName(ticket.channel, words.lang)}</span>
    ${h(Presence, { number: ticket.number })}
    <span class="soft reason">${priorityReason}</span>
    ${
      ticket.mergedInto === undefined
        ? null
        : html`<span class="reason">${say().merged} <a href=${ticketLink(ticket.mergedInto)}>${ticket.mergedInto}</a></span>`
    }
  </header>`;
}

/** Who reads the end of the transcript sees it go on, and so does who has just written; who reads the facts is left in peace. */
function useFollowing(transcript: readonly TranscriptLine[]): { current: HTMLDivElement | null } {
  const area = useRef<HTMLDivElement>(null);
  const atEnd = useRef(false);
  const known = useRef(transcript.length);
  const element = area.current;
  if (element !== null) {
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = element.scrollTop > 0 && below < NEAR_END_PX;
  }
  useLayoutEffect(() => {
    const news = transcript.slice(known.current);
    known.current = transcript.length;
    const wrote = news.some(
      ({ from, author }) => (from === 'agent' || from === 'note') && author === currentUser().name,
    );
    if ((atEnd.current || wrote) && area.current !== null) area.current.scrollTop = area.current.scrollHeight;
  }, [transcript.length]);
  return area;
}
