/** Where else the ticket is known: a link to it there, what waits, and a retry for what failed. */

import type { SinkStanding } from '#adapters/desk-contract.ts';
import type { TicketView } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import type { Words } from '../wording.ts';
import { reasonInWords } from './sink-reasons.ts';

const ZH = {
  title: '其他系统里的同一工单',
  current: '已同步',
  due: (time: string) => `等待重试，${time}`,
  sending: '正在同步',
  failed: '同步失败',
  retry: '重试',
  tries: (count: number) => `已试 ${count} 次`,
};
const EN: typeof ZH = {
  title: 'The same ticket elsewhere',
  current: 'up to date',
  due: (time) => `tried again at ${time}`,
  sending: 'on its way',
  failed: 'not told',
  retry: 'Try again',
  tries: (count) => `${count} tries`,
};
const say = inWords(ZH, EN);

const NAMES: Readonly<Record<string, string>> = {
  redmine: 'Redmine',
  'request-tracker': 'Request Tracker',
  zendesk: 'Zendesk',
  zammad: 'Zammad',
  email: 'E-mail',
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Teams',
  wecom: '企业微信 WeCom',
};

/** What the panel needs; without `onRetry` there is no button. */
export interface SinksProps {
  readonly view: TicketView;
  readonly words: Words;
  readonly onRetry?: ((sink: string) => void) | undefined;
}

/** The panel; nothing while the ticket is known nowhere else. */
export function Sinks({ view, words, onRetry }: SinksProps): Markup {
  const { sinks = [] } = view;
  if (sinks.length === 0) return null;
  return html`<section class="sinks" aria-label=${say().title}>
    <h3>${say().title}</h3>
    <ul>
      ${sinks.map((standing) => html`<li key=${standing.sink}>${line(standing, words, onRetry)}</li>`)}
    </ul>
  </section>`;
}

/** An address from another system leads there only when it is one of the web. */
function place({ sink, url, externalId }: SinkStanding): Markup {
  const name = NAMES[sink] ?? sink;
  if (url === undefined || !/^https?:\/\//.test(url)) return html`<span>${name}</span>`;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${name} ${externalId ?? ''}</a>`;
}

function stateInWords({ state, reason, nextAtMs, attempts }: SinkStanding, words: Words): string {
  if (state === 'current') return say().current;
  if (state === 'failed') return `${say().failed} · ${say().tries(attempts)}`;
  if (reason === undefined || nextAtMs === undefined) return say().sending;
  return say().due(instantInWords(nextAtMs, words));
}

function line(standing: SinkStanding, words: Words, onRetry: SinksProps['onRetry']): Markup {
  const { sink, state, reason } = standing;
  const canRetry = onRetry !== undefined && (state === 'failed' || (state === 'due' && reason !== undefined));
  return html`${place(standing)}
    <span class=${state === 'failed' ? 'sink-failed' : 'soft'}>${stateInWords(standing, words)}</span>
    ${reason === undefined ? null : html`<span class="soft">${reasonInWords(reason, words)}</span>`}
    ${canRetry ? html`<button type="button" onClick=${() => onRetry(sink)}>${say().retry}</button>` : null}`;
}
