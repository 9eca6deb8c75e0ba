/** Parts of the console that are fetched only by those who open them, so that the queue is there at once. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import type { Place } from '../route.ts';
import { inWords } from '../settings.ts';

/** A part of the console: it gets the rest of the address. */
export type PlaceView = (props: { readonly id: string | undefined }) => Markup;

const LOADERS: Readonly<Record<Place, () => Promise<PlaceView>>> = {
  renewals: async () => (await import('../renewals/renewals-page.ts')).RenewalsPage,
  devices: async () => (await import('../devices/devices-page.ts')).DevicesPage,
  reports: async () => (await import('../reports/reports-page.ts')).ReportsPage,
  content: async () => (await import('../content/content-page.ts')).ContentPage,
  operations: async () => (await import('../operations/operations-page.ts')).OperationsPage,
  people: async () => (await import('../people/people-page.ts')).PeoplePage,
  account: async () => (await import('../people/account-page.ts')).AccountPage,
};

const say = inWords(
  { loading: '正在打开…', failed: '没有打开，请检查网络后重新载入页面。' },
  { loading: 'Opening…', failed: 'This part did not open; check the network and reload the page.' },
);

/** The part, once it has been fetched. */
export function LatePlace({ place, id }: { readonly place: Place; readonly id: string | undefined }): Markup {
  const [view, setView] = useState<{ readonly Part: PlaceView } | 'failed'>();
  useEffect(() => {
    LOADERS[place]().then(
      (Part) => setView({ Part }),
      () => setView('failed'),
    );
  }, [place]);
  if (view === undefined || view === 'failed') {
    return html`<main class="place"><p class="empty" role="status">${view === undefined ? say().loading : say().failed}</p></main>`;
  }
  return html`<main class="place" tabindex="-1">${h(view.Part, { id })}</main>`;
}
