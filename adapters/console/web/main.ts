/** The console's page: what it knows, and how its parts follow it. */

import type { DeskUser, TicketAction } from '#adapters/contract.ts';
import { byId, element } from '#adapters/web/dom.ts';
import { openLiveEvents } from '#adapters/web/live-events.ts';
import { updateList } from '#adapters/web/update-list.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Names, TicketView } from '../wire.ts';
import { act, fetchMe, fetchNames, fetchTicket, fetchTickets, type Outcome, signOut } from './api.ts';
import { createComposer } from './composer.ts';
import { isLive, rowFor } from './draw-list.ts';
import { drawTicket } from './draw-ticket.ts';
import { entryFor } from './draw-transcript.ts';
import { type ConsoleLocale, keepLocale, readLocale, WORDS, type Words } from './wording.ts';

type Filter = 'live' | 'mine' | 'closed';

const FILTERS: readonly Filter[] = ['live', 'mine', 'closed'];
/** Ages on the page are in minutes. */
const TICK_MS = 30_000;
/** Several commits in a row are one look. */
const SETTLE_MS = 120;
const NEAR_END_PX = 80;

let locale: ConsoleLocale = readLocale();
let user: DeskUser | undefined;
let names: Names = {};
let tickets: readonly Ticket[] = [];
let view: TicketView | undefined;
let filter: Filter = 'live';
let problem: string | undefined;
let busy = false;
let settling: ReturnType<typeof setTimeout> | undefined;

const pane = byId('ticket-pane', HTMLElement);
const reading = byId('reading', HTMLElement);
const composer = createComposer((number, acts, text) => void perform(number, acts, text));

/** The ticket that the address names. */
function wanted(): string {
  return location.hash.replace(/^#\/?/, '');
}

async function look(): Promise<void> {
  const number = wanted();
  const [list, found] = await Promise.all([fetchTickets(), number === '' ? undefined : fetchTicket(number)]);
  if (number !== wanted()) return;
  tickets = list.tickets;
  const isNew = found?.ticket.number !== view?.ticket.number;
  view = found;
  show();
  if (isNew && found !== undefined) openTicket();
}

function openTicket(): void {
  reading.scrollTop = 0;
  pane.focus({ preventScroll: true });
}

function lookSoon(): void {
  clearTimeout(settling);
  settling = setTimeout(() => void look().catch(() => undefined), SETTLE_MS);
}

/** Does one thing after the other with a ticket, the text going with the last; what is refused ends it. */
async function perform(number: string, acts: readonly TicketAction[], text: string): Promise<void> {
  busy = true;
  show();
  let outcome: Outcome = { kind: 'done' };
  for (const [index, action] of acts.entries()) {
    outcome = await act(number, action, index === acts.length - 1 ? text : '');
    if (outcome.kind === 'refused') break;
  }
  busy = false;
  problem = outcome.kind === 'done' ? undefined : outcome.code;
  if (outcome.kind === 'done' && text !== '') composer.clear(number);
  show();
  lookSoon();
}

function show(): void {
  const words = WORDS[locale];
  showFrame(words);
  showFilters(words);
  const now = Date.now();
  const shown = tickets.filter((ticket) => isIn(filter, ticket));
  updateList(
    byId('tickets', HTMLUListElement),
    shown.map((ticket) => rowFor(ticket, ticket.number === view?.ticket.number, now, words)),
  );
  byId('empty', HTMLElement).hidden = shown.length > 0;
  showTicket(words, now);
}

function isIn(wantedFilter: Filter, ticket: Ticket): boolean {
  if (wantedFilter === 'closed') return !isLive(ticket);
  return isLive(ticket) && (wantedFilter === 'live' || ticket.agent === user?.name);
}

function showFrame(words: Words): void {
  document.documentElement.lang = words.lang;
  const open = tickets.filter((ticket) => ticket.status === 'open' || ticket.status === 'reopened').length;
  document.title = open > 0 ? `(${open}) ${words.name}` : words.name;
  byId('name', HTMLElement).textContent = words.name;
  byId('user', HTMLElement).textContent = user?.name ?? '';
  byId('language', HTMLElement).textContent = words.other;
  byId('sign-out', HTMLElement).textContent = words.signOut;
  byId('empty', HTMLElement).textContent = words.empty;
  byId('nothing', HTMLElement).textContent = words.nothing;
  byId('back', HTMLElement).textContent = words.back;
  byId('transcript-title', HTMLElement).textContent = words.transcript;
  byId('list-pane', HTMLElement).setAttribute('aria-label', words.tickets);
}

function showFilters(words: Words): void {
  updateList(
    byId('filters', HTMLElement),
    FILTERS.map((name) => {
      const count = tickets.filter((ticket) => isIn(name, ticket)).length;
      return {
        key: name,
        look: `${words.lang} ${count} ${filter === name}`,
        draw: () => drawFilter(name, `${words.filters[name]} ${count}`),
      };
    }),
  );
}

function drawFilter(name: Filter, label: string): HTMLElement {
  const button = element('button', { type: 'button', 'aria-pressed': String(filter === name) }, label);
  button.addEventListener('click', () => {
    filter = name;
    show();
  });
  return button;
}

function showTicket(words: Words, now: number): void {
  document.body.classList.toggle('reading', view !== undefined);
  pane.hidden = view === undefined;
  byId('nothing', HTMLElement).hidden = view !== undefined;
  if (view === undefined) return;
  const { ticket, transcript, room } = view;
  const minute = Math.floor(now / 60_000);
  updateList(byId('details', HTMLElement), [
    {
      key: ticket.number,
      look: [ticket.updatedAtMs, ticket.status, minute, words.lang].join(' '),
      draw: () => drawTicket(ticket, now, words, (id) => names[id]?.[locale]),
    },
  ]);
  const atEnd = reading.scrollHeight - reading.scrollTop - reading.clientHeight < NEAR_END_PX;
  updateList(
    byId('transcript', HTMLElement),
    transcript.map((line) => entryFor(line, words)),
  );
  // Who reads the end of the transcript sees it go on; who reads the facts is left in peace.
  if (atEnd && reading.scrollTop > 0) reading.scrollTop = reading.scrollHeight;
  composer.show({ ticket, user, room, busy, problem, words });
}

byId('language', HTMLElement).addEventListener('click', () => {
  locale = locale === 'en' ? 'zh-Hans' : 'en';
  keepLocale(locale);
  show();
});
byId('sign-out', HTMLElement).addEventListener('click', () => void signOut());
addEventListener('hashchange', () => {
  problem = undefined;
  void look().catch(() => undefined);
});
setInterval(show, TICK_MS);

/** Finds out who is signed in, however long the server takes to come back, and follows what changes. */
async function start(): Promise<void> {
  show();
  while (user === undefined) {
    try {
      [user, names] = await Promise.all([fetchMe(), fetchNames()]);
    } catch {
      byId('state', HTMLElement).textContent = WORDS[locale].lost;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
  const live = openLiveEvents({
    address: () => '/api/events',
    names: ['wake'],
    onEvent: lookSoon,
    onState(state) {
      byId('state', HTMLElement).textContent = state === 'open' ? '' : WORDS[locale].lost;
      // Whatever happened while nobody listened is read now.
      if (state === 'open') lookSoon();
    },
  });
  addEventListener('online', () => live.retryNow());
  lookSoon();
}

void start();
