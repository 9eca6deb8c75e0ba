/** What is done to a ticket less often: giving it to somebody, passing it on, merging, another priority. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { Priority } from '#knowledge/guide.ts';
import type { TicketView } from '../../wire.ts';
import { fetchChoices } from '../api.ts';
import { isTaken } from '../draft.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { choices, currentUser, keepChoices, may } from '../signed-in.ts';
import { isLive } from '../tickets.ts';
import type { Performing } from './perform.ts';

const PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

const ZH = {
  more: '转交、合并、改优先级',
  agent: '客服',
  pick: '请选择',
  transfer: '转交',
  assign: '指派',
  forColleague: '给同事的话（可不写）',
  merge: '合并到',
  doMerge: '合并',
  mergeHint: '另一张工单的单号',
  priority: '优先级',
  reason: '原因',
  setPriority: '改优先级',
};
const EN: typeof ZH = {
  more: 'Transfer, merge, priority',
  agent: 'Agent',
  pick: 'Pick one',
  transfer: 'Transfer',
  assign: 'Assign',
  forColleague: 'A word for the colleague (optional)',
  merge: 'Merge into',
  doMerge: 'Merge',
  mergeHint: 'Number of the other ticket',
  priority: 'Priority',
  reason: 'Reason',
  setPriority: 'Set priority',
};
const say = inWords(ZH, EN);

/** A ticket and what can be done with it. */
export interface MoreProps {
  readonly view: TicketView;
  readonly performing: Performing;
}

/** The rarer actions, behind one line. */
export function More({ view, performing }: MoreProps): Markup {
  const { ticket } = view;
  const [, redraw] = useState(0);
  const overrules = may('direct');
  if (!isLive(ticket) || (isTaken(ticket) && ticket.agent !== currentUser().name && !overrules)) return null;
  const near = (view.history ?? []).filter(isLive).map(({ number }) => number);
  const onToggle = async (event: Event): Promise<void> => {
    if (!(event.currentTarget as HTMLDetailsElement).open) return;
    const news = await fetchChoices().catch(choices);
    keepChoices(news);
    redraw((count) => count + 1);
  };
  return html`<details class="more-actions" onToggle=${(event: Event) => void onToggle(event)}>
    <summary>${say().more}</summary>
    <div class="more-list">
      ${h(Passing, { taken: isTaken(ticket) && ticket.agent === currentUser().name, agent: ticket.agent, performing })}
      ${h(Merging, { near, performing })} ${h(Prioritising, { performing })}
    </div>
  </details>`;
}

function Passing(props: {
  readonly taken: boolean;
  readonly agent: string | undefined;
  readonly performing: Performing;
}): Markup {
  const { taken, agent, performing } = props;
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const others = choices().agents.filter((name) => name !== agent);
  const pass = () =>
    void performing.perform(
      taken
        ? { kind: 'transfer', agent: to, ...(text.trim() === '' ? {} : { text: text.trim() }) }
        : { kind: 'assign', agent: to },
    );
  // Who may not direct others passes on only what is theirs.
  if (others.length === 0 || !(taken || may('direct'))) return null;
  return html`<div class="line">
    <label>
      <span>${say().agent}</span>
      <select value=${to} onChange=${(event: Event) => setTo(chosenIn(event))}>
        <option value="">${say().pick}</option>
        ${others.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
      </select>
    </label>
    ${
      taken
        ? html`<input type="text" aria-label=${say().forColleague} placeholder=${say().forColleague} value=${text} onInput=${(event: Event) => setText(chosenIn(event))} />`
        : null
    }
    <button type="button" disabled=${performing.busy || to === ''} onClick=${pass}>${taken ? say().transfer : say().assign}</button>
  </div>`;
}

function Merging({ near, performing }: { readonly near: readonly string[]; readonly performing: Performing }): Markup {
  const [into, setInto] = useState('');
  return html`<div class="line">
    <label>
      <span>${say().merge}</span>
      <input type="text" list="near-tickets" placeholder=${say().mergeHint} value=${into} onInput=${(event: Event) => setInto(chosenIn(event))} />
    </label>
    <datalist id="near-tickets">${near.map((number) => html`<option key=${number} value=${number}></option>`)}</datalist>
    <button type="button" disabled=${performing.busy || into.trim() === ''} onClick=${() => void performing.perform({ kind: 'merge', into: into.trim().toUpperCase() })}>
      ${say().doMerge}
    </button>
  </div>`;
}

function Prioritising({ performing }: { readonly performing: Performing }): Markup {
  const [priority, setPriority] = useState<Priority>('P2');
  const [reason, setReason] = useState('');
  return html`<div class="line">
    <label>
      <span>${say().priority}</span>
      <select value=${priority} onChange=${(event: Event) => setPriority(chosenIn(event) as Priority)}>
        ${PRIORITIES.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}
      </select>
    </label>
    <input type="text" aria-label=${say().reason} placeholder=${say().reason} value=${reason} onInput=${(event: Event) => setReason(chosenIn(event))} />
    <button type="button" disabled=${performing.busy || reason.trim() === ''} onClick=${() => void performing.perform({ kind: 'setPriority', priority, reason: reason.trim() })}>
      ${say().setPriority}
    </button>
  </div>`;
}

function chosenIn(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
}
