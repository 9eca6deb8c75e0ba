/** What happened to a ticket, with every field that changed. */

import type { TicketEvent, TicketEventKind } from '#adapters/desk-contract.ts';
import type { TicketView } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import { fieldName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { changedValue } from './changed-value.ts';

const ZH: { readonly title: string; readonly kinds: Readonly<Record<TicketEventKind, string>> } = {
  title: '处理经过',
  kinds: {
    opened: '建单',
    claimed: '接单',
    assigned: '指派',
    waiting: '等商户',
    handedBack: '交还机器人',
    resolved: '解决',
    reopened: '重新打开',
    cancelled: '取消',
    merged: '合并',
    rated: '商户评价',
    wrote: '商户来信',
    changed: '修改',
    dueSoon: '快到回复时限',
    overdue: '超过回复时限',
  },
};
const EN: typeof ZH = {
  title: 'What happened',
  kinds: {
    opened: 'opened',
    claimed: 'claimed',
    assigned: 'assigned',
    waiting: 'waits for the merchant',
    handedBack: 'handed back to the bot',
    resolved: 'resolved',
    reopened: 'reopened',
    cancelled: 'cancelled',
    merged: 'merged',
    rated: 'rated by the merchant',
    wrote: 'the merchant wrote',
    changed: 'changed',
    dueSoon: 'answer due soon',
    overdue: 'answer overdue',
  },
};
const say = inWords(ZH, EN);

/** A change as it is shown. */
interface ShownChange {
  readonly field: string;
  readonly from: string | undefined;
  readonly to: string;
}

/** The changes that can be seen: a promise that moves by seconds reads the same before and after. */
function shownChanges({ changes }: TicketEvent, words: Words): readonly ShownChange[] {
  const shown = (changes ?? []).map(({ field, from, to }) => ({
    field,
    from: from === undefined ? undefined : changedValue(field, from, words),
    to: to === undefined ? '–' : changedValue(field, to, words),
  }));
  return shown.filter(({ from, to }) => from !== to);
}

/** The events that tell something, oldest first, behind one line. Who sees numbers masked is sent no changes at all. */
export function History({ view, words }: { readonly view: TicketView; readonly words: Words }): Markup {
  const events = (view.events ?? [])
    .map((event) => ({ ...event, changes: shownChanges(event, words) }))
    .filter(({ kind, changes }) => view.masked || kind !== 'changed' || changes.length > 0);
  if (events.length === 0) return null;
  return html`<details class="related happened">
    <summary>${say().title} (${events.length})</summary>
    <ol>
      ${events.map((event) => html`<li key=${event.id}>${line(event, words)}</li>`)}
    </ol>
  </details>`;
}

type ShownEvent = Omit<TicketEvent, 'changes'> & { readonly changes: readonly ShownChange[] };

function line({ kind, atMs, by, changes }: ShownEvent, words: Words): Markup {
  return html`
    <time class="soft" datetime=${new Date(atMs).toISOString()}>${instantInWords(atMs, words)}</time>
    <span>${say().kinds[kind] ?? kind}</span>
    ${by === undefined ? null : html`<span class="soft">${by}</span>`}
    ${changes.map(
      ({ field, from, to }) => html`<span class="change" key=${field}
        >${fieldName(field, words.lang)}: ${from === undefined ? null : html`<del>${from}</del>${' '}`}<ins>${to}</ins></span
      >`,
    )}
  `;
}
