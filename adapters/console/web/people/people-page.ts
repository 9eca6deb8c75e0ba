/** Who may sign in: invitations, roles, and people who have left. For administrators. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskRole } from '#adapters/desk-contract.ts';
import type { DeskAccount } from '#adapters/sign-in-contract.ts';
import { changeAccount, fetchAccounts, type Outcome } from '../api.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { currentUser } from '../signed-in.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { InviteForm } from './invite-form.ts';
import { ROLES, roleName } from './role-names.ts';

const ZH = {
  title: '人员',
  name: '姓名',
  role: '角色',
  methods: '登录方式',
  lastUsed: '最近使用',
  methodNames: { password: '密码', totp: '验证器', oidc: '单点登录' },
  link: '链接',
  disable: '停用',
  enable: '恢复',
  disabled: '已停用',
  never: '还没用过',
};
const EN: typeof ZH = {
  title: 'People',
  name: 'Name',
  role: 'Role',
  methods: 'Signs in by',
  lastUsed: 'Last used',
  methodNames: { password: 'password', totp: 'authenticator', oidc: 'single sign-on' },
  link: 'link',
  disable: 'Disable',
  enable: 'Enable',
  disabled: 'disabled',
  never: 'never',
};
const say = inWords(ZH, EN);

/** The page. */
export function PeoplePage(): Markup {
  const answer = useAnswer('accounts', fetchAccounts, false);
  const [problem, setProblem] = useState<string>();
  const settle = async (work: Promise<Outcome>): Promise<void> => {
    const outcome = await work;
    setProblem(outcome.kind === 'refused' ? problemInWords(outcome) : undefined);
    answer.again();
  };
  const change = (name: string, news: { readonly role?: DeskRole; readonly disabled?: boolean }): void =>
    void settle(changeAccount({ name, ...news }));
  return html`<div class="page">
    <header class="page-head"><h2>${say().title}</h2></header>
    ${problem === undefined ? null : html`<p class="problem" role="alert">${problem}</p>`}
    ${h(InviteForm, { onInvited: answer.again })}
    <section class="panel">
      ${answer.value === undefined ? h(Faulty, { answer }) : h(AccountTable, { accounts: answer.value.accounts, onChange: change })}
    </section>
  </div>`;
}

type OnChange = (name: string, change: { readonly role?: DeskRole; readonly disabled?: boolean }) => void;

function AccountTable({
  accounts,
  onChange,
}: {
  readonly accounts: readonly DeskAccount[];
  readonly onChange: OnChange;
}): Markup {
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${say().title}>
    <table>
      <thead><tr><th>${say().name}</th><th>${say().role}</th><th>${say().methods}</th><th>${say().lastUsed}</th><th><span class="hidden-words">${say().disable}</span></th></tr></thead>
      <tbody>${accounts.map((account) => h(AccountRow, { key: account.name, account, onChange }))}</tbody>
    </table>
  </div>`;
}

function AccountRow({ account, onChange }: { readonly account: DeskAccount; readonly onChange: OnChange }): Markup {
  const { name, role, methods, disabled, lastUsedAtMs } = account;
  const own = name === currentUser().name;
  const words = WORDS[currentSettings().locale];
  return html`<tr>
    <th scope="row">${name}${disabled ? html` <span class="soft">${say().disabled}</span>` : null}</th>
    <td>
      <select aria-label="${say().role}: ${name}" value=${role} disabled=${own} onChange=${(event: Event) => onChange(name, { role: (event.currentTarget as HTMLSelectElement).value as DeskRole })}>
        ${ROLES.map((one) => html`<option key=${one} value=${one}>${roleName(one)}</option>`)}
      </select>
    </td>
    <td>${methods.length === 0 ? say().link : methods.map((one) => say().methodNames[one]).join(' + ')}</td>
    <td>${lastUsedAtMs === undefined ? say().never : instantInWords(lastUsedAtMs, words)}</td>
    <td>${own ? null : html`<button type="button" class="small" onClick=${() => onChange(name, { disabled: !disabled })}>${disabled ? say().enable : say().disable}</button>`}</td>
  </tr>`;
}
