/** Asks for the password again before something that needs a fresh sign-in. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { signInByPassword } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { currentUser } from '../signed-in.ts';
import { Dialog } from './dialog.ts';

const ZH = {
  title: '请再确认一次身份',
  why: '看完整电话和导出资料前，要确认是您本人。没有密码的话，请用新的登录链接或单点登录重新登录。',
  password: '密码',
  code: '验证器里的 6 位数',
  go: '确认',
  problems: {
    wrong: '密码或数字不对，请再试。',
    'code-wanted': '请再填验证器里的 6 位数。',
    'too-many': '试得太多了，请过几分钟再来。',
    failed: '没有连上服务器，请再试一次。',
  },
};
const EN: typeof ZH = {
  title: 'Prove who you are once more',
  why: 'Whole phone numbers and exports are for you alone. Without a password, sign in anew by a link or single sign-on.',
  password: 'Password',
  code: 'Six digits of the authenticator',
  go: 'Confirm',
  problems: {
    wrong: 'Password or digits are not right; try again.',
    'code-wanted': 'Now the six digits of your authenticator, please.',
    'too-many': 'Too many tries; come back in a few minutes.',
    failed: 'The server was not reached; try again.',
  },
};
const say = inWords(ZH, EN);

/** The dialog. */
export function ProveWho({
  onProven,
  onCancel,
}: {
  readonly onProven: () => void;
  readonly onCancel: () => void;
}): Markup {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const secrets = { password, ...(code === '' ? {} : { code }) };
    const outcome = await signInByPassword({ name: currentUser().name, ...secrets });
    if (outcome.kind === 'done') return onProven();
    setProblem(outcome.code);
  };
  const problems: Readonly<Record<string, string>> = say().problems;
  return h(
    Dialog,
    { title: say().title, onClose: onCancel },
    html`<form class="fields" onSubmit=${(event: Event) => void send(event)}>
      <p class="soft">${say().why}</p>
      ${problem === '' ? null : html`<p class="problem" role="alert">${problems[problem] ?? say().problems.failed}</p>`}
      <label><span>${say().password}</span><input type="password" autocomplete="current-password" required value=${password} onInput=${(event: Event) => setPassword((event.currentTarget as HTMLInputElement).value)} /></label>
      ${
        problem === 'code-wanted' || code !== ''
          ? html`<label><span>${say().code}</span><input type="text" inputmode="numeric" autocomplete="one-time-code" value=${code} onInput=${(event: Event) => setCode((event.currentTarget as HTMLInputElement).value)} /></label>`
          : null
      }
      <button type="submit" class="main">${say().go}</button>
    </form>`,
  );
}
