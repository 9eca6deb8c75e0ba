/** The operator's page: queues and channels, lines the bot could not read, and the audit log. */

import { h } from 'preact';
import type { Health } from '../../wire.ts';
import { fetchHealth } from '../api.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { may } from '../signed-in.ts';
import { useAnswer } from '../use-answer.ts';
import { channelName } from '../value-names.ts';
import { AuditTable } from './audit-table.ts';
import { DeadLetterList } from './dead-letters.ts';
import { UnmatchedLines } from './unmatched-lines.ts';

const ZH = {
  title: '运行',
  channels: '开通的渠道',
  noChannels: '没有开通任何渠道。',
  figures: {
    waitingMessages: '排队的消息',
    deadMessages: '处理不了的消息',
    waitingDeliveries: '等发送的回复',
    refusedDeliveries: '没有送到的回复',
  },
  remedies: {
    deadMessages: '机器人处理不了，已转人工；在下面再试或放弃，原因在日志里（turn-not-stored）。',
    refusedDeliveries: '平台拒收；在工单的对话记录里可以重发。',
  },
};
const EN: typeof ZH = {
  title: 'Operations',
  channels: 'Channels that are on',
  noChannels: 'No channel is on.',
  figures: {
    waitingMessages: 'Messages waiting',
    deadMessages: 'Messages put aside',
    waitingDeliveries: 'Replies waiting',
    refusedDeliveries: 'Replies not delivered',
  },
  remedies: {
    deadMessages:
      'The bot failed on them and people took over; try again or discard below. The log says why (turn-not-stored).',
    refusedDeliveries: 'Refused by the platform; can be sent again from the ticket’s transcript.',
  },
};
const say = inWords(ZH, EN);
const FIGURES = ['waitingMessages', 'waitingDeliveries', 'deadMessages', 'refusedDeliveries'] as const;

/** The page. */
export function OperationsPage(): Markup {
  const health = useAnswer('health', fetchHealth);
  return html`<div class="page">
    <header class="page-head"><h2>${say().title}</h2></header>
    ${health.value === undefined ? h(Faulty, { answer: health }) : h(Queues, { health: health.value })}
    ${(health.value?.deadMessages ?? 0) > 0 ? h(DeadLetterList, {}) : null} ${h(UnmatchedLines, {})} ${may('audit') ? h(AuditTable, {}) : null}
  </div>`;
}

function Queues({ health }: { readonly health: Health }): Markup {
  const remedies: Readonly<Record<string, string>> = say().remedies;
  const { locale } = currentSettings();
  return html`
    <section class="tiles">
      ${FIGURES.map((name) => {
        const bad = remedies[name] !== undefined && health[name] > 0;
        return html`<div key=${name} class="tile ${bad ? 'bad' : ''}">
          <span class="soft">${say().figures[name]}</span><strong>${health[name]}</strong>
          ${bad ? html`<span class="soft">${remedies[name]}</span>` : null}
        </div>`;
      })}
    </section>
    <section class="panel">
      <h3>${say().channels}</h3>
      ${
        health.channels.length === 0
          ? html`<p class="soft">${say().noChannels}</p>`
          : html`<p class="chips">${health.channels.map((name) => html`<span class="chip" key=${name}>${channelName(name, locale)}</span>`)}</p>`
      }
    </section>
  `;
}
