/** What was found in the content for some words: what the bot takes them for, and each place with them. */

import { h } from 'preact';
import type { KnowledgeFound, KnowledgeHit } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { PlaceLabel } from './flow-pane.ts';

const ZH = {
  heard: { accept: '机器人听到这句会当成：', clarify: '机器人听到这句会问是哪一个：', reject: '机器人听不懂这句。' },
  none: '文件里没有这些字。',
  more: '还有更多，多打几个字缩小范围。',
  where: { title: '名称', step: '步骤', example: '商户说法' },
  kinds: { symptom: '故障', procedure: '流程' },
};
const EN: typeof ZH = {
  heard: {
    accept: 'The bot takes this line for:',
    clarify: 'To this line the bot asks which of:',
    reject: 'The bot does not know this line.',
  },
  none: 'The files do not hold these words.',
  more: 'There are more: add a word.',
  where: { title: 'name', step: 'step', example: 'merchants say' },
  kinds: { symptom: 'symptom', procedure: 'procedure' },
};
const say = inWords(ZH, EN);

/** The list, by symptom. */
export function Found({ found, id }: { readonly found: KnowledgeFound; readonly id: string | undefined }): Markup {
  const perFlow = [...Map.groupBy(found.hits, (hit) => hit.id).values()];
  return html`<div class="found">
    ${h(Heard, { found })}
    ${perFlow.length === 0 ? html`<p class="soft" role="status">${say().none}</p>` : null}
    <ul>${perFlow.map((hits) => h(Hits, { key: hits[0]?.id, hits, isOpen: hits[0]?.id === id }))}</ul>
    ${found.more ? html`<p class="soft">${say().more}</p>` : null}
  </div>`;
}

function addressOf(id: string): string {
  return `#/content/${encodeURIComponent(id)}`;
}

function Heard({ found: { decision, heard } }: { readonly found: KnowledgeFound }): Markup {
  const { locale } = currentSettings();
  return html`<p class="heard" role="status">${say().heard[heard.length === 0 ? 'reject' : decision]} ${heard.map(
    ({ id, title, hasPage }, at) =>
      html`${at > 0 ? ' · ' : ''}${hasPage ? html`<a href=${addressOf(id)}>${title[locale]}</a>` : title[locale]}`,
  )}</p>`;
}

function Hits({ hits, isOpen }: { readonly hits: readonly KnowledgeHit[]; readonly isOpen: boolean }): Markup {
  const [first] = hits;
  if (first === undefined) return null;
  const { locale } = currentSettings();
  return html`<li>
    <a href=${addressOf(first.id)} aria-current=${isOpen ? 'true' : undefined}>
      <span>${first.title[locale]}</span><span class="soft">${first.id} · ${say().kinds[first.kind]}</span>
    </a>
    <ul class="hits">${hits
      .filter(({ where }) => where !== 'title')
      .map(
        ({ where, text, at }, index) =>
          html`<li class="hit" key=${index}><span class="soft">${say().where[where]}</span> ${text} ${h(PlaceLabel, { ...at, short: true })}</li>`,
      )}</ul>
  </li>`;
}
