/** The keys of the console, shown on `?`. */

import { h } from 'preact';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { Dialog } from './dialog.ts';

const ZH = {
  title: '键盘',
  keys: [
    ['j / k', '下一张、上一张工单'],
    ['Enter', '打开选中的工单'],
    ['/', '搜索'],
    ['c', '接单'],
    ['r', '回复商户'],
    ['n', '写内部备注'],
    ['/ …', '在文字框里：快捷回复'],
    ['Ctrl/⌘ + Enter', '发送'],
    ['Ctrl/⌘ + V', '回复时：贴上截图'],
    ['Esc', '离开文字框'],
    ['u', '回到工单列表'],
    ['?', '这张表'],
  ],
  off: '不想要单键操作，可以在“设置”里关掉。',
};
const EN: typeof ZH = {
  title: 'Keys',
  keys: [
    ['j / k', 'next, previous ticket'],
    ['Enter', 'open the ticket'],
    ['/', 'search'],
    ['c', 'claim'],
    ['r', 'reply to the merchant'],
    ['n', 'write an internal note'],
    ['/ …', 'in the text field: canned answers'],
    ['Ctrl/⌘ + Enter', 'send'],
    ['Ctrl/⌘ + V', 'in a reply: attach a screenshot'],
    ['Esc', 'leave the text field'],
    ['u', 'back to the list'],
    ['?', 'this table'],
  ],
  off: 'Single keys can be switched off in the settings.',
};
const say = inWords(ZH, EN);

/** The table of keys. */
export function Help({ onClose }: { readonly onClose: () => void }): Markup {
  const { title, keys, off } = say();
  return h(
    Dialog,
    { title, onClose },
    html`<dl class="keys">${keys.map(([key, what]) => [html`<dt key=${key}><kbd>${key}</kbd></dt>`, html`<dd>${what}</dd>`])}</dl>
      <p class="soft">${off}</p>`,
  );
}
