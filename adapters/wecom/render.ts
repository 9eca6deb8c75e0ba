/** Reply -> the contents of send_msg. */

import { splitText } from '#adapters/tencent/split-text.ts';
import type { Reply, ReplyChoice } from '#dialogs/message.ts';

/** A line of a menu that sends its words, and comes back with its id. */
export interface KfMenuItem {
  readonly type: 'click';
  readonly click: { readonly id: string; readonly content: string };
}

/** What one call of send_msg or send_msg_on_event shows. */
export type KfContent =
  | { readonly msgtype: 'text'; readonly text: { readonly content: string } }
  | {
      readonly msgtype: 'msgmenu';
      readonly msgmenu: { readonly head_content: string; readonly list: readonly KfMenuItem[] };
    };

/** Longest text of one message in UTF-8 bytes. https://developer.work.weixin.qq.com/document/path/96427 */
export const TEXT_BYTES = 2_048;
/** Messages after each one from the customer. */
export const QUOTA = 5;
/** Most lines of a menu. */
export const MENU_ITEMS = 10;
const HEAD_BYTES = 1_024;
const CLICK_ID_BYTES = 64;
const CLICK_CONTENT_BYTES = 128;

/** The contents that show a reply, in order; more than one only when a text is too long for one. */
export function renderReply(reply: Reply): readonly KfContent[] {
  if (reply.kind === 'choices') return renderChoices(reply.text, reply.choices);
  if (reply.kind === 'image') return renderText(joinLines(reply.text, reply.url));
  if (reply.kind === 'receipt') return renderText(joinLines(reply.text, ...receiptLines(reply)));
  return renderText(reply.text);
}

/** A menu: a text above lines to tap. */
export function renderMenu(head: string, choices: readonly ReplyChoice[]): KfContent {
  const list = choices.map(({ id, label }) => ({ type: 'click' as const, click: { id, content: label } }));
  return { msgtype: 'msgmenu', msgmenu: { head_content: head, list } };
}

function renderText(text: string): readonly KfContent[] {
  return splitText(text, TEXT_BYTES).map((content) => ({ msgtype: 'text', text: { content } }));
}

/** One message, whatever happens to it: a second one would be a fifth of what may be sent. */
function renderChoices(text: string, choices: readonly ReplyChoice[]): readonly KfContent[] {
  const fits =
    choices.length > 0 &&
    choices.length <= MENU_ITEMS &&
    Buffer.byteLength(text) <= HEAD_BYTES &&
    choices.every(({ id, label }) => isWithin(id, CLICK_ID_BYTES) && isWithin(label, CLICK_CONTENT_BYTES));
  if (fits) return [renderMenu(text, choices)];
  return renderText(joinLines(text, ...choices.map(({ label }, index) => `${index + 1}. ${label}`)));
}

function isWithin(text: string, mostBytes: number): boolean {
  return text !== '' && Buffer.byteLength(text) <= mostBytes;
}

/** The receipt's lines that its text does not say already. */
function receiptLines({ text, receipt }: Extract<Reply, { kind: 'receipt' }>): readonly string[] {
  return [receipt.ticketNumber, ...receipt.lines].filter((line) => !text.includes(line));
}

function joinLines(...lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n');
}
