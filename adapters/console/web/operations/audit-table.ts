/** The audit log: who did what, and whether the chain of entries holds. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditLog } from '../../wire.ts';
import { fetchAudit } from '../api.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { roleName } from '../people/role-names.ts';
import { currentSettings, inWords } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { actionName, outcomeName } from './audit-names.ts';

const PAGE = '50';

const ZH = {
  title: '审计记录',
  user: '谁',
  subject: '什么（如 T1001）',
  when: '时间',
  action: '做了什么',
  outcome: '结果',
  holds: (count: number) => `${count} 条记录，链条完整。`,
  broken: (at: number) => `记录链从第 ${at} 条起断了：有人改过数据库。请保留现场并查清。`,
  none: '没有记录。',
  older: '更早的',
  newest: '回到最新',
};
const EN: typeof ZH = {
  title: 'Audit log',
  user: 'Who',
  subject: 'About what (such as T1001)',
  when: 'When',
  action: 'Did what',
  outcome: 'Outcome',
  holds: (count) => `${count} entries; the chain holds.`,
  broken: (at) =>
    `The chain breaks at entry ${at}: somebody changed the database. Keep everything as it is and find out.`,
  none: 'No entries.',
  older: 'Older',
  newest: 'Newest',
};
const say = inWords(ZH, EN);

/** The log with its search. */
export function AuditTable(): Markup {
  const [user, setUser] = useState('');
  const [subject, setSubject] = useState('');
  const [before, setBefore] = useState('');
  const query = Object.fromEntries(
    Object.entries({ user, subject, before, limit: PAGE }).filter(([, value]) => value !== ''),
  );
  const answer = useAnswer(`audit ${JSON.stringify(query)}`, () => fetchAudit(query), false);
  const field = (label: string, onChange: (value: string) => void): Markup =>
    html`<input type="search" aria-label=${label} placeholder=${label} onChange=${(event: Event) => {
      setBefore('');
      onChange((event.currentTarget as HTMLInputElement).value.trim());
    }} />`;
  const next = answer.value?.next;
  return html`<section class="panel">
    <h3>${say().title}</h3>
    <div class="line">${field(say().user, setUser)} ${field(say().subject, setSubject)}</div>
    ${answer.value === undefined ? h(Faulty, { answer }) : h(Entries, { log: answer.value })}
    <p class="line">
      ${before === '' ? null : html`<button type="button" onClick=${() => setBefore('')}>${say().newest}</button>`}
      ${next === undefined ? null : html`<button type="button" onClick=${() => setBefore(String(next))}>${say().older}</button>`}
    </p>
  </section>`;
}

function Entries({ log: { entries, chain } }: { readonly log: AuditLog }): Markup {
  const words = WORDS[currentSettings().locale];
  return html`
    <p class=${chain.brokenAt === undefined ? 'soft' : 'problem'} role="status">
      ${chain.brokenAt === undefined ? say().holds(chain.entries) : say().broken(chain.brokenAt)}
    </p>
    ${
      entries.length === 0
        ? html`<p class="soft">${say().none}</p>`
        : html`<div class="table-frame" tabindex="0" role="group" aria-label=${say().title}>
            <table>
              <thead><tr><th>#</th><th>${say().when}</th><th>${say().user}</th><th>${say().action}</th><th>${say().subject}</th><th>${say().outcome}</th></tr></thead>
              <tbody>
                ${entries.map(
                  ({ seq, atMs, user, role, action, subject, outcome }) => html`<tr key=${seq}>
                    <td>${seq}</td><td>${instantInWords(atMs, words)}</td><td>${user} <span class="soft">${role === 'merchant' ? words.speaker.merchant : roleName(role)}</span></td>
                    <td title=${action}>${actionName(action, words.lang)}</td><td>${subject}</td><td title=${outcome}>${outcomeName(outcome, words.lang)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  `;
}
