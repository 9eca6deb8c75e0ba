/** The knowledge browser: every symptom and procedure, what is found in the files for some words, and content problems. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FlowList } from '../../wire.ts';
import { fetchContent, fetchFlows, fetchKnowledge } from '../api.ts';
import { useNow } from '../clock.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { type Answer, useAnswer } from '../use-answer.ts';
import { useSettled } from '../use-settled.ts';
import { readContentState } from './content-state.ts';
import { FlowPane } from './flow-pane.ts';
import { Found } from './found.ts';
import { Problems } from './problems.ts';

const LOOK_EVERY_MS = 3_000;
const PAUSE_MS = 250;
/** What a request may carry. */
const LONGEST = 200;

const ZH = {
  title: '知识库',
  pick: '选一个故障或流程，看它的排查树和所在的文件。也可以把商户的原话打进去，看机器人怎么理解。',
  find: '找名称、步骤、商户的说法…',
  kinds: { symptom: '故障', procedure: '流程' },
};
const EN: typeof ZH = {
  title: 'Knowledge',
  pick: 'Pick a symptom or procedure to see its tree and where it stands. Or type what a merchant said, to see what the bot makes of it.',
  find: 'Find names, steps, what merchants say…',
  kinds: { symptom: 'symptom', procedure: 'procedure' },
};
const say = inWords(ZH, EN);

/** The page. */
export function ContentPage({ id }: { readonly id: string | undefined }): Markup {
  const content = useContent();
  const state = content.value === undefined ? undefined : readContentState(content.value);
  const flows = useAnswer(state && `flows ${state.revision}`, fetchFlows, false);
  const [find, setFind] = useState('');
  return html`<div class="page">
    <header class="page-head"><h2>${say().title}</h2></header>
    ${state === undefined ? null : h(Problems, { state })}
    <div class="browser">
      <nav aria-label=${say().title}>
        <input type="search" aria-label=${say().find} maxlength=${LONGEST} placeholder=${say().find} value=${find} onInput=${(event: Event) => setFind((event.currentTarget as HTMLInputElement).value)} />
        ${flows.value === undefined ? h(Faulty, { answer: state === undefined ? content : flows }) : null}
        ${find.trim() === '' ? h(Everything, { flows: flows.value?.flows ?? [], id }) : h(Finding, { find: find.trim(), id, revision: state?.revision ?? '' })}
      </nav>
      <section>${id === undefined ? html`<p class="empty">${say().pick}</p>` : h(FlowPane, { key: id, id, revision: state?.revision ?? '' })}</section>
    </div>
  </div>`;
}

function Everything({ flows, id }: FlowList & { readonly id: string | undefined }): Markup {
  const { locale } = currentSettings();
  return html`<ul>
    ${flows.map(
      (flow) => html`<li key=${flow.id}>
        <a href="#/content/${encodeURIComponent(flow.id)}" aria-current=${flow.id === id ? 'true' : undefined}>
          <span>${flow.title[locale]}</span><span class="soft">${flow.id} · ${say().kinds[flow.kind]}</span>
        </a>
      </li>`,
    )}
  </ul>`;
}

/** What was found stays while what is typed next is looked for. */
function Finding({
  find,
  id,
  revision,
}: {
  readonly find: string;
  readonly id: string | undefined;
  readonly revision: string;
}): Markup {
  const wanted = useSettled(find, PAUSE_MS);
  const answer = useAnswer(`find ${revision} ${wanted}`, () => fetchKnowledge(wanted), false);
  const last = useRef(answer.value);
  last.current = answer.value ?? (answer.fault === undefined ? last.current : undefined);
  return last.current === undefined ? h(Faulty, { answer }) : h(Found, { found: last.current, id });
}

/** Whoever edits a file looks here for what came of it: content that is taken or refused wakes no page. */
function useContent(): Answer<unknown> {
  const content = useAnswer('content', fetchContent);
  const now = useNow(LOOK_EVERY_MS);
  useEffect(content.again, [now]);
  return content;
}
