/** Shows the id of a conversation, by which the command that erases a person knows a merchant. */

import { html, type Markup } from './html.ts';
import { inWords } from './settings.ts';

const ZH = { label: '会话编号' };
const EN: typeof ZH = { label: 'Conversation ID' };
const say = inWords(ZH, EN);

/** The id and what it is called, small; a click selects all of it. */
export function ConversationId({ id }: { readonly id: string }): Markup {
  return html`<span class="soft conversation-id">${say().label} <span class="serial">${id}</span></span>`;
}
