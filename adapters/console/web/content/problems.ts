/** Problems of the content files, each with its place and its remedy. */

import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { instantInWords } from '../time-in-words.ts';
import { WORDS } from '../wording.ts';
import type { ContentState } from './content-state.ts';

const ZH = {
  good: (revision: string, when: string) => `内容没有问题，正在使用 ${revision}（${when} 载入）。`,
  bad: (count: number) => `文件里有 ${count} 处问题，机器人仍在使用之前的内容：`,
};
const EN: typeof ZH = {
  good: (revision, when) => `The content is sound; ${revision} is in use (loaded ${when}).`,
  bad: (count) =>
    `${count} ${count === 1 ? 'problem' : 'problems'} in the files; the bot goes on with the content before:`,
};
const say = inWords(ZH, EN);

/** One line when all is well, else the list. */
export function Problems({ state: { revision, loadedAtMs, problems } }: { readonly state: ContentState }): Markup {
  if (problems.length === 0) {
    const when = loadedAtMs === undefined ? '–' : instantInWords(loadedAtMs, WORDS[currentSettings().locale]);
    return html`<p class="soft" role="status">${say().good(revision.slice(0, 12), when)}</p>`;
  }
  return html`<section class="panel problems" role="alert">
    <h3>${say().bad(problems.length)}</h3>
    <ul>
      ${problems.map(
        ({ file, line, column, message, remedy }) => html`<li key=${`${file}:${line}:${column} ${message}`}>
          <code>${file}:${line}:${column}</code><p>${message}</p><p class="soft">${remedy}</p>
        </li>`,
      )}
    </ul>
  </section>`;
}
