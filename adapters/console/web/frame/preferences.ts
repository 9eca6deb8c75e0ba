/** What can be chosen for this browser: language, colours, sound, notifications, keys. */

import { h } from 'preact';
import { html, type Markup } from '../html.ts';
import { changeSettings, currentSettings, inWords, type Theme } from '../settings.ts';
import { askToNotify, playTone } from './alerts.ts';
import { Dialog } from './dialog.ts';

const ZH = {
  title: '设置',
  language: '语言',
  script: '我读写的汉字',
  scripts: { 'zh-Hans': '简体', 'zh-Hant': '繁體' },
  theme: '颜色',
  themes: { device: '跟随系统', light: '浅色', dark: '深色' },
  sound: '来工单或商户回话时响一声',
  notify: '页面在后台时弹出通知',
  shortcuts: '单键操作（j、k、c、r、n…）',
};
const EN: typeof ZH = {
  title: 'Settings',
  language: 'Language',
  script: 'Chinese that I read and write',
  scripts: { 'zh-Hans': 'Simplified', 'zh-Hant': 'Traditional' },
  theme: 'Colours',
  themes: { device: 'As the device', light: 'Light', dark: 'Dark' },
  sound: 'A tone when a ticket comes in or a merchant answers',
  notify: 'A notification while the page is in the background',
  shortcuts: 'Single keys (j, k, c, r, n…)',
};
const say = inWords(ZH, EN);
const THEMES: readonly Theme[] = ['device', 'light', 'dark'];

/** The dialog of settings. */
export function Preferences({ onClose }: { readonly onClose: () => void }): Markup {
  const { locale, script, theme, sound, notify, shortcuts } = currentSettings();
  return h(
    Dialog,
    { title: say().title, onClose },
    html`<div class="fields">
      <label>
        <span>${say().language}</span>
        <select value=${locale} onChange=${(event: Event) => changeSettings({ locale: chosenIn(event) === 'en' ? 'en' : 'zh-Hans' })}>
          <option value="zh-Hans">中文</option>
          <option value="en">English</option>
        </select>
      </label>
      <label>
        <span>${say().script}</span>
        <select value=${script} onChange=${(event: Event) => changeSettings({ script: chosenIn(event) === 'zh-Hant' ? 'zh-Hant' : 'zh-Hans' })}>
          <option value="zh-Hans">${say().scripts['zh-Hans']}</option>
          <option value="zh-Hant">${say().scripts['zh-Hant']}</option>
        </select>
      </label>
      <label>
        <span>${say().theme}</span>
        <select value=${theme} onChange=${(event: Event) => changeSettings({ theme: chosenIn(event) as Theme })}>
          ${THEMES.map((one) => html`<option key=${one} value=${one}>${say().themes[one]}</option>`)}
        </select>
      </label>
      ${check(say().sound, sound, (on) => {
        changeSettings({ sound: on });
        if (on) playTone();
      })}
      ${check(say().notify, notify, async (on) => changeSettings({ notify: on && (await askToNotify()) }))}
      ${check(say().shortcuts, shortcuts, (on) => changeSettings({ shortcuts: on }))}
    </div>`,
  );
}

function check(label: string, on: boolean, onChange: (on: boolean) => unknown): Markup {
  return html`<label class="check">
    <input type="checkbox" checked=${on} onChange=${(event: Event) => void onChange((event.currentTarget as HTMLInputElement).checked)} />
    <span>${label}</span>
  </label>`;
}

function chosenIn(event: Event): string {
  return (event.currentTarget as HTMLSelectElement).value;
}
