/** What stands in the place of an answer that is not there: a word of patience, or what to do. */

import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import type { Answer } from '../use-answer.ts';

const ZH = {
  loading: '正在读取…',
  missing: '这台服务器没有这部分内容。',
  'not-allowed': '您的角色看不到这部分，请找管理员。',
  failed: '没有读到，请检查网络。',
  again: '再试一次',
};
const EN: typeof ZH = {
  loading: 'Reading…',
  missing: 'This server does not have this part.',
  'not-allowed': 'Your role does not see this part; ask an administrator.',
  failed: 'It could not be read; check the network.',
  again: 'Try again',
};
const say = inWords(ZH, EN);

/** A line about an answer that is not there yet or could not be had. */
export function Faulty({ answer }: { readonly answer: Pick<Answer<unknown>, 'fault' | 'again'> }): Markup {
  const { fault, again } = answer;
  return html`<div class="empty" role="status">
    <p>${say()[fault ?? 'loading']}</p>
    ${fault === 'failed' ? html`<button type="button" onClick=${again}>${say().again}</button>` : null}
  </div>`;
}
