/** The frame of the console: the bar at the top, the parts that the role may see, and what is open. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ticket } from '#dialogs/ticket.ts';
import { fetchTickets, signOut } from '../api.ts';
import { classes, html, type Markup } from '../html.ts';
import { useLost } from '../live.ts';
import type { LiveTickets } from '../queue/filter.ts';
import { Queue } from '../queue/queue.ts';
import { type Place, useRoute } from '../route.ts';
import { changeSettings, inWords, useSettings } from '../settings.ts';
import { useShortcuts } from '../shortcuts.ts';
import { currentUser, may, type Permission } from '../signed-in.ts';
import { TicketPage } from '../ticket/ticket-page.ts';
import { holdsAllLive } from '../tickets.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS, type Words } from '../wording.ts';
import { tell, ticketsToTell } from './alerts.ts';
import { Help } from './help.ts';
import { LatePlace } from './late-place.ts';
import { Preferences } from './preferences.ts';
import { PromiseLine, usePromises } from './promises.ts';

const ZH = {
  places: {
    renewals: '续期',
    devices: '设备',
    reports: '报表',
    content: '知识库',
    operations: '运行',
    people: '人员',
    account: '我的账号',
  },
  queue: '工单',
  settings: '设置',
  keys: '键盘',
  menu: '导航',
};
const EN: typeof ZH = {
  places: {
    renewals: 'Renewals',
    devices: 'Terminals',
    reports: 'Reports',
    content: 'Knowledge',
    operations: 'Operations',
    people: 'People',
    account: 'My account',
  },
  queue: 'Tickets',
  settings: 'Settings',
  keys: 'Keys',
  menu: 'Navigation',
};
const say = inWords(ZH, EN);

/** Parts of the console and the permission each needs. */
const PLACES: readonly (readonly [Place, Permission])[] = [
  ['renewals', 'look'],
  ['devices', 'look'],
  ['reports', 'report'],
  ['content', 'content'],
  ['operations', 'content'],
  ['people', 'accounts'],
  ['account', 'look'],
];

/** The whole page. */
export function App(): Markup {
  const { locale } = useSettings();
  const route = useRoute();
  const [shown, setShown] = useState<'help' | 'settings'>();
  const words = WORDS[locale];
  const close = (): void => setShown(undefined);
  const calls = useCalls();
  const promises = usePromises(calls?.tickets);
  useTitle(waitingIn(calls?.tickets), promises.length, words);
  useShortcuts({ '?': () => setShown('help') });
  const reading = route.place !== 'queue' || route.id !== undefined;
  return html`
    ${h(Bar, { place: route.place, words, onShow: setShown })} ${h(PromiseLine, { promises, words })}
    <div class=${classes('panes', reading && 'reading', route.place !== 'queue' && 'whole')}>
      ${
        route.place === 'queue'
          ? [
              h(Queue, { key: 'queue', current: route.id, live: calls, words }),
              route.id === undefined
                ? html`<p id="nothing" class="nothing" key="nothing">${words.nothing}</p>`
                : h(TicketPage, { key: route.id, number: route.id, words }),
            ]
          : h(LatePlace, { key: route.place, place: route.place, id: route.id })
      }
    </div>
    ${shown === 'help' ? h(Help, { onClose: close }) : null}
    ${shown === 'settings' ? h(Preferences, { onClose: close }) : null}
  `;
}

interface BarProps {
  readonly place: Place | 'queue';
  readonly words: Words;
  readonly onShow: (what: 'help' | 'settings') => void;
}

function Bar({ place, words, onShow }: BarProps): Markup {
  const lost = useLost();
  const menu = useRef<HTMLElement>(null);
  // On a phone the menu is wider than the screen.
  useEffect(() => {
    menu.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [place]);
  const places = PLACES.filter(([, permission]) => may(permission)).map(([name]) => name);
  const link = (to: Place | 'queue', label: string): Markup =>
    html`<a key=${to} href=${to === 'queue' ? '#/' : `#/${to}`} aria-current=${place === to ? 'page' : undefined}>${label}</a>`;
  return html`<header class="top">
    <a class="home" href="#/" aria-label=${words.name}><img src=${markAddress()} alt="" width="32" height="32" /><h1 id="name">${words.name}</h1></a>
    <nav class="places" ref=${menu} aria-label=${say().menu}>
      ${link('queue', say().queue)} ${places.map((name) => link(name, say().places[name]))}
    </nav>
    <span id="state" class="state" role="status">${lost ? words.lost : ''}</span>
    <span id="user" class="user">${currentUser().name}</span>
    <button type="button" class="quiet wide-only" onClick=${() => onShow('help')} title="?">${say().keys}</button>
    <button type="button" class="quiet" onClick=${() => onShow('settings')}>${say().settings}</button>
    <button type="button" id="language" class="quiet wide-only" lang=${words.lang === 'en' ? 'zh-Hans' : 'en'} onClick=${() => changeSettings({ locale: words.lang === 'en' ? 'zh-Hans' : 'en' })}>${words.other}</button>
    <button type="button" id="sign-out" class="quiet" onClick=${() => void signOut()}>${words.signOut}</button>
  </header>`;
}

/** The mark stands in the page that the server sent, whose address holds a hash. */
function markAddress(): string {
  return document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href ?? '';
}

/** Tickets asked for at once. */
const PAGE = '200';

/** Live tickets that may call this agent; where there are more than a page of them, the agent's own come besides. */
async function fetchCalls(): Promise<LiveTickets> {
  const list = await fetchTickets({ limit: PAGE });
  const { tickets } = list;
  if (holdsAllLive(list)) return { tickets, whole: true };
  const known = new Set(tickets.map(({ number }) => number));
  const own = await fetchTickets({ agent: 'me', limit: PAGE });
  return { tickets: [...tickets, ...own.tickets.filter(({ number }) => !known.has(number))], whole: false };
}

/** Calls the agent for what comes in; the tickets that may call, once they are known. */
function useCalls(): LiveTickets | undefined {
  const before = useRef<readonly Ticket[] | undefined>(undefined);
  const calls = useAnswer('calls', fetchCalls).value;
  const tickets = calls?.tickets;
  useEffect(() => {
    if (tickets === undefined) return;
    if (before.current !== undefined) tell(ticketsToTell(before.current, tickets, currentUser().name));
    before.current = tickets;
  }, [tickets]);
  return calls;
}

function waitingIn(tickets: readonly Ticket[] | undefined): number {
  return tickets?.filter(({ status }) => status === 'open' || status === 'reopened').length ?? 0;
}

/** The tab tells how many tickets wait for somebody, and by a mark that an answer is due. */
function useTitle(open: number, due: number, words: Words): void {
  useEffect(() => {
    document.title = `${due > 0 ? '⏰ ' : ''}${open > 0 ? `(${open}) ` : ''}${words.name}`;
  }, [open, due, words]);
}
