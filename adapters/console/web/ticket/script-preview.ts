/** What a reply becomes for a merchant who reads the other script, shown before it is sent. */

import type { Script } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { useSettled } from '../use-settled.ts';
import { useScript } from './scripts.ts';

const PAUSE_MS = 300;

const ZH = {
  sends: { 'zh-Hans': '商户用简体，会这样发送：', 'zh-Hant': '商户用繁体，会这样发送：' },
  asWritten: '按我写的发送，不转换',
};
const EN: typeof ZH = {
  sends: { 'zh-Hans': 'Goes out in simplified characters:', 'zh-Hant': 'Goes out in traditional characters:' },
  asWritten: 'Send as written',
};
const say = inWords(ZH, EN);

/** A reply in the making. */
export interface ScriptPreviewProps {
  readonly text: string;
  readonly to: Script;
  readonly asWritten: boolean;
  readonly onChange: (asWritten: boolean) => void;
}

/** The text as it will go out, and the switch for what is to go out as it stands; nothing where both are the same. */
export function ScriptPreview({ text, to, asWritten, onChange }: ScriptPreviewProps): Markup {
  const settled = useSettled(text.trim(), PAUSE_MS);
  const other = useScript(settled === '' ? [] : [settled], to)(settled);
  if (settled === '' || text.trim() === '' || (other === undefined && !asWritten)) return null;
  return html`<div class="script-preview" aria-live="polite">
    ${asWritten ? null : html`<p class="soft">${say().sends[to]}</p><p lang=${to} class="other-script">${other}</p>`}
    <label class="check">
      <input type="checkbox" checked=${asWritten} onChange=${(event: Event) => onChange((event.currentTarget as HTMLInputElement).checked)} />
      <span>${say().asWritten}</span>
    </label>
  </div>`;
}
