/** One's own account: password, authenticator app, and the browsers that are signed in. */

import { h } from 'preact';
import { fetchSignIns, revokeSignIn } from '../api.ts';
import { Faulty } from '../frame/faulty.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { currentUser } from '../signed-in.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { WORDS } from '../wording.ts';
import { browserName } from './browser-name.ts';
import { PasswordForm } from './password-form.ts';
import { roleName } from './role-names.ts';
import { TotpForm } from './totp-form.ts';

const ZH = {
  title: '我的账号',
  browsers: '已登录的浏览器',
  lastUsed: '最近使用',
  signedIn: '登录于',
  out: '退出它',
  unknown: '未知浏览器',
  none: '没有其他浏览器。',
};
const EN: typeof ZH = {
  title: 'My account',
  browsers: 'Browsers signed in',
  lastUsed: 'last used',
  signedIn: 'signed in',
  out: 'Sign it out',
  unknown: 'Unknown browser',
  none: 'None.',
};
const say = inWords(ZH, EN);

/** The page. */
export function AccountPage(): Markup {
  const { name, role } = currentUser();
  return html`<div class="page narrow">
    <header class="page-head"><h2>${say().title}</h2><span class="soft">${name} · ${roleName(role)}</span></header>
    ${h(PasswordForm, {})} ${h(TotpForm, {})} ${h(Browsers, {})}
  </div>`;
}

function Browsers(): Markup {
  const answer = useAnswer('sign-ins', fetchSignIns, false);
  const words = WORDS[currentSettings().locale];
  const out = async (ref: string): Promise<void> => {
    await revokeSignIn(ref);
    answer.again();
  };
  return html`<section class="panel">
    <h3>${say().browsers}</h3>
    ${answer.value === undefined ? h(Faulty, { answer }) : null}
    ${answer.value?.signIns.length === 0 ? html`<p class="soft">${say().none}</p>` : null}
    <ul class="browsers">
      ${(answer.value?.signIns ?? []).map(
        ({ ref, user, browser, signedInAtMs, lastUsedAtMs }) => html`<li key=${ref}>
          <p title=${browser}><strong>${user}</strong> ${browser === undefined ? say().unknown : browserName(browser)}</p>
          <span class="soft">${say().signedIn} ${instantInWords(signedInAtMs, words)} · ${say().lastUsed} ${instantInWords(lastUsedAtMs, words)}</span>
          <button type="button" class="small" onClick=${() => void out(ref)}>${say().out}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}
