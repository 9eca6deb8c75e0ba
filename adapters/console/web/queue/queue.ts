/** The queue: heaps, filters, search, and the tickets in the order they want an answer. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TicketList } from '../../wire.ts';
import { fetchTickets } from '../api.ts';
import { useNow } from '../clock.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { useShortcuts } from '../shortcuts.ts';
import { currentUser } from '../signed-in.ts';
import { isLive } from '../tickets.ts';
import { useAnswer } from '../use-answer.ts';
import { useSettled } from '../use-settled.ts';
import type { Words } from '../wording.ts';
import {
  countInWords,
  EVERYTHING,
  type Filter,
  goesOn,
  heapSizes,
  isShown,
  type LiveTickets,
  picksIn,
  queryOf,
  type Section,
  sectionsOf,
} from './filter.ts';
import { Filters } from './filters.ts';
import { Row } from './row.ts';

const PAGE = 100;
/** Ages are in minutes. */
const TICK_MS = 30_000;
const SEARCH_PAUSE_MS = 200;

const ZH = {
  more: '再看 100 张',
  loading: '正在读取工单…',
  failed: '读不到工单，恢复后会自动更新。',
  noMatch: '没有符合条件的工单。',
  clear: '清除条件',
  widen: '在全部工单里找',
  sections: { waited: '等商户或机器人', closed: '已结束' },
  count: (count: number, more: boolean) => `${countInWords(count, more)} 张工单`,
};
const EN: typeof ZH = {
  more: 'Show 100 more',
  loading: 'Reading the tickets…',
  failed: 'The tickets cannot be read; this page tries again by itself.',
  noMatch: 'No ticket fits.',
  clear: 'Clear the filters',
  widen: 'Search all tickets',
  sections: { waited: 'Waiting for the merchant or the bot', closed: 'Closed' },
  count: (count, more) => `${countInWords(count, more)} ${count === 1 && !more ? 'ticket' : 'tickets'}`,
};
const say = inWords(ZH, EN);

/** What the queue is told. */
export interface QueueProps {
  /** The ticket that is open beside it. */
  readonly current: string | undefined;
  /** What is known besides what is listed. */
  readonly live: LiveTickets | undefined;
  readonly words: Words;
}

/** The queue. */
export function Queue({ current, live, words }: QueueProps): Markup {
  const [filter, setFilter] = useState(EVERYTHING);
  const [pages, setPages] = useState(1);
  const searched = { ...filter, search: useSettled(filter.search, SEARCH_PAUSE_MS) };
  const now = useNow(TICK_MS);
  const list = useRef<HTMLUListElement>(null);
  const answer = useAnswer(`${JSON.stringify(searched)} ${pages}`, () => fetchPages(searched, pages));
  // The list stays while another question is asked, so that nothing flickers.
  const kept = useRef<TicketList | undefined>(undefined);
  if (answer.value !== undefined) kept.current = answer.value;
  useMovingKeys(list, current);
  const known = kept.current;
  const shown = known?.tickets.filter((ticket) => isShown(ticket, searched, currentUser().name)) ?? [];
  const change = (news: Partial<Filter>): void => {
    setPages(1);
    setFilter({ ...filter, ...news });
  };
  const sizes = live === undefined ? {} : heapSizes(live, currentUser().name);
  const more = known !== undefined && goesOn(known, searched);
  return html`<nav id="list-pane" class="list-pane" aria-label=${words.tickets}>
    ${h(Filters, { filter, count: countOf(shown, filter, more), sizes, onChange: change, words })}
    <p class="hidden-words" role="status">${known === undefined ? '' : say().count(shown.length, more)}</p>
    <ul id="tickets" class="tickets" ref=${list}>
      ${sectionsOf(shown).map((section) => [
        sectionHead(section, shown.length, filter),
        ...section.tickets.map((ticket) =>
          h(Row, { key: ticket.number, ticket, current: ticket.number === current, nowMs: now, words }),
        ),
      ])}
    </ul>
    ${h(Ending, { answer: { known: known !== undefined, failed: answer.fault !== undefined }, shown: shown.length, more, filter, words, onMore: () => setPages(pages + 1), onWiden: () => change({ ...EVERYTHING, search: filter.search }), onClear: () => change(EVERYTHING) })}
  </nav>`;
}

