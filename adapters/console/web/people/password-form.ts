/** Sets one's own password. */

import { useState } from 'preact/hooks';
import { setPassword } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';

const ZH = {
  title: '密码',
  hint: '至少 15 个字符，越像一句话越好；不要用姓名和常见的密码。',
  current: '现在的密码（有的话）',
  fresh: '新密码',
  go: '保存密码',
  saved: '密码已保存。',
  weak: '这个密码太短、太常见，或者就是姓名。请换一句长一点的话。',
  wrong: '现在的密码不对。',
};
const EN: typeof ZH = {
  title: 'Password',
  hint: 'At least 15 characters, best a whole sentence; neither your name nor a common password.',
  current: 'Present password (if there is one)',
  fresh: 'New password',
  go: 'Save password',
  saved: 'The password is saved.',
  weak: 'This password is too short, too common, or your name. Take a longer sentence.',
  wrong: 'The present password is not right.',
};
const say = inWords(ZH, EN);

/** The form. */
export function PasswordForm(): Markup {
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean }>();
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const outcome = await setPassword({ password: fresh, ...(current === '' ? {} : { current }) });
    if (outcome.kind === 'done') {
      setCurrent('');
      setFresh('');
      return setSaid({ text: say().saved, bad: false });
    }
    const known = outcome.code === 'weak' || outcome.code === 'wrong' ? say()[outcome.code] : undefined;
    setSaid({ text: known ?? problemInWords(outcome), bad: true });
  };
  return html`<section class="panel">
    <h3>${say().title}</h3>
    <form class="fields" onSubmit=${(event: Event) => void send(event)}>
      <p class="soft">${say().hint}</p>
      ${field(say().current, 'current-password', current, setCurrent, false)}
      ${field(say().fresh, 'new-password', fresh, setFresh, true)}
      ${said === undefined ? null : html`<p class=${said.bad ? 'problem' : 'good'} role="alert">${said.text}</p>`}
      <button type="submit">${say().go}</button>
    </form>
  </section>`;
}

function field(
  label: string,
  kind: string,
  value: string,
  onInput: (value: string) => void,
  required: boolean,
): Markup {
  return html`<label>
    <span>${label}</span>
    <input type="password" autocomplete=${kind} required=${required} maxlength="200" value=${value} onInput=${(event: Event) => onInput((event.currentTarget as HTMLInputElement).value)} />
  </label>`;
}
