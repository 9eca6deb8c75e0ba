/** Promises about to break: which tickets an agent has to see to now, and the line above everything that says so. */

import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Ticket } from '#dialogs/ticket.ts';
import { useNow } from '../clock.ts';
import { classes, html, type Markup } from '../html.ts';
import { Due } from '../queue/due.ts';
import { ticketLink } from '../route.ts';
import { changeSettings, currentSettings, inWords } from '../settings.ts';
import { currentUser } from '../signed-in.ts';
import { type NearPromise, promisesNear } from '../tickets.ts';
import type { Words } from '../wording.ts';
import { askToNotify, playTone, tell } from './alerts.ts';

const TICK_MS = 10_000;
/** Tickets named in the line; the rest is a number. */
const MOST_NAMED = 3;

const ZH = {
  label: '快到回复时限的工单',
  more: (count: number) => `另有 ${count} 张`,
  loud: '打开提示音和通知',
};
const EN: typeof ZH = {
  label: 'Answers due now',
  more: (count) => `${count} more`,
  loud: 'Sound and notifications on',
};
const say = inWords(ZH, EN);

/** Numbers of all tickets known so far, and the stages of promises that somebody has been called for. */
interface Called {
  readonly numbers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/**
 * Follows the promises and calls the agent once for each stage of each. A ticket that has just come in is called for as
 * such, and what was near when the page opened is only shown.
 */
export function usePromises(tickets: readonly Ticket[] | undefined): readonly NearPromise[] {
  const now = useNow(TICK_MS);
  const called = useRef<Called | undefined>(undefined);
  const near = tickets === undefined ? [] : promisesNear(tickets, currentUser().name, now);
  const keys = near.map(({ key }) => key).join('\n');
  useEffect(() => {
    if (tickets === undefined) return;
    const { current: known } = called;
    const news = near.filter(({ key, ticket }) => known?.numbers.has(ticket.number) && !known.keys.has(key));
    tell(news.map(({ ticket }) => ticket));
    called.current = {
      numbers: new Set(tickets.map(({ number }) => number)),
      keys: new Set([...(known?.keys ?? []), ...near.map(({ key }) => key)]),
    };
    void setBadge(near.length);
  }, [keys, tickets]);
  return near;
}

/** The icon of an installed page carries the number too; browsers without icons have nothing to show. */
async function setBadge(count: number): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  try {
    await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
  } catch {
    // A browser may have the function and refuse it; title and line still tell.
  }
}

/** The line; nothing while no promise is near. */
export function PromiseLine(props: { readonly promises: readonly NearPromise[]; readonly words: Words }): Markup {
  const { promises, words } = props;
  if (promises.length === 0) return null;
  const { sound, notify } = currentSettings();
  const late = promises.some((one) => one.late);
  const rest = promises.length - MOST_NAMED;
  return html`<section class=${classes('promises', late && 'late')} aria-label=${say().label}>
    <ul>
      ${promises.slice(0, MOST_NAMED).map(
        ({ ticket }) => html`<li key=${ticket.number}>
          <a href=${ticketLink(ticket.number)}><strong>${ticket.number}</strong> ${h(Due, { ticket, words })}</a>
        </li>`,
      )}
      ${rest > 0 ? html`<li key="rest" class="soft">${say().more(rest)}</li>` : null}
    </ul>
    ${sound || notify ? null : html`<button type="button" class="small quiet" onClick=${() => void beLoud()}>${say().loud}</button>`}
  </section>`;
}

async function beLoud(): Promise<void> {
  changeSettings({ sound: true });
  playTone();
  changeSettings({ notify: await askToNotify() });
}