/** The number beside the heap's name: a search in it finds closed tickets as well, which are counted where they stand. */
function countOf(shown: readonly Ticket[], { heap }: Filter, more: boolean): string {
  const { length } = heap === 'closed' ? shown : shown.filter(isLive);
  return countInWords(length, more);
}

/** What stands above a section; the first needs no name, nor does one that is the whole heap. */
function sectionHead({ name, tickets }: Section, shown: number, { heap, status }: Filter): Markup {
  const isWhole = tickets.length === shown && (status !== '' || heap === 'closed');
  if (name === 'ours' || isWhole) return null;
  return html`<li key=${name} class="section">${say().sections[name]} ${tickets.length}</li>`;
}

interface EndingProps {
  readonly answer: { readonly known: boolean; readonly failed: boolean };
  /** How many tickets are shown, and whether there may be more. */
  readonly shown: number;
  readonly more: boolean;
  readonly filter: Filter;
  readonly words: Words;
  readonly onMore: () => void;
  readonly onWiden: () => void;
  readonly onClear: () => void;
}

/** What stands below the last row: that there is none, that there are more, or why nothing is known. */
function Ending({ answer, shown, more, filter, words, onMore, onWiden, onClear }: EndingProps): Markup {
  if (!answer.known) return html`<p class="empty">${answer.failed ? say().failed : say().loading}</p>`;
  if (more) return html`<button type="button" class="quiet more" onClick=${onMore}>${say().more}</button>`;
  if (shown > 0) return null;
  const searched = filter.search.trim() !== '';
  const narrowed = picksIn(filter) > 0 || searched;
  const elsewhere = searched && (filter.heap !== 'live' || picksIn(filter) > 0);
  if (!narrowed) return html`<div id="empty" class="empty"><p>${words.empty}</p></div>`;
  return html`<div id="empty" class="empty">
    <p>${say().noMatch}</p>
    ${elsewhere ? html`<button type="button" onClick=${onWiden}>${say().widen}</button>` : null}
    <button type="button" class="quiet" onClick=${onClear}>${say().clear}</button>
  </div>`;
}

async function fetchPages(filter: Filter, pages: number): Promise<TicketList> {
  const query = queryOf(filter, PAGE);
  let list = await fetchTickets(query);
  for (let page = 1; page < pages && list.next !== undefined; page += 1) {
    const following = await fetchTickets({ ...query, cursor: list.next });
    list = { ...following, tickets: [...list.tickets, ...following.tickets] };
  }
  return list;
}

/** Rows beside the open ticket when it was opened, by their addresses. */
interface Neighbours {
  readonly next: string | undefined;
  readonly before: string | undefined;
}

/**
 * `j` and `k` walk through the rows; Enter opens the one that has the focus, as with any link. An answer moves the open
 * ticket down, a resolution takes it away: the walk goes on where it stood.
 */
function useMovingKeys(list: { readonly current: HTMLUListElement | null }, current: string | undefined): void {
  const beside = useRef<Neighbours | undefined>(undefined);
  const rowsNow = (): readonly HTMLAnchorElement[] => [
    ...(list.current?.querySelectorAll<HTMLAnchorElement>('a.row') ?? []),
  ];
  useEffect(() => {
    const rows = rowsNow();
    const open = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
    beside.current = open < 0 ? undefined : { next: rows[open + 1]?.href, before: rows[open - 1]?.href };
  }, [current]);
  const move = (by: 1 | -1): void => {
    const rows = rowsNow();
    const focused = rows.findIndex((row) => row.matches(':focus'));
    const wanted = by > 0 ? beside.current?.next : beside.current?.before;
    const neighbour = focused < 0 ? rows.find((row) => row.href === wanted) : undefined;
    const open = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
    const from = focused >= 0 ? focused : open;
    const next = neighbour ?? rows[Math.min(rows.length - 1, Math.max(0, from + by))];
    next?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) });
}
