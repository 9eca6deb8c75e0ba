/** The heaps and filters above the queue. */

import { useRef } from 'preact/hooks';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { useShortcuts } from '../shortcuts.ts';
import { choices } from '../signed-in.ts';
import { channelName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { type Filter, type Heap, picksIn } from './filter.ts';

const HEAPS: readonly Heap[] = ['live', 'free', 'mine', 'closed'];
const PRIORITIES: readonly string[] = ['P1', 'P2', 'P3', 'P4'];

const ZH = {
  search: '搜单号、序列号、终端号、原话…',
  filters: '筛选',
  any: '不限',
  status: '状态',
  priority: '优先级',
  channel: '渠道',
  agent: '客服',
  nobody: '还没人接',
};
const EN: typeof ZH = {
  search: 'Search number, serial, TID, words…',
  filters: 'Filters',
  any: 'Any',
  status: 'Status',
  priority: 'Priority',
  channel: 'Channel',
  agent: 'Agent',
  nobody: 'Nobody’s',
};
const say = inWords(ZH, EN);

/** What the filters show and tell. */
export interface FiltersProps {
  readonly filter: Filter;
  /** How many tickets are shown now. */
  readonly count: string;
  /** How many tickets each heap has, where that is known. */
  readonly sizes: Readonly<Partial<Record<Heap, string>>>;
  readonly onChange: (change: Partial<Filter>) => void;
  readonly words: Words;
}

/** Heaps as buttons, a search field, and the rest behind one button. */
export function Filters({ filter, count, sizes, onChange, words }: FiltersProps): Markup {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => field.current?.focus() });
  const picks = picksIn(filter);
  return html`<div class="finding">
    <div id="filters" class="filters" role="group" aria-label=${words.tickets}>
      ${HEAPS.map(
        (heap) => html`<button
          type="button"
          key=${heap}
          aria-pressed=${String(filter.heap === heap)}
          onClick=${() => onChange({ heap })}
        >
          ${words.filters[heap]} ${filter.heap === heap ? count : sizes[heap]}
        </button>`,
      )}
    </div>
    <div class="search-line">
      <input
        ref=${field}
        type="search"
        id="search"
        placeholder=${say().search}
        aria-label=${say().search}
        value=${filter.search}
        onInput=${(event: Event) => onChange({ search: (event.currentTarget as HTMLInputElement).value })}
        onKeyDown=${(event: KeyboardEvent) => event.key === 'Escape' && field.current?.blur()}
      />
    </div>
    <details class="picks">
      <summary>${say().filters}${picks > 0 ? ` (${picks})` : ''}</summary>
      <div class="pick-list">${picksOf(words).map((pick) => select(pick, filter, onChange))}</div>
    </details>
  </div>`;
}

interface Pick {
  readonly name: 'status' | 'priority' | 'channel' | 'agent';
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

function picksOf(words: Words): readonly Pick[] {
  const { agents, channels } = choices();
  return [
    { name: 'status', label: say().status, options: Object.entries(words.status) },
    { name: 'priority', label: say().priority, options: PRIORITIES.map((one) => [one, one]) },
    { name: 'channel', label: say().channel, options: channels.map((one) => [one, channelName(one, words.lang)]) },
    {
      name: 'agent',
      label: say().agent,
      options: [['none', say().nobody], ...agents.map((one) => [one, one] as const)],
    },
  ];
}

function select({ name, label, options }: Pick, filter: Filter, onChange: FiltersProps['onChange']): Markup {
  return html`<label key=${name}>
    <span>${label}</span>
    <select
      name=${name}
      value=${filter[name]}
      onChange=${(event: Event) => onChange({ [name]: (event.currentTarget as HTMLSelectElement).value })}
    >
      <option value="">${say().any}</option>
      ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
    </select>
  </label>`;
}
