/** Asks somebody to the desk: a name, a role, and a link to hand over. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskRole } from '#adapters/desk-contract.ts';
import type { Invited } from '../../wire.ts';
import { invite } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { instantInWords } from '../time-in-words.ts';
import { WORDS } from '../wording.ts';
import { ROLES, roleName } from './role-names.ts';

const ZH = {
  title: '邀请',
  name: '姓名',
  role: '角色',
  go: '生成登录链接',
  hand: (name: string, until: string) => `把这个链接交给 ${name}。只能用一次，${until} 前有效：`,
  copy: '复制',
  copied: '已复制',
};
const EN: typeof ZH = {
  title: 'Invite',
  name: 'Name',
  role: 'Role',
  go: 'Make a sign-in link',
  hand: (name, until) => `Hand this link to ${name}. It works once, until ${until}:`,
  copy: 'Copy',
  copied: 'Copied',
};
const say = inWords(ZH, EN);

/** The form and, after it, the link. */
export function InviteForm({ onInvited }: { readonly onInvited: () => void }): Markup {
  const [name, setName] = useState('');
  const [role, setRole] = useState<DeskRole>('agent');
  const [made, setMade] = useState<Invited & { readonly name: string }>();
  const [problem, setProblem] = useState<string>();
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const outcome = await invite({ name: name.trim(), role });
    setProblem(outcome.kind === 'refused' ? problemInWords(outcome) : undefined);
    if (outcome.kind === 'refused') return;
    setMade({ ...outcome.value, name: name.trim() });
    setName('');
    onInvited();
  };
  return html`<section class="panel">
    <h3>${say().title}</h3>
    <form class="line" onSubmit=${(event: Event) => void send(event)}>
      <label><span>${say().name}</span><input type="text" required maxlength="60" value=${name} onInput=${(event: Event) => setName((event.currentTarget as HTMLInputElement).value)} /></label>
      <label>
        <span>${say().role}</span>
        <select value=${role} onChange=${(event: Event) => setRole((event.currentTarget as HTMLSelectElement).value as DeskRole)}>
          ${ROLES.map((one) => html`<option key=${one} value=${one}>${roleName(one)}</option>`)}
        </select>
      </label>
      <button type="submit">${say().go}</button>
    </form>
    ${problem === undefined ? null : html`<p class="problem" role="alert">${problem}</p>`}
    ${made === undefined ? null : html`<p role="status">${say().hand(made.name, instantInWords(made.untilMs, WORDS[currentSettings().locale]))}</p>${h(Link, { url: made.url })}`}
  </section>`;
}

function Link({ url }: { readonly url: string }): Markup {
  const [copied, setCopied] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(url).then(() => setCopied(true));
  return html`<p class="line">
    <input type="text" class="link" readonly value=${url} aria-label=${say().title} onFocus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()} />
    <button type="button" onClick=${copy}>${copied ? say().copied : say().copy}</button>
  </p>`;
}
