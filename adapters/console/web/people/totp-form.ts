/** Sets up the authenticator app: scan, type the digits, done. */

import { useState } from 'preact/hooks';
import type { TotpSetUp } from '../../wire.ts';
import { setTotp } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';

const ZH = {
  title: '验证器',
  why: '用密码登录时再加一道手机上的 6 位数。',
  begin: '设置验证器',
  scan: '用验证器扫这个码，再填它显示的 6 位数：',
  secret: '扫不了？把这串字输进去：',
  code: '6 位数',
  go: '启用',
  on: '已启用。下次用密码登录时要填 6 位数。',
  wrong: '数字不对，请看一下手机时间准不准，再填最新的。',
};
const EN: typeof ZH = {
  title: 'Authenticator',
  why: 'Six digits from your phone, on top of the password.',
  begin: 'Set up an authenticator',
  scan: 'Scan this with the authenticator, then type the six digits it shows:',
  secret: 'Cannot scan? Type this into it:',
  code: 'Six digits',
  go: 'Switch on',
  on: 'It is on. Signing in by password will ask for six digits.',
  wrong: 'These digits are not right; check the clock of the phone and take the newest.',
};
const say = inWords(ZH, EN);

/** The form, step by step. */
export function TotpForm(): Markup {
  const [scan, setScan] = useState<TotpSetUp>();
  const [code, setCode] = useState('');
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean }>();
  const begin = async (): Promise<void> => {
    const outcome = await setTotp();
    if (outcome.kind === 'done') setScan(outcome.value);
    setSaid(outcome.kind === 'done' ? undefined : { text: problemInWords(outcome), bad: true });
  };
  const finish = async (event: Event): Promise<void> => {
    event.preventDefault();
    const outcome = await setTotp(code.trim());
    setCode('');
    if (outcome.kind === 'done') {
      setScan(undefined);
      return setSaid({ text: say().on, bad: false });
    }
    setSaid({ text: outcome.code === 'wrong' ? say().wrong : problemInWords(outcome), bad: true });
  };
  return html`<section class="panel">
    <h3>${say().title}</h3>
    <p class="soft">${say().why}</p>
    ${said === undefined ? null : html`<p class=${said.bad ? 'problem' : 'good'} role="alert">${said.text}</p>`}
    ${scan === undefined ? html`<button type="button" onClick=${() => void begin()}>${say().begin}</button>` : null}
    ${
      scan === undefined
        ? null
        : html`<form class="fields" onSubmit=${(event: Event) => void finish(event)}>
            <p>${say().scan}</p>
            ${drawQr(scan.svg)}
            <p class="soft">${say().secret} <code>${new URL(scan.uri).searchParams.get('secret') ?? scan.uri}</code></p>
            <label><span>${say().code}</span><input type="text" inputmode="numeric" autocomplete="one-time-code" required value=${code} onInput=${(event: Event) => setCode((event.currentTarget as HTMLInputElement).value)} /></label>
            <button type="submit">${say().go}</button>
          </form>`
    }
  </section>`;
}

/** The code as the server drew it: of its SVG only the shapes are taken, as the page lets no picture in that is inline. */
function drawQr(svg: string): Markup {
  const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const paths = [...drawn.querySelectorAll('path')];
  return html`<svg class="qr" viewBox=${drawn.getAttribute('viewBox')} width="200" height="200" role="img" aria-label="QR">
    ${paths.map((path, index) => html`<path key=${index} d=${path.getAttribute('d')} fill=${path.getAttribute('fill') ?? 'none'} stroke=${path.getAttribute('stroke') ?? 'none'} />`)}
  </svg>`;
}
